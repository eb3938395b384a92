import Cryptography
import Foundation
import Wire

/// Seals a vault under another master key, so that at every moment one of the two opens all of it, whenever the process
/// ends:
///
/// 1. `sealTwice`: each file gets a second seal, of the new key. The old key opens everything.
/// 2. Whoever keeps sealed secrets elsewhere (the database) seals them anew, in one transaction: this is the moment
///    from which the new key counts. Before it the old key opens everything, after it the new one does.
/// 3. `settle`: each file keeps the new seal alone.
///
/// What was broken off is begun again with the same two keys, and does what is missing.
package struct Resealing: Sendable {
    private let old: KeyVault
    private let new: KeyVault
    /// Nobody has the secrets open meanwhile: a server would go on sealing under the old key.
    private let use: FolderLock

    /// - Throws: `.inUse`, while a server runs on the folder.
    package init(from old: KeyVault, to new: KeyVault) throws(KeyVaultError) {
        self.old = old
        self.new = new
        guard FileManager.default.fileExists(atPath: old.statesFile.path) else { throw .noKeys(old.directory.path) }
        use = try old.takeUse()
    }

    /// That all files open with one of the two keys; nothing has been changed then.
    package func check() throws(KeyVaultError) {
        for file in try old.sealedFiles() { _ = try secret(of: file) }
    }

    /// - Parameter step: runs before each file is written, for tests that end there.
    package func sealTwice(_ step: (String) throws -> Void = { _ in }) throws {
        try rewrite(step) { secret, file throws(KeyVaultError) in
            [
                .first: try old.seal.seal(secret, name: file.sealName),
                .second: try new.seal.seal(secret, name: file.sealName),
            ]
        }
    }

    /// - Parameter step: as with `sealTwice`.
    package func settle(_ step: (String) throws -> Void = { _ in }) throws {
        try rewrite(step) { secret, file throws(KeyVaultError) in
            [.first: try new.seal.seal(secret, name: file.sealName)]
        }
    }

    private func rewrite(
        _ step: (String) throws -> Void,
        _ seals: ([UInt8], SealedFile) throws(KeyVaultError) -> [FileSeal.Place: JSONObject]
    ) throws {
        let lock = try old.lockChanges()
        defer { withExtendedLifetime(lock) {} }
        for file in try old.sealedFiles() {
            try step(file.url.lastPathComponent)
            var secret = try secret(of: file)
            defer { cleanse(&secret) }
            try old.replace(file.json(with: try seals(secret, file)), at: file.url)
        }
    }

    private func secret(of file: SealedFile) throws(KeyVaultError) -> [UInt8] {
        do { return try old.seal.open(file.json, name: file.sealName, file.url) } catch {
            guard case .wrongMasterKey = error else { throw error }
            return try new.seal.open(file.json, name: file.sealName, file.url)
        }
    }
}

/// A file of a vault with what is sealed in it.
struct SealedFile {
    let url: URL
    let json: JSONObject
    let sealName: String

    func json(with seals: [FileSeal.Place: JSONObject]) -> JSONObject {
        var json = json
        for place in FileSeal.Place.allCases { json[place.rawValue] = seals[place].map(JSONValue.object) }
        return json
    }
}

extension KeyVault {
    /// Everything in the folder that is sealed.
    func sealedFiles() throws(KeyVaultError) -> [SealedFile] {
        var files: [SealedFile] = []
        for file in try Self.keyFiles(in: directory) {
            let json = try Self.read(file)
            let record = try Self.record(of: json, file)
            files.append(
                SealedFile(url: file, json: json, sealName: Self.sealName(record.id, record.algorithm)))
        }
        files.append(SealedFile(url: pairwiseFile, json: try Self.read(pairwiseFile), sealName: Self.pairwiseName))
        let states = try Self.read(statesFile)
        guard let keys = states["keys"]?.array else { throw .unreadable(statesFile.path) }
        files.append(SealedFile(url: statesFile, json: states, sealName: Self.statesSealName(keys)))
        return files
    }

    /// Keeps the seals of this master key alone, where a resealing was broken off. Only who has seen that everything else
    /// opens with this key too may do it.
    package func settleSeals() throws(KeyVaultError) {
        let lock = try lockChanges()
        defer { withExtendedLifetime(lock) {} }
        for file in try sealedFiles() where file.json[FileSeal.Place.second.rawValue] != nil {
            var secret = try seal.open(file.json, name: file.sealName, file.url)
            defer { cleanse(&secret) }
            let sealed = try seal.seal(secret, name: file.sealName)
            try replace(file.json(with: [.first: sealed]), at: file.url)
        }
    }
}
