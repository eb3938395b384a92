import Cryptography
import Foundation
import Identity
import JOSE
import Synchronization
import Wire

/// The files of a vault. Whoever calls this holds the lock on changes, where it matters.
extension KeyVault {
    private static let keyFilePrefix = "signing-key-"
    static let pairwiseName = "pairwise-secret.json"
    private static let statesFile = "key-states.json"

    // MARK: Signing keys

    /// Makes keys side by side: the primes of RSA take long to find, up to a second each, and the first start waits for
    /// them.
    package func generate(_ algorithms: [SignatureAlgorithm]) throws(KeyVaultError) -> [SigningKey] {
        let made = Mutex<[SigningKey]>([])
        DispatchQueue.concurrentPerform(iterations: algorithms.count) { index in
            guard let key = try? SigningKey.generate(algorithm: algorithms[index]) else { return }
            made.withLock { $0.append(key) }
        }
        let keys = made.withLock { $0 }
        guard keys.count == algorithms.count else { throw .generationFailed }
        return keys
    }

    /// Keeps a key. It signs nothing, and isn't published, before the states know it.
    package func store(_ key: SigningKey, at now: Instant) throws(KeyVaultError) {
        let algorithm = key.algorithm
        var secret: [UInt8]
        do { secret = JSONWriter.write(try key.privateJSON()) } catch { throw .generationFailed }
        defer { cleanse(&secret) }
        var json: JSONObject = [
            "kid": .string(key.id.value), "alg": .string(algorithm.rawValue),
            "created_at": .integer(now.secondsSince1970), "public": .object(key.publicJWK.json),
        ]
        json[FileSeal.Place.first.rawValue] = .object(
            try seal.seal(secret, name: Self.sealName(key.id, algorithm)))
        try create(json, at: keyFile(key.id))
    }

    /// All keys that the states know, opened: the active ones sign, all are published.
    func signingKeys(of states: KeyStates) throws(KeyVaultError) -> SigningKeys {
        var active: [SigningKey] = []
        var others: [JWK] = []
        for record in states.records.sorted(by: { $0.id.value < $1.id.value }) {
            let key = try signingKey(record)
            if record.state.name == .active { active.append(key) } else { others.append(key.publicJWK) }
        }
        return SigningKeys(active, alsoPublished: others)
    }

    private func signingKey(_ known: KeyRecord) throws(KeyVaultError) -> SigningKey {
        let file = keyFile(known.id)
        let json = try Self.read(file)
        let record = try Self.record(of: json, file)
        guard record.id == known.id, record.algorithm == known.algorithm else { throw .unreadable(file.path) }
        var plaintext = try seal.open(json, name: Self.sealName(record.id, record.algorithm), file)
        defer { cleanse(&plaintext) }
        guard let jwk = try? JSONReader.readObject(plaintext),
            let key = try? SigningKey(privateJWK: jwk, algorithm: record.algorithm), key.id == record.id
        else { throw .unreadable(file.path) }
        return key
    }

    func removeKey(_ id: KeyID) throws(KeyVaultError) {
        do { try SecretFile.remove(keyFile(id).path) } catch { throw .unusableDirectory(directory.path) }
    }

    /// What a key's file says in the clear. Its state stands elsewhere.
    static func record(of json: JSONObject, _ file: URL) throws(KeyVaultError) -> KeyRecord {
        guard let kid = json["kid"]?.string, let algorithm = json["alg"]?.string.flatMap(SignatureAlgorithm.init),
            let created = json["created_at"]?.integer
        else { throw .unreadable(file.path) }
        return KeyRecord(
            id: KeyID(kid), algorithm: algorithm, createdAt: Instant(secondsSince1970: created),
            state: .next(publishedAt: nil))
    }

    static func keyFiles(in directory: URL) throws(KeyVaultError) -> [URL] {
        do {
            return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
                .filter { $0.lastPathComponent.hasPrefix(keyFilePrefix) && $0.pathExtension == "json" }
                .sorted { $0.path < $1.path }
        } catch {
            throw .unusableDirectory(directory.path)
        }
    }

    func keyFile(_ id: KeyID) -> URL { directory.appending(path: "\(Self.keyFilePrefix)\(id.value).json") }

