import Cryptography
import Foundation
import Keys
import TestSupport
import Testing
import Wire

/// The key that VNeID seals to, at rest.
@Suite struct UpstreamKeyFileTests {
    private let directory: TemporaryDirectory
    private var file: UpstreamKeyFile { UpstreamKeyFile(directory.path + "/vneid-key.json") }

    init() throws { directory = try TemporaryDirectory() }

    private func sealer(_ byte: UInt8 = 1) throws -> SecretSealer {
        try KeyVault(
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: byte, count: 32))), random: SeededRandom(seed: 5)
        ).sealer
    }

    @Test func `a key is made once, for its owner's eyes, and stays`() throws {
        let made = try file.make(by: sealer())
        #expect(made.bitCount == 2048)
        #expect(try file.open(by: sealer()).publicKey == made)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(throws: KeyVaultError.unusableDirectory(file.path)) { try file.make(by: sealer()) }
        #expect(try file.open(by: sealer()).publicKey == made)
    }

    @Test func `the file shows nothing of the key`() throws {
        _ = try file.make(by: sealer())
        let text = String(decoding: try Data(contentsOf: URL(filePath: file.path)), as: UTF8.self)
        let modulus = try file.open(by: sealer()).publicKey.modulus
        #expect(text.wholeMatch(of: /\{"sealed":\["[A-Za-z0-9_-]+"\]\}\n/) != nil)
        #expect(!text.contains(Base64URL.encode(modulus.prefix(60))))
    }

    @Test func `another master key doesn't open it, and a file that is something else isn't opened`() throws {
        _ = try file.make(by: sealer())
        #expect(throws: KeyVaultError.wrongMasterKey(file.path)) { try file.open(by: sealer(2)) }
        for text in ["", "{}", #"{"sealed":[]}"#, #"{"sealed":[1]}"#] {
            try Data(text.utf8).write(to: URL(filePath: file.path))
            #expect(throws: KeyVaultError.unreadable(file.path)) { try file.open(by: sealer()) }
        }
        #expect(throws: KeyVaultError.unreadable("/none")) { try UpstreamKeyFile("/none").open(by: sealer()) }
    }

    @Test func `while the master key changes, either opens it`() throws {
        let made = try file.make(by: sealer(1))
        try file.seal(by: sealer(2), besides: sealer(1))
        #expect(try file.open(by: sealer(1)).publicKey == made)
        #expect(try file.open(by: sealer(2)).publicKey == made)
        try file.seal(onlyBy: sealer(2))
        #expect(try file.open(by: sealer(2)).publicKey == made)
        #expect(throws: KeyVaultError.wrongMasterKey(file.path)) { try file.open(by: sealer(1)) }
    }
}
