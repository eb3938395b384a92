import Cryptography
import Identity
import JOSE
import OpenIDConnect

/// Opens the keys of an installation with its master key, and seals what is new of them. Where the documents are kept is
/// the caller's business: nothing here reads or writes anything.
package struct KeyVault: Sendable {
    let seal: DocumentSeal
    package let sealer: SecretSealer
    let random: any RandomSource
    private let algorithms: [SignatureAlgorithm]

    /// Those that clients can be registered with, each by one name.
    package static let algorithms = ClientRegistration.idTokenAlgorithms.filter { $0.ofKeys == $0 }

    /// - Parameter algorithms: those that there is to be a key for: those that a client can be registered with.
    package init(
        masterKey: consuming MasterKey, random: any RandomSource,
        algorithms: [SignatureAlgorithm] = KeyVault.algorithms
    ) throws(KeyVaultError) {
        self.algorithms = algorithms
        self.random = random
        sealer = try SecretSealer(masterKey, random: random)
        seal = try DocumentSeal(masterKey, random: random)
    }

    /// Makes the keys and the pairwise secret of a new installation.
    package func make(at now: Instant) throws(KeyVaultError) -> FreshKeys {
        let keys = try generate(algorithms)
        var documents = KeyDocuments()
        for key in keys { try documents.set(document(of: key, at: now), as: KeyDocuments.name(of: key.id.value)) }
        documents.set(try pairwiseDocument(random.bytes(Self.secretLength)), as: KeyDocuments.pairwise)
        documents.set(try document(of: try takenOver(documents, at: now)), as: KeyDocuments.states)
        return FreshKeys(documents: documents, secrets: try open(documents), ids: keys.map(\.id))
    }

    /// Opens what is there, and makes nothing: a lost secret that was made anew would make strangers of all people, and
    /// a lost key's tokens would be believed no more.
    package func open(_ documents: KeyDocuments) throws(KeyVaultError) -> ProviderSecrets {
        guard !documents.isEmpty else { throw .noKeys }
        guard documents.has(KeyDocuments.pairwise) else { throw .pairwiseSecretMissing(KeyDocuments.pairwise) }
        let states = try states(of: documents)
        let missing = algorithms.filter { algorithm in
            states.active(algorithm).map { !documents.has(KeyDocuments.name(of: $0.id.value)) } ?? true
        }
        guard missing.isEmpty else {
            throw .signingKeysMissing(missing.map(\.rawValue).joined(separator: ", "))
        }
        let secret = try pairwiseSecret(of: documents)
        return ProviderSecrets(
            keys: KeyRing(try signingKeys(states, of: documents)), subjects: PairwiseSubjects(secret: secret),
            succession: RefreshTokenSuccession(secret: secret), sealer: sealer)
    }

    /// The same documents, each secret sealed anew under this master key, and the states written where there are none yet.
    /// - Parameter other: what opens them; this, where the documents are those of a folder (`KeyFolder`).
    /// - Throws: `.wrongMasterKey`, when something doesn't open.
    package func resealing(
        _ documents: KeyDocuments, from other: KeyVault, at now: Instant
    ) throws(KeyVaultError) -> KeyDocuments {
        var documents = documents
        let hasStates = documents.has(KeyDocuments.states)
        let states = try hasStates ? other.states(of: documents) : takenOver(documents, at: now)
        for name in documents.keyNames {
            var json = try documents.json(name)
            let key = try KeyVault.record(of: json, name)
            var secret = try other.seal.open(json, name: Self.sealName(key), in: name)
            defer { cleanse(&secret) }
            json[DocumentSeal.secondMember] = nil
            json[DocumentSeal.member] = .object(try seal.seal(secret, name: Self.sealName(key)))
            documents.set(json, as: name)
        }
        documents.set(try pairwiseDocument(try other.pairwiseSecret(of: documents)), as: KeyDocuments.pairwise)
        documents.set(try document(of: states), as: KeyDocuments.states)
        return documents
    }

    /// The states and the keys as documents say.
    package func current(
        _ documents: KeyDocuments
    ) throws(KeyVaultError) -> (states: KeyStates, keys: SigningKeys) {
        let states = try states(of: documents)
        return (states, try signingKeys(states, of: documents))
    }

    /// What `hue-sso key list` shows: the public side, without opening anything.
    package static func list(_ documents: KeyDocuments) throws(KeyVaultError) -> [KeyListing] {
        var keys: [KeyRecord] = []
        for name in documents.keyNames { keys.append(try record(of: try documents.json(name), name)) }
        let states =
            try documents.has(KeyDocuments.states)
            ? unverifiedStates(of: documents)
            : KeyStates(takingOver: keys, at: keys.map(\.createdAt).max() ?? Instant(secondsSince1970: 0))
        return keys.map { key in
            KeyListing(
                id: key.id.value, algorithm: key.algorithm, createdAt: key.createdAt,
                state: states.find(key.id)?.state)
        }.sorted { ($0.algorithm.rawValue, $1.createdAt, $0.id) < ($1.algorithm.rawValue, $0.createdAt, $1.id) }
    }
}

/// The keys of a new installation, before anybody keeps them.
package struct FreshKeys: Sendable {
    package let documents: KeyDocuments
    package let secrets: ProviderSecrets
    package let ids: [KeyID]
}
