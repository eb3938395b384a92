import Cryptography
import Foundation
import TestSupport
import Testing
import Wire

@testable import Keys

/// The file in which a version before kept the key that VNeID seals to.
@Suite struct EnvelopeKeyFileTests {
    private let directory: TemporaryDirectory
    private let key: RSAPrivateKey
    private var file: EnvelopeKeyFile { EnvelopeKeyFile(directory.path("vneid-key.json")) }

    init() throws {
        directory = try TemporaryDirectory()
        key = try RSAPrivateKey.generate(bitCount: 2048)
    }

    private func sealer(_ byte: UInt8) throws -> SecretSealer {
        try SecretSealer(
            MasterKey(Base64URL.encode([UInt8](repeating: byte, count: 32))), random: SeededRandom(seed: UInt64(byte)))
    }

    private func write(sealedBy masterKeys: [UInt8]) throws {
        let sealed = try masterKeys.map { byte in
            JSONValue.string(try sealer(byte).seal(try key.encoded(), purpose: "key for envelopes", owner: "vneid"))
        }
        try write(JSONWriter.write(["sealed": .array(sealed)] as JSONObject))
    }

    private func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: file.path)) }

    @Test func `the master key opens it, also where it stands under another besides`() throws {
        for masterKeys in [[1], [2, 1], [1, 2]] as [[UInt8]] {
            try write(sealedBy: masterKeys)
            #expect(try file.open(by: sealer(1)).publicKey == key.publicKey)
        }
    }

    @Test func `another master key doesn't open it, and a file that is something else isn't opened`() throws {
        try write(sealedBy: [1])
        #expect(throws: KeyVaultError.wrongMasterKey(file.path)) { try file.open(by: sealer(2)) }
        for text in ["", "{}", #"{"sealed":[]}"#, #"{"sealed":[1]}"#] {
            try write(Array(text.utf8))
            #expect(throws: KeyVaultError.unreadable(file.path)) { try file.open(by: sealer(1)) }
        }
        #expect(throws: KeyVaultError.unreadable("/none")) { try EnvelopeKeyFile("/none").open(by: sealer(1)) }
    }
}
