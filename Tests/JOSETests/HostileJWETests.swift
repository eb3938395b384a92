import Cryptography
import Testing
import Wire

@testable import JOSE

/// Encrypted messages that somebody made to get past us, to learn something, or to bring us down.
@Suite struct HostileJWETests {
    private static func message(header: String, key: [UInt8] = [], vector: [UInt8] = [1], tag: [UInt8] = [1]) -> String
    {
        [Array(header.utf8), key, vector, [1], tag].map { Base64URL.encode($0) }.joined(separator: ".")
    }

    private static let point =
        #"{"kty":"EC","crv":"P-256","x":"mPUKT_bAWGHIhg0TpjjqVsP1rXWQu_vwVOHHtNkdYoA","y":"8BQAsImGeAS46fyWw5MhYfGTT0IjBpFw2SS34Dv4Irs"}"#

    @Test(arguments: [
        "RSA1_5", "RSA-OAEP", "RSA-OAEP-384", "rsa-oaep-256", "A256KW", "dir", "ECDH-ES+A128KW", "ecdh-es", "ECDH-ES ",
        "PBES2-HS256+A128KW", "A256GCMKW", "none", "", "ECDH-E\u{17F}",
    ]) func `a key management that isn't one of ours, in its one spelling, is refused`(name: String) {
        let header = #"{"alg":"\#(name)","enc":"A256GCM","epk":\#(Self.point)}"#
        #expect(throws: JOSEError.unsupportedAlgorithm) { try EncryptedJWE(parsing: Self.message(header: header)) }
    }

    @Test(arguments: ["A192GCM", "A256CBC-HS512", "a256gcm", "none", "A128CBC", ""])
    func `a content encryption that isn't one of ours is refused`(name: String) {
        let header = #"{"alg":"ECDH-ES","enc":"\#(name)","epk":\#(Self.point)}"#
        #expect(throws: JOSEError.unsupportedAlgorithm) { try EncryptedJWE(parsing: Self.message(header: header)) }
    }

    @Test(arguments: [#""zip":"DEF""#, #""zip":"""#, #""crit":["exp"]"#, #""crit":[]"#, #""crit":"zip""#])
    func `compression, and whatever has to be understood, is refused`(member: String) {
        let header = #"{"alg":"ECDH-ES","enc":"A256GCM","epk":\#(Self.point),\#(member)}"#
        #expect(throws: JOSEError.criticalExtension) { try EncryptedJWE(parsing: Self.message(header: header)) }
    }

    @Test(arguments: [
        // Off the curve (RFC 7516 §11.4's invalid curve attack), no point at all, another curve, a private key, nothing.
        #"{"kty":"EC","crv":"P-256","x":"mPUKT_bAWGHIhg0TpjjqVsP1rXWQu_vwVOHHtNkdYoA","y":"mPUKT_bAWGHIhg0TpjjqVsP1rXWQu_vwVOHHtNkdYoA"}"#,
        #"{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#,
        #"{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"}"#,
        #"{"kty":"EC","crv":"P-384","x":"mPUKT_bAWGHIhg0TpjjqVsP1rXWQu_vwVOHHtNkdYoA","y":"8BQAsImGeAS46fyWw5MhYfGTT0IjBpFw2SS34Dv4Irs"}"#,
        #"{"kty":"OKP","crv":"Ed25519","x":"mPUKT_bAWGHIhg0TpjjqVsP1rXWQu_vwVOHHtNkdYoA"}"#,
        #"{"kty":"EC","crv":"P-256","x":"mPUKT_bAWGHIhg0TpjjqVsP1rXWQu_vwVOHHtNkdYoA","y":"8BQAsImGeAS46fyWw5MhYfGTT0IjBpFw2SS34Dv4Irs","d":"AQ"}"#,
        "{}", "null", #""""#,
    ]) func `an ephemeral key that is no point of P-256 is refused`(key: String) {
        for algorithm in ["ECDH-ES", "ECDH-ES+A256KW"] {
            let header = #"{"alg":"\#(algorithm)","enc":"A256GCM","epk":\#(key)}"#
            #expect(throws: JOSEError.invalidKey) { try EncryptedJWE(parsing: Self.message(header: header)) }
        }
    }

    @Test(arguments: [
        "", ".", "....", "a.b.c", "a.b.c.d", "a.b.c.d.e.f", "e30.....", "e30.=.a.a.a", "!.....",
    ]) func `a text of another form is malformed`(text: String) {
        #expect(throws: JOSEError.self) { try EncryptedJWE(parsing: text) }
    }

    @Test func `a message or a header that is too long is malformed`() {
        let long = String(repeating: "A", count: Limits.tokenBytes)
        #expect(throws: JOSEError.malformed) { try EncryptedJWE(parsing: "e30.." + long + ".AA.AA") }
        let header = #"{"alg":"ECDH-ES","enc":"A256GCM","apu":"\#(long.prefix(Limits.tokenHeaderBytes))"}"#
        #expect(throws: JOSEError.malformed) { try EncryptedJWE(parsing: Self.message(header: header)) }
    }

    /// RFC 7516 §11.5: who sends messages to find out what fails first learns one thing only.
    @Test(arguments: JWETests.combinations)
    func `whatever part of a message is changed, shortened or left out, the error is the same one`(
        algorithm: KeyManagementAlgorithm, encryption: ContentEncryption
    ) throws {
        let keys = try TestDecryptionKeys.all()
        let key = try #require(keys.first { $0.publicKey.fits(algorithm) })
        let text = try JWE.encrypt([1, 2, 3], to: key.publicKey, algorithm, encryption, random: KernelRandomSource())
        let parts = try text.split(separator: ".", omittingEmptySubsequences: false).map { try Base64URL.decode($0) }
        for index in 1..<5 {
            var changes = [parts[index] + [0]]
            // Where the key is derived, its part is empty.
            if !parts[index].isEmpty {
                let part = parts[index]
                changes += [[], part + part, Array(part.dropLast()), part.map { $0 ^ 1 }]
            }
            for change in changes {
                var changed = parts
                changed[index] = change
                let message = try EncryptedJWE(parsing: changed.map { Base64URL.encode($0) }.joined(separator: "."))
                #expect(throws: JOSEError.decryptionFailed, "\(index)") { try message.decrypted(by: keys) }
            }
        }
    }

    @Test
    func `keys for encryption are told from those that sign by their use, and never published with private numbers`()
        throws
    {
        let key = try #require(try TestDecryptionKeys.all().last?.publicKey)
        let set = try JWKSet(["keys": [.object(key.json), .object(TestKeys.key(.ES256).publicJWK.json)]])
        #expect(set.encryptionKeys == [key])
        #expect(set.keys.count == 1)
        #expect(try JWKSet(set.json) == set)
        #expect(set.encryptionKey(for: .ECDH_ES) == key)
        #expect(set.encryptionKey(for: .RSA_OAEP_256) == nil)
        for changed in [
            key.json.setting("use", "sig"), key.json.setting("use", nil), key.json.setting("d", "AQ"),
            key.json.setting("alg", "RSA-OAEP-256"), key.json.setting("alg", "RSA1_5"), key.json.setting("x", "AQ"),
        ] {
            #expect(throws: JOSEError.self) { try EncryptionKey(changed) }
        }
    }
}
