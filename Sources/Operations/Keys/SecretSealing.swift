import Accounts
import Database
import Identity
import Keys
import OpenIDConnect
import Storage

/// Secrets at rest that we have to know again: seeds of authenticator apps, and what clients sign with. A seed that is being set up
/// can't be taken for one that counts.
struct SecretSealing: Sendable {
    private let sealer: SecretSealer

    private static let purpose = "second factor"
    private static let pending = "second factor that is being set up"
    private static let client = "client secret"

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

    func seal(_ secret: ClientSecret, of client: ClientID) throws -> SealedClientSecret {
        SealedClientSecret(try sealer.seal(secret.key, purpose: Self.client, owner: client.text))
    }

    /// - Returns: what the client makes MACs with.
    func open(_ sealed: SealedClientSecret, of client: ClientID) throws -> [UInt8] {
        try sealer.open(sealed.text, purpose: Self.client, owner: client.text)
    }

    /// That what this seals can be opened by whoever has the records' master key. A process that was started with the one
    /// before seals nothing any more, in the transaction itself: nobody could ever open it.
    func require(in transaction: WriteTransaction) throws {
        guard try transaction.keyDocuments.areSealed(by: sealer.masterKeyID) else {
            throw DatabaseError.unavailable("its secrets are sealed under another master key")
        }
    }

    /// What is sealed for an owner, whichever it is.
    func bytes(of secret: SealedSecret) throws -> [UInt8] {
        let (purpose, owner) = Self.binding(secret.owner)
        return try sealer.open(secret.text, purpose: purpose, owner: owner)
    }

    private func seal(_ bytes: [UInt8], of owner: SealedSecret.Owner) throws -> String {
        let (purpose, owner) = Self.binding(owner)
        return try sealer.seal(bytes, purpose: purpose, owner: owner)
    }

    func opens(_ secret: SealedSecret) -> Bool { (try? bytes(of: secret)) != nil }

    /// - Throws: `KeyVaultError.wrongMasterKey` for what neither opens.
    func reseal(_ secret: SealedSecret, from old: SecretSealing) throws -> String {
        do { return try seal(try old.bytes(of: secret), of: secret.owner) } catch is SealedSecretError {
            throw KeyVaultError.wrongMasterKey(secret.what)
        }
    }

    private static func binding(_ owner: SealedSecret.Owner) -> (purpose: String, owner: String) {
        switch owner {
        case .person(let person): (purpose, person.text)
        case .interaction(let interaction): (pending, interaction.text)
        // A secret that has become the former one is still sealed as it was.
        case .client(let id), .formerly(let id): (client, id.text)
        }
    }

    private static func seed(_ bytes: [UInt8]) throws -> OneTimePasswordSeed {
        guard let seed = OneTimePasswordSeed(bytes) else { throw DatabaseError.corruptRecord("a seed") }
        return seed
    }
}

extension SealedSecret {
    /// What it is, for errors.
    var what: String {
        switch owner {
        case .person, .interaction: "a second factor"
        case .client, .formerly: "a client's secret"
        }
    }
}
