import Database
import Keys
import Storage

/// Seals everything under another master key: the files of keys and the seeds in the records. Whenever it ends, one of
/// the two keys opens all of it; `Resealing` says in which order.
package struct ResealSecrets: Sendable {
    private let installation: Installation
    private let resealing: Resealing
    private let old: SeedSealing
    private let new: SeedSealing

    /// Where a test ends it.
    package enum Step: Hashable, Sendable {
        case file(String)
        case records
        case settledFile(String)
    }

    /// - Throws: `KeyVaultError.inUse`, while a server runs.
    package init(_ installation: Installation, from old: KeyVault, to new: KeyVault) throws(KeyVaultError) {
        self.installation = installation
        resealing = try Resealing(from: old, to: new)
        self.old = SeedSealing(old.sealer)
        self.new = SeedSealing(new.sealer)
    }

    /// - Parameter reach: runs before each step, for tests that end there.
    /// - Throws: `KeyVaultError.wrongMasterKey`, when something opens with neither key; nothing is changed then.
    package func run(_ act: Act, reach: @Sendable (Step) throws -> Void = { _ in }) async throws {
        try resealing.check()
        _ = try await installation.database.read { [old, new] transaction in
            for seed in try transaction.sealedSeeds.all() { _ = try new.reseal(seed, from: old) }
        }
        try resealing.sealTwice { file in try reach(.file(file)) }
        try reach(.records)
        try await installation.database.write { [old, new] transaction in
            for seed in try transaction.sealedSeeds.all() {
                if let text = try new.reseal(seed, from: old) { try transaction.sealedSeeds.replace(seed, with: text) }
            }
            try transaction.audit.append(act.event(.keyReseal))
        }
        try resealing.settle { file in try reach(.settledFile(file)) }
    }
}

/// Whether the records were sealed under the master key that has opened the keys. A resealing that was broken off is
/// finished then, as this key opens everything.
package struct CheckSeals: Sendable {
    private let installation: Installation
    private let vault: KeyVault

    package init(_ installation: Installation, _ vault: KeyVault) {
        self.installation = installation
        self.vault = vault
    }

    /// - Throws: `KeyVaultError.wrongMasterKey`, when they were sealed under another one: nobody could sign in with a
    ///   second factor.
    package func run() async throws {
        let seals = SeedSealing(vault.sealer)
        // All are sealed in one transaction: one of each kind speaks for the others.
        let seeds = try await installation.database.read { transaction in try transaction.sealedSeeds.all(limit: 1) }
        guard seeds.allSatisfy(seals.opens) else { throw KeyVaultError.wrongMasterKey("hue-sso.sqlite") }
        try await onOwnThread { [vault] in try vault.settleSeals() }
    }
}

extension SeedSealing {
    fileprivate func opens(_ seed: SealedSeed) -> Bool { (try? bytes(of: seed)) != nil }

    /// - Returns: `nil` for what is sealed by this already.
    fileprivate func reseal(_ seed: SealedSeed, from old: SeedSealing) throws -> String? {
        if opens(seed) { return nil }
        do { return try seal(try old.bytes(of: seed), of: seed.owner) } catch is SealedSecretError {
            throw KeyVaultError.wrongMasterKey("hue-sso.sqlite")
        }
    }
}
