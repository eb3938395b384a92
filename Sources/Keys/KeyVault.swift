import Cryptography
import Foundation
import Identity
import JOSE
import OpenIDConnect

/// The signing keys and the pairwise secret on disk: a file each, readable by its owner only, the private part sealed
/// under the master key. Name and algorithm are authenticated with it; the public key in the clear is for people to
/// read. One more file says in which state each key is.
///
/// Several processes may work on a folder: what belongs together is read and written by one at a time.
package struct KeyVault: Sendable {
    let directory: URL
    let seal: FileSeal
    package let sealer: SecretSealer
    let random: any RandomSource
    private let algorithms: [SignatureAlgorithm]

    /// - Parameter algorithms: those that there is to be a key for: those that a client can be registered with.
    package init(
        directory: String, masterKey: consuming MasterKey, random: any RandomSource,
        algorithms: [SignatureAlgorithm] = ClientRegistration.idTokenAlgorithms
    ) throws(KeyVaultError) {
        self.algorithms = algorithms
        self.directory = URL(fileURLWithPath: directory, isDirectory: true)
        self.random = random
        sealer = try SecretSealer(masterKey, random: random)
        seal = try FileSeal(masterKey, random: random)
    }

    /// Makes the keys and the pairwise secret of a new installation, where there are none.
    package func make(at now: Instant) throws(KeyVaultError) -> ProviderSecrets {
        do { try SecretFolder.ensure(directory.path) } catch { throw .unusableDirectory(directory.path) }
        let (use, lock) = (try shareUse(), try lockChanges())
        defer { withExtendedLifetime(lock) {} }
        guard try Self.keyFiles(in: directory).isEmpty, !isThere(pairwiseFile) else {
            throw .alreadyThere(directory.path)
        }
        let keys = try generate(algorithms)
        for key in keys { try store(key, at: now) }
        let secret = try makePairwiseSecret()
        let states = try takenOver(at: now)
        try write(states)
        return try secrets(states, secret, use, generated: keys.map(\.id))
    }

    /// Opens what is there, and makes nothing: a lost secret that was made anew would make strangers of all people, and
    /// a lost key's tokens would be believed no more. Nothing is sealed under another master key as long as somebody holds
    /// what this returns.
    package func open(at now: Instant) throws(KeyVaultError) -> ProviderSecrets {
        guard isThere(directory) else { throw .noKeys(directory.path) }
        let (use, lock) = (try shareUse(), try lockChanges())
        defer { withExtendedLifetime(lock) {} }
        try removeDrafts()
        let known = try self.states()
        let states = try known.orElse { () throws(KeyVaultError) in try takenOver(at: now) }
        let isSecretThere = isThere(pairwiseFile)
        guard isSecretThere || !states.records.isEmpty else { throw .noKeys(directory.path) }
        guard isSecretThere else { throw .pairwiseSecretMissing(pairwiseFile.path) }
        let missing = algorithms.filter { name in states.active(name).map { !isThere(keyFile($0.id)) } ?? true }
        guard missing.isEmpty else {
            throw .signingKeysMissing(directory.path, missing.map(\.rawValue).joined(separator: ", "))
        }
        let secrets = try secrets(states, try pairwiseSecret(), use, generated: [])
        if states != known { try write(states) }
        return secrets
    }

    private func secrets(
        _ states: KeyStates, _ secret: [UInt8], _ use: FolderLock, generated: [KeyID]
    ) throws(KeyVaultError) -> ProviderSecrets {
        ProviderSecrets(
            keys: KeyRing(try signingKeys(of: states), use: use), subjects: PairwiseSubjects(secret: secret),
            succession: RefreshTokenSuccession(secret: secret), sealer: sealer, generated: generated)
    }

    private func isThere(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }

    /// The files of keys, states and secret, by path: what a backup has to hold. What they seal stays sealed. They belong
    /// together as long as the reader holds what `beginChange` returns.
    package static func files(in directory: String) throws(KeyVaultError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: directory)
                .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted().map { directory + "/" + $0 }
        } catch {
            throw .unusableDirectory(directory)
        }
    }

    /// What `hue-sso key list` shows: the public side, without opening anything.
    package static func list(directory: String) throws(KeyVaultError) -> [KeyListing] {
        let directory = URL(fileURLWithPath: directory, isDirectory: true)
        var found: [(key: KeyRecord, file: URL)] = []
        for file in try keyFiles(in: directory) { found.append((try record(of: try read(file), file), file)) }
        let keys = found.map(\.key)
        let states =
            try states(in: directory) { json, _ in json["keys"]?.array }
            ?? KeyStates(takingOver: keys, at: keys.map(\.createdAt).max() ?? Instant(secondsSince1970: 0))
        return found.map { key, file in
            KeyListing(
                id: key.id.value, algorithm: key.algorithm, createdAt: key.createdAt, file: file.path,
                state: states.find(key.id)?.state)
        }.sorted { ($0.algorithm.rawValue, $1.createdAt, $0.id) < ($1.algorithm.rawValue, $0.createdAt, $1.id) }
    }

    /// The states and the keys as they are on disk now.
    package func current() throws(KeyVaultError) -> (states: KeyStates, keys: SigningKeys) {
        // A key's file goes when its state has gone: alone, nobody sees the one without the other.
        let lock = try lockChanges()
        defer { withExtendedLifetime(lock) {} }
        guard let states = try states() else { throw .noKeys(directory.path) }
        return (states, try signingKeys(of: states))
    }

    // MARK: Locks

    /// - Throws: `.inUse`, while everything is being sealed under another master key.
    func shareUse() throws(KeyVaultError) -> FolderLock {
        do {
            if let lock = try FolderLock(.use, in: directory, isShared: true, waits: false) { return lock }
        } catch {
            throw .unusableDirectory(directory.path)
        }
        throw .inUse(directory.path)
    }

    /// - Throws: `.inUse`, while somebody else has the secrets open.
    func takeUse() throws(KeyVaultError) -> FolderLock {
        do {
            if let lock = try FolderLock(.use, in: directory, waits: false) { return lock }
        } catch {
            throw .unusableDirectory(directory.path)
        }
        throw .inUse(directory.path)
    }

    func lockChanges() throws(KeyVaultError) -> FolderLock {
        do {
            if let lock = try FolderLock(.changes, in: directory) { return lock }
        } catch {
            throw .unusableDirectory(directory.path)
        }
        throw .inUse(directory.path)
    }
}

extension Optional where Wrapped == KeyStates {
    /// `??` loses the type of an error.
    fileprivate func orElse(_ other: () throws(KeyVaultError) -> KeyStates) throws(KeyVaultError) -> KeyStates {
        if let self { self } else { try other() }
    }
}
