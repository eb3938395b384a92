import Keys
import TestSupport
import Testing
import Wire

/// Secrets in the database: sealed, each for one purpose and one owner.
@Suite struct SecretSealerTests {
    private func sealer(_ byte: UInt8 = 1) throws -> SecretSealer {
        try KeyVault(
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: byte, count: 32))), random: SeededRandom(seed: 5)
        ).sealer
    }

    @Test func `a secret comes back as it went in, and never looks the same twice`() throws {
        let sealer = try sealer()
        let secret: [UInt8] = Array(0..<20)
        let one = try sealer.seal(secret, purpose: "seed", owner: "an")
        let two = try sealer.seal(secret, purpose: "seed", owner: "an")
        #expect(one != two)
        #expect(try sealer.open(one, purpose: "seed", owner: "an") == secret)
        #expect(try sealer.open(two, purpose: "seed", owner: "an") == secret)
    }

    @Test func `what is sealed for one purpose or owner opens for no other, nor under another master key`() throws {
        let sealer = try sealer()
        let sealed = try sealer.seal([1, 2, 3], purpose: "seed", owner: "an")
        #expect(throws: SealedSecretError.self) { try sealer.open(sealed, purpose: "seed", owner: "binh") }
        #expect(throws: SealedSecretError.self) { try sealer.open(sealed, purpose: "other", owner: "an") }
        #expect(throws: SealedSecretError.self) { try self.sealer(2).open(sealed, purpose: "seed", owner: "an") }
    }

    @Test(arguments: ["", "x", "====", Base64URL.encode([UInt8](repeating: 0, count: 27))])
    func `what was never sealed is an error`(text: String) throws {
        let sealer = try sealer()
        #expect(throws: SealedSecretError.self) { try sealer.open(text, purpose: "seed", owner: "an") }
    }

    @Test func `a master key is known by a name that tells nothing of it, and another by another`() throws {
        let name = try sealer().masterKeyID
        #expect(try name == sealer().masterKeyID && name != sealer(2).masterKeyID)
        #expect(!name.contains(Base64URL.encode([UInt8](repeating: 1, count: 8))))
    }
}