    static func sealName(_ id: KeyID, _ algorithm: SignatureAlgorithm) -> String {
        "\(id.value) \(algorithm.rawValue)"
    }

    // MARK: The states

    var statesFile: URL { directory.appending(path: Self.statesFile) }

    /// - Returns: `nil` where there are none yet.
    /// - Throws: `.wrongMasterKey` also for states that somebody has written without it: a key that was retired must not
    ///   sign again because a file says so.
    package func states() throws(KeyVaultError) -> KeyStates? {
        try Self.states(in: directory) { json, file throws(KeyVaultError) in
            guard let keys = json["keys"]?.array else { throw .unreadable(file.path) }
            _ = try seal.open(json, name: Self.statesSealName(keys), file)
            return keys
        }
    }

    static func states(
        in directory: URL, read open: (JSONObject, URL) throws(KeyVaultError) -> [JSONValue]?
    ) throws(KeyVaultError) -> KeyStates? {
        let file = directory.appending(path: Self.statesFile)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        let json = try Self.read(file)
        guard let keys = try open(json, file) else { throw .unreadable(file.path) }
        let records = keys.compactMap { $0.object.flatMap(KeyRecord.init) }
        guard records.count == keys.count, let states = KeyStates(records) else { throw .unreadable(file.path) }
        return states
    }

    func write(_ states: KeyStates) throws(KeyVaultError) {
        let keys = states.records.map { JSONValue.object($0.json) }
        let json: JSONObject = [
            "keys": .array(keys),
            FileSeal.Place.first.rawValue: .object(try seal.seal([], name: Self.statesSealName(keys))),
        ]
        try replace(json, at: statesFile)
    }

    /// Nothing in the states is secret: only who wrote them matters, and that they are authenticated.
    static func statesSealName(_ keys: [JSONValue]) -> String {
        "\(statesFile)\u{0}" + String(decoding: JSONWriter.write(.array(keys)), as: UTF8.self)
    }

    /// The states of keys that were made before there were any.
    func takenOver(at now: Instant) throws(KeyVaultError) -> KeyStates {
        var keys: [KeyRecord] = []
        for file in try Self.keyFiles(in: directory) { keys.append(try Self.record(of: try Self.read(file), file)) }
        return KeyStates(takingOver: keys, at: now)
    }

    // MARK: The pairwise secret

    var pairwiseFile: URL { directory.appending(path: Self.pairwiseName) }

    func pairwiseSecret() throws(KeyVaultError) -> [UInt8] {
        let secret = try seal.open(try Self.read(pairwiseFile), name: Self.pairwiseName, pairwiseFile)
        guard secret.count == 32 else { throw .unreadable(pairwiseFile.path) }
        return secret
    }

    func makePairwiseSecret() throws(KeyVaultError) -> [UInt8] {
        let secret = random.bytes(32)
        let sealed = try seal.seal(secret, name: Self.pairwiseName)
        try create([FileSeal.Place.first.rawValue: .object(sealed)], at: pairwiseFile)
        return secret
    }

    // MARK: Files

    /// Removes what a crash has left of files that were being written. Who writes holds the lock, and nobody else does now.
    func removeDrafts() throws(KeyVaultError) {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { name in
                name.hasSuffix(SecretFile.draftSuffix)
                    && [Self.keyFilePrefix, Self.statesFile, Self.pairwiseName].contains(where: name.hasPrefix)
            }
            for name in names { try SecretFile.remove(directory.appending(path: name).path) }
        } catch {
            throw .unusableDirectory(directory.path)
        }
    }

    static func read(_ file: URL) throws(KeyVaultError) -> JSONObject {
        guard let data = try? Data(contentsOf: file), let json = try? JSONReader.readObject(Array(data)) else {
            throw .unreadable(file.path)
        }
        return json
    }

    private func create(_ json: JSONObject, at file: URL) throws(KeyVaultError) {
        do { try SecretFile.create(JSONWriter.write(json) + [0x0A], at: file.path) } catch {
            throw .unusableDirectory(directory.path)
        }
    }

    func replace(_ json: JSONObject, at file: URL) throws(KeyVaultError) {
        do { try SecretFile.replace(JSONWriter.write(json) + [0x0A], at: file.path) } catch {
            throw .unusableDirectory(directory.path)
        }
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
