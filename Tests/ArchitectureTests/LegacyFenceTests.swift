import Testing

/// The cryptography of another age is in one file, for VNeID's profile `quirks` alone: its adapter, and what plays VNeID.
@Suite struct LegacyFenceTests {
    private static let home = "Sources/Cryptography/OpenSSL/LegacyEnvelope.swift"
    private static let users = ["Sources/Federation/Quirks/", "Sources/VNeIDMock/Quirks/"]

    @Test func `only the adapter and the mock name the envelope`() throws {
        var named = 0
        for room in try Package.rooms() {
            for file in try Package.swiftFiles(below: "Sources/\(room)") where file != Self.home {
                guard try Package.text(file).contains("LegacyEnvelope") else { continue }
                named += 1
                #expect(Self.users.contains { file.hasPrefix($0) }, "\(file)")
            }
        }
        try #require(named == 2)
    }

    /// Signatures by PKCS #1 v1.5 are another matter: nobody can ask about a padding of theirs.
    @Test func `nothing else encrypts by ECB, by the padding of PKCS #1 or by none`() throws {
        for room in try Package.rooms() {
            for file in try Package.swiftFiles(below: "Sources/\(room)") where file != Self.home {
                let code = try Package.text(file)
                #expect(!code.contains(/AES-\d+-ECB|aes_\d+_ecb/), "\(file)")
                #expect(!code.contains("RSA_NO_PADDING"), "\(file)")
                if code.contains("RSA_PKCS1_PADDING") {
                    #expect(file == "Sources/Cryptography/OpenSSL/RSA.swift", "\(file)")
                    #expect(!code.contains("EVP_PKEY_decrypt") && !code.contains("EVP_PKEY_encrypt"), "\(file)")
                }
            }
        }
    }
}
