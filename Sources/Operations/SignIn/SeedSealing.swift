import Accounts
import Database
import Identity
import Keys
import OpenIDConnect
import Storage

/// The seeds of authenticator apps at rest. One that is being set up can't be taken for one that counts.
struct SeedSealing: Sendable {
    private let sealer: SecretSealer

    private static let purpose = "second factor"
    private static let pending = "second factor that is being set up"

    init(_ sealer: SecretSealer) {
        self.sealer = sealer
    }

    func seal(_ seed: OneTimePasswordSeed, of person: PersonID) throws -> String {
        try sealer.seal(seed.bytes, purpose: Self.purpose, owner: person.text)
    }

    func open(_ sealed: String, of person: PersonID) throws -> OneTimePasswordSeed {
        try Self.seed(try sealer.open(sealed, purpose: Self.purpose, owner: person.text))
    }

    func sealPending(_ seed: OneTimePasswordSeed, of interaction: InteractionID) throws -> String {
        try sealer.seal(seed.bytes, purpose: Self.pending, owner: interaction.text)
    }

    func openPending(_ sealed: String, of interaction: InteractionID) throws -> OneTimePasswordSeed {
        try Self.seed(try sealer.open(sealed, purpose: Self.pending, owner: interaction.text))
    }

    /// That what this seals can be opened by whoever has the records' master key. A process that was started with the one
    /// before seals nothing any more, in the transaction itself: nobody could ever open it.
    func require(in transaction: WriteTransaction) throws {
        guard try transaction.keyDocuments.areSealed(by: sealer.masterKeyID) else {
            throw DatabaseError.unavailable("its secrets are sealed under another master key")
        }
    }

    /// What is sealed for an owner, whichever it is.
    func bytes(of seed: SealedSeed) throws -> [UInt8] {
        let (purpose, owner) = Self.binding(seed.owner)
        return try sealer.open(seed.text, purpose: purpose, owner: owner)
    }

    private func seal(_ bytes: [UInt8], of owner: SealedSeed.Owner) throws -> String {
        let (purpose, owner) = Self.binding(owner)
        return try sealer.seal(bytes, purpose: purpose, owner: owner)
    }

    func opens(_ seed: SealedSeed) -> Bool { (try? bytes(of: seed)) != nil }

    /// - Throws: `KeyVaultError.wrongMasterKey` for what neither opens.
    func reseal(_ seed: SealedSeed, from old: SeedSealing) throws -> String {
        do { return try seal(try old.bytes(of: seed), of: seed.owner) } catch is SealedSecretError {
            throw KeyVaultError.wrongMasterKey("a second factor")
        }
    }

    private static func binding(_ owner: SealedSeed.Owner) -> (purpose: String, owner: String) {
        switch owner {
        case .person(let person): (purpose, person.text)
        case .interaction(let interaction): (pending, interaction.text)
        }
    }

    private static func seed(_ bytes: [UInt8]) throws -> OneTimePasswordSeed {
        guard let seed = OneTimePasswordSeed(bytes) else { throw DatabaseError.corruptRecord("a seed") }
        return seed
    }
}
