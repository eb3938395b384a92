import Cryptography
import Foundation
import Identity
import JOSE
import OpenIDConnect
import Synchronization
import Wire

/// The signing keys and the pairwise secret on disk: a file each, readable by its owner only, the private part sealed
/// with AES-256-GCM under the master key. Name and algorithm are authenticated with it; the public key in the clear is
/// for people to read.
package struct KeyVault: Sendable {
    private let directory: URL
    private let cipher: AES256GCM
    package let sealer: SecretSealer
    private let random: any RandomSource

    /// One key per algorithm that a client can be registered with.
    private static let algorithms: [SignatureAlgorithm] = [.ES256, .RS256, .PS256, .EdDSA]
    private static let pairwiseName = "pairwise-secret.json"
    private static let keyFilePrefix = "signing-key-"

    package init(
        directory: String, masterKey: consuming MasterKey, random: any RandomSource
    ) throws(KeyVaultError) {
        self.directory = URL(fileURLWithPath: directory, isDirectory: true)
        self.random = random
        sealer = try SecretSealer(masterKey, random: random)
        do { cipher = try AES256GCM(key: masterKey.secret) } catch { throw .badMasterKey }
    }

    /// Makes the keys and the pairwise secret of a new installation, where there are none.
    package func make(at now: Instant) throws(KeyVaultError) -> ProviderSecrets {
        do { try SecretFolder.ensure(directory.path) } catch { throw .unusableDirectory(directory.path) }
        guard try Self.files(in: directory).isEmpty, !isThere(pairwiseFile) else {
            throw .alreadyThere(directory.path)
        }
        let keys = try generate(Self.algorithms)
        for key in keys { try store(key, at: now) }
        let secret = random.bytes(32)
        try write(["sealed": .object(try seal(secret, name: Self.pairwiseName))], to: pairwiseFile)
        return secrets(keys, secret, generated: keys.map(\.id))
    }

    /// Opens what is there, and makes nothing: a lost secret that was made anew would make strangers of all people, and
    /// a lost key's tokens would be believed no more.
    package func open(at now: Instant) throws(KeyVaultError) -> ProviderSecrets {
        guard isThere(directory) else { throw .noKeys(directory.path) }
        let keys = try signingKeys()
        let isSecretThere = isThere(pairwiseFile)
        guard isSecretThere || !keys.isEmpty else { throw .noKeys(directory.path) }
        guard isSecretThere else { throw .pairwiseSecretMissing(pairwiseFile.path) }
        let missing = Self.algorithms.filter { name in !keys.contains { $0.algorithm == name } }
        guard missing.isEmpty else {
            throw .signingKeysMissing(directory.path, missing.map(\.rawValue).joined(separator: ", "))
        }
        return secrets(keys, try pairwiseSecret(), generated: [])
    }

    private func secrets(_ keys: [SigningKey], _ secret: [UInt8], generated: [KeyID]) -> ProviderSecrets {
        ProviderSecrets(
            keys: KeyRing(SigningKeys(keys)), subjects: PairwiseSubjects(secret: secret),
            succession: RefreshTokenSuccession(secret: secret), sealer: sealer, generated: generated)
    }

    /// What `hue-sso key list` shows: the public side, without opening anything.
    package static func list(directory: String) throws(KeyVaultError) -> [KeyListing] {
        var listings: [KeyListing] = []
        for file in try files(in: URL(fileURLWithPath: directory, isDirectory: true)) {
            let json = try read(file)
            guard let kid = json["kid"]?.string, let algorithm = json["alg"]?.string.flatMap(SignatureAlgorithm.init),
                let created = json["created_at"]?.integer
            else { throw .unreadable(file.path) }
            listings.append(
                KeyListing(
                    id: kid, algorithm: algorithm, createdAt: Instant(secondsSince1970: created), file: file.path))
        }
        return listings.sorted { $0.algorithm.rawValue < $1.algorithm.rawValue }
    }

    /// The files of keys and secret, by path: what a backup has to hold. What they seal stays sealed.
    package static func files(in directory: String) throws(KeyVaultError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: directory)
                .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted().map { directory + "/" + $0 }
        } catch {
            throw .unusableDirectory(directory)
        }
    }

    // MARK: Signing keys

    private func signingKeys() throws(KeyVaultError) -> [SigningKey] {
        var keys: [SigningKey] = []
        for file in try Self.files(in: directory) {
            let json = try Self.read(file)
            guard let kid = json["kid"]?.string, let algorithm = json["alg"]?.string.flatMap(SignatureAlgorithm.init)
            else { throw .unreadable(file.path) }
            var plaintext = try open(json, name: "\(kid) \(algorithm.rawValue)", file)
            defer { cleanse(&plaintext) }
            guard let jwk = try? JSONReader.readObject(plaintext),
                let key = try? SigningKey(privateJWK: jwk, algorithm: algorithm), key.id.value == kid
            else { throw .unreadable(file.path) }
            keys.append(key)
        }
        return keys
    }

    /// Makes keys side by side: the primes of RSA take long to find, and the first start waits for them.
    private func generate(_ algorithms: [SignatureAlgorithm]) throws(KeyVaultError) -> [SigningKey] {
        let made = Mutex<[SigningKey]>([])
        DispatchQueue.concurrentPerform(iterations: algorithms.count) { index in
            guard let key = try? SigningKey.generate(algorithm: algorithms[index]) else { return }
            made.withLock { $0.append(key) }
        }
        let keys = made.withLock { $0 }
        guard keys.count == algorithms.count else { throw .generationFailed }
        return keys
    }

    private func store(_ key: SigningKey, at now: Instant) throws(KeyVaultError) {
        let algorithm = key.algorithm
        var secret: [UInt8]
        do { secret = JSONWriter.write(try key.privateJSON()) } catch { throw .generationFailed }
        defer { cleanse(&secret) }
        var json: JSONObject = [
            "kid": .string(key.id.value), "alg": .string(algorithm.rawValue),
            "created_at": .integer(now.secondsSince1970), "public": .object(key.publicJWK.json),
        ]
        json["sealed"] = .object(try seal(secret, name: "\(key.id.value) \(algorithm.rawValue)"))
        try write(json, to: directory.appending(path: "\(Self.keyFilePrefix)\(key.id.value).json"))
    }

    private static func files(in directory: URL) throws(KeyVaultError) -> [URL] {
        do {
            return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
                .filter { $0.lastPathComponent.hasPrefix(keyFilePrefix) && $0.pathExtension == "json" }
                .sorted { $0.path < $1.path }
        } catch {
            throw .unusableDirectory(directory.path)
        }
    }

    // MARK: The pairwise secret

    private var pairwiseFile: URL { directory.appending(path: Self.pairwiseName) }

    private func pairwiseSecret() throws(KeyVaultError) -> [UInt8] {
        let secret = try open(try Self.read(pairwiseFile), name: Self.pairwiseName, pairwiseFile)
        guard secret.count == 32 else { throw .unreadable(pairwiseFile.path) }
        return secret
    }

    // MARK: Sealing

    /// The name is authenticated, so that one file's secret can't stand in another's place.
    private func seal(_ secret: [UInt8], name: String) throws(KeyVaultError) -> JSONObject {
        let nonce = random.bytes(AES256GCM.nonceLength)
        do {
            let sealed = try cipher.seal(secret, nonce: nonce, additionalData: Array(name.utf8))
            return [
                "enc": "A256GCM", "iv": .string(Base64URL.encode(nonce)),
                "ciphertext": .string(Base64URL.encode(sealed.ciphertext)),
                "tag": .string(Base64URL.encode(sealed.tag)),
            ]
        } catch {
            throw .generationFailed
        }
    }

    private func open(_ json: JSONObject, name: String, _ file: URL) throws(KeyVaultError) -> [UInt8] {
        func part(_ member: String) -> [UInt8]? {
            json["sealed"]?.object?[member]?.string.flatMap { try? Base64URL.decode($0) }
        }
        guard let nonce = part("iv"), let ciphertext = part("ciphertext"), let tag = part("tag") else {
            throw .unreadable(file.path)
        }
        do {
            return try cipher.open(ciphertext, tag: tag, nonce: nonce, additionalData: Array(name.utf8))
        } catch {
            throw .wrongMasterKey(file.path)
        }
    }

    // MARK: Files

    private func isThere(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }

    private static func read(_ file: URL) throws(KeyVaultError) -> JSONObject {
        guard let data = try? Data(contentsOf: file), let json = try? JSONReader.readObject(Array(data)) else {
            throw .unreadable(file.path)
        }
        return json
    }

    private func write(_ json: JSONObject, to file: URL) throws(KeyVaultError) {
        do { try SecretFile.create(JSONWriter.write(json) + [0x0A], at: file.path) } catch {
            throw .unusableDirectory(directory.path)
        }
    }
}
