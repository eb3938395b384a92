import Identity
import JOSE

/// A change of the states that is decided and not written yet: until it is, or is let go, no other process changes any.
///
/// Whoever decides it writes down first what will have happened, and then calls `write`: what a crash leaves in between
/// is a key to which something happened according to the log only, and which is due, or asked for, again.
package struct KeyChange: Sendable {
    private let vault: KeyVault
    private let locks: [FolderLock]
    private let known: KeyStates?
    private let before: KeyStates
    private var fresh: [(key: SigningKey, createdAt: Instant)] = []

    /// As they will be.
    package var states: KeyStates

    /// - Parameter known: the states on disk; `nil` for keys that have none yet, which are taken over.
    init(of vault: KeyVault, _ known: KeyStates?, takenOver: KeyStates, holding locks: [FolderLock]) {
        self.vault = vault
        self.known = known
        self.locks = locks
        before = known ?? takenOver
        states = before
    }

    /// Adds a key that was made for it.
    package mutating func add(_ key: SigningKey, at now: Instant) throws(KeyRefusal) {
        try states.add(key.id, key.algorithm, at: now)
        fresh.append((key, now))
    }

    /// Keys are there before the states know them, and go after those have forgotten them.
    package func write() throws(KeyVaultError) {
        for (key, createdAt) in fresh { try vault.store(key, at: createdAt) }
        if states != known { try vault.write(states) }
        for key in before.records where states.find(key.id) == nil { try vault.removeKey(key.id) }
    }
}

extension KeyVault {
    /// Begins a change of the states, alone among all processes.
    /// - Parameter now: when keys are taken over that have no states yet.
    package func beginChange(at now: Instant) throws(KeyVaultError) -> KeyChange {
        let locks = [try shareUse(), try lockChanges()]
        let known = try states()
        let takenOver = try takenOver(at: now)
        guard known != nil || !takenOver.records.isEmpty else { throw .noKeys(directory.path) }
        return KeyChange(of: self, known, takenOver: takenOver, holding: locks)
    }
}
