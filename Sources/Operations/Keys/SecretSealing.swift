import Accounts
import Cryptography
import Database
import Identity
import Keys
import OpenIDConnect
import Storage

/// Secrets at rest that we have to know again: seeds of authenticator apps, what clients sign with, the keys that VNeID seals to, and
/// the settings of all nodes. A seed that is being set up can't be taken for one that counts.
struct SecretSealing: Sendable {
    private let sealer: SecretSealer

    private static let purpose = "second factor"
    private static let pending = "second factor that is being set up"
    private static let client = "client secret"
    private static let envelopes = "key for envelopes"
    private static let settings = "settings of all nodes"

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

    func seal(_ key: RSAPrivateKey, number: Int64) throws -> SealedEnvelopeKey {
        var encoded = try key.encoded()
        defer { cleanse(&encoded) }
        return SealedEnvelopeKey(number: number, text: try seal(encoded, of: .envelopeKey(number)))
    }

    /// - Throws: `KeyVaultError.wrongMasterKey`.
    func open(_ key: SealedEnvelopeKey) throws -> RSAPrivateKey {
        var encoded = try bytes(key.text, of: .envelopeKey(key.number))
        defer { cleanse(&encoded) }
        return try RSAPrivateKey(encoded: encoded)
    }

    func seal(settings: [UInt8]) throws -> String { try seal(settings, of: .settings) }

    /// - Throws: `KeyVaultError.wrongMasterKey`.
    func open(settings sealed: String) throws -> [UInt8] { try bytes(sealed, of: .settings) }

    /// That what this seals can be opened by whoever has the records' master key. A process that was started with the one
    /// before seals nothing any more, in the transaction itself: nobody could ever open it.
    func require(in transaction: WriteTransaction) throws {
        guard try transaction.keyDocuments.areSealed(by: sealer.masterKeyID) else {
            throw DatabaseError.unavailable("its secrets are sealed under another master key")
        }
    }

    /// What is sealed for an owner, whichever it is.
    /// - Throws: `KeyVaultError.wrongMasterKey`.
    func bytes(_ text: String, of owner: SealedSecret.Owner) throws(KeyVaultError) -> [UInt8] {
        let (purpose, owned) = Self.binding(owner)
        do { return try sealer.open(text, purpose: purpose, owner: owned) } catch {
            throw .wrongMasterKey(owner.what)
        }
    }

    private func seal(_ bytes: [UInt8], of owner: SealedSecret.Owner) throws -> String {
        let (purpose, owner) = Self.binding(owner)
        return try sealer.seal(bytes, purpose: purpose, owner: owner)
    }

    /// - Throws: `KeyVaultError.wrongMasterKey` for what doesn't open.
    func requireOpen(_ secret: SealedSecret) throws(KeyVaultError) { _ = try bytes(secret.text, of: secret.owner) }

    /// - Throws: `KeyVaultError.wrongMasterKey` for what the old one doesn't open.
    func reseal(_ secret: SealedSecret, from old: SecretSealing) throws -> String {
        try seal(try old.bytes(secret.text, of: secret.owner), of: secret.owner)
    }

    private static func binding(_ owner: SealedSecret.Owner) -> (purpose: String, owner: String) {
        switch owner {
        case .person(let person): (purpose, person.text)
        case .interaction(let interaction): (pending, interaction.text)
        // A secret that has become the former one is still sealed as it was.
        case .client(let id), .formerly(let id): (client, id.text)
        case .envelopeKey(let number): (envelopes, String(number))
        case .settings: (settings, "")
        }
    }

    private static func seed(_ bytes: [UInt8]) throws -> OneTimePasswordSeed {
        guard let seed = OneTimePasswordSeed(bytes) else { throw DatabaseError.corruptRecord("a seed") }
        return seed
    }
}

extension SealedSecret.Owner {
    /// Where it is kept, for errors in any language.
    fileprivate var what: String {
        switch self {
        case .person, .interaction: "second_factors"
        case .client, .formerly: "clients"
        case .envelopeKey: "envelope_keys"
        case .settings: "shared_settings"
        }
    }
}
