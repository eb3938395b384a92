import Cryptography
import Dispatch
import Identity
import JOSE
import Synchronization
import Wire

/// What stands in each document.
extension KeyVault {
    static let secretLength = 32

    // MARK: Signing keys

    /// Makes keys side by side: the primes of RSA take long to find, up to a second each, and the first start waits for
    /// them.
    package func generate(_ algorithms: [SignatureAlgorithm]) throws(KeyVaultError) -> [SigningKey] {
        let made = Mutex<[SigningKey]>([])
        DispatchQueue.concurrentPerform(iterations: algorithms.count) { index in
            guard let key = try? Self.generate(algorithms[index]) else { return }
            made.withLock { $0.append(key) }
        }
        let keys = made.withLock { $0 }
        guard keys.count == algorithms.count else { throw .generationFailed }
        return keys
    }

    /// With RS256 comes the key that others encrypt to by RSA-OAEP-256.
    private static func generate(_ algorithm: SignatureAlgorithm) throws -> SigningKey {
        let key = try SigningKey.generate(algorithm: algorithm)
        return algorithm == .RS256 ? try key.withCompanion() : key
    }

    func document(of key: SigningKey, at now: Instant) throws(KeyVaultError) -> JSONObject {
        let algorithm = key.algorithm
        var secret: [UInt8]
        do { secret = JSONWriter.write(try key.privateJSON()) } catch { throw .generationFailed }
        defer { cleanse(&secret) }
        var json: JSONObject = [
            "kid": .string(key.id.value), "alg": .string(algorithm.rawValue),
            "created_at": .integer(now.secondsSince1970), "public": .object(key.publicJWK.json),
        ]
        json[DocumentSeal.member] = .object(try seal.seal(secret, name: Self.sealName(key.id, algorithm)))
        return json
    }

    /// All keys that the states know, opened: the active ones sign, all are published, and messages to what goes with any of
    /// them can be read.
    func signingKeys(_ states: KeyStates, of documents: KeyDocuments) throws(KeyVaultError) -> SigningKeys {
        var active: [SigningKey] = []
        var others: [SigningKey] = []
        for record in states.records.sorted(by: { $0.id.value < $1.id.value }) {
            let key = try signingKey(record, of: documents)
            if record.state.name == .active { active.append(key) } else { others.append(key) }
        }
        return SigningKeys(active, alsoPublished: others)
    }

    private func signingKey(_ known: KeyRecord, of documents: KeyDocuments) throws(KeyVaultError) -> SigningKey {
        let name = KeyDocuments.name(of: known.id.value)
        let json = try documents.json(name)
        let record = try Self.record(of: json, name)
        guard record.id == known.id, record.algorithm == known.algorithm else { throw .unreadable(name) }
        var plaintext = try seal.open(json, name: Self.sealName(record), in: name)
        defer { cleanse(&plaintext) }
        guard let jwk = try? JSONReader.readObject(plaintext),
            let key = try? SigningKey(privateJWK: jwk, algorithm: record.algorithm), key.id == record.id
        else { throw .unreadable(name) }
        return key
    }

    /// What a key's document says in the clear. Its state stands elsewhere.
    static func record(of json: JSONObject, _ name: String) throws(KeyVaultError) -> KeyRecord {
        guard let kid = json["kid"]?.string, let algorithm = json["alg"]?.string.flatMap(SignatureAlgorithm.init),
            let created = json["created_at"]?.integer
        else { throw .unreadable(name) }
        return KeyRecord(
            id: KeyID(kid), algorithm: algorithm, createdAt: Instant(secondsSince1970: created),
            state: .next(publishedAt: nil))
    }

    static func sealName(_ key: KeyRecord) -> String { sealName(key.id, key.algorithm) }

    private static func sealName(_ id: KeyID, _ algorithm: SignatureAlgorithm) -> String {
        "\(id.value) \(algorithm.rawValue)"
    }

    // MARK: The states

    /// - Throws: `.wrongMasterKey` also for states that somebody has written without it: a key that was retired must not
    ///   sign again because a row says so.
    package func states(of documents: KeyDocuments) throws(KeyVaultError) -> KeyStates {
        let json = try documents.json(KeyDocuments.states)
        guard let keys = json["keys"]?.array else { throw .unreadable(KeyDocuments.states) }
        _ = try seal.open(json, name: Self.statesSealName(keys), in: KeyDocuments.states)
        return try Self.unverifiedStates(of: documents)
    }

    static func unverifiedStates(of documents: KeyDocuments) throws(KeyVaultError) -> KeyStates {
        let keys = try documents.json(KeyDocuments.states)["keys"]?.array
        let records = keys?.compactMap { $0.object.flatMap(KeyRecord.init) }
        guard let records, records.count == keys?.count, let states = KeyStates(records) else {
            throw .unreadable(KeyDocuments.states)
        }
        return states
    }

    func document(of states: KeyStates) throws(KeyVaultError) -> JSONObject {
        let keys = states.records.map { JSONValue.object($0.json) }
        return [
            "keys": .array(keys),
            DocumentSeal.member: .object(try seal.seal([], name: Self.statesSealName(keys))),
        ]
    }

    /// Nothing in the states is secret: only who wrote them matters, and that they are authenticated.
    private static func statesSealName(_ keys: [JSONValue]) -> String {
        "\(KeyDocuments.states)\u{0}" + String(decoding: JSONWriter.write(.array(keys)), as: UTF8.self)
    }

    /// The states of keys that were made before there were any.
    func takenOver(_ documents: KeyDocuments, at now: Instant) throws(KeyVaultError) -> KeyStates {
        var keys: [KeyRecord] = []
        for name in documents.keyNames { keys.append(try Self.record(of: try documents.json(name), name)) }
        return KeyStates(takingOver: keys, at: now)
    }

    // MARK: The pairwise secret

    func pairwiseSecret(of documents: KeyDocuments) throws(KeyVaultError) -> [UInt8] {
        let name = KeyDocuments.pairwise
        guard documents.has(name) else { throw .pairwiseSecretMissing(name) }
        let secret = try seal.open(try documents.json(name), name: name, in: name)
        guard secret.count == Self.secretLength else { throw .unreadable(name) }
        return secret
    }

    func pairwiseDocument(_ secret: [UInt8]) throws(KeyVaultError) -> JSONObject {
        [DocumentSeal.member: .object(try seal.seal(secret, name: KeyDocuments.pairwise))]
    }
}

// MARK: As it is written

extension KeyRecord {
    fileprivate init?(_ json: JSONObject) {
        guard let kid = json["kid"]?.string, let algorithm = json["alg"]?.string.flatMap(SignatureAlgorithm.init),
            let created = json["created_at"]?.integer, let name = json["state"]?.string.flatMap(KeyState.Name.init),
            let state = KeyState(name, since: json["since"]?.integer.map(Instant.init(secondsSince1970:)))
        else { return nil }
        self.init(
            id: KeyID(kid), algorithm: algorithm, createdAt: Instant(secondsSince1970: created), state: state)
    }

    fileprivate var json: JSONObject {
        var json: JSONObject = [
            "kid": .string(id.value), "alg": .string(algorithm.rawValue),
            "created_at": .integer(createdAt.secondsSince1970), "state": .string(state.name.rawValue),
        ]
        json["since"] = state.since.map { .integer($0.secondsSince1970) }
        return json
    }
}
