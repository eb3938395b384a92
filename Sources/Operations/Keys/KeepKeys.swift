import Accounts
import Database
import Identity
import JOSE
import Keys
import OpenIDConnect
import Storage

/// What a server does for its keys all the time: it signs, publishes and opens envelopes by what the records say, whichever node
/// or command has changed that, and does what the schedule says is due.
package struct KeepKeys: Sendable {
    private let installation: Installation
    private let vault: KeyVault
    private let ring: KeyRing
    private let schedule: KeySchedule
    private let loadEnvelopeKeys: LoadEnvelopeKeys

    /// How long a retired key is published: as long as something that it has signed is of use. That is the longest of a
    /// token's life and a session's, as an ID token says which session to end for as long as there is one
    /// (RP-Initiated Logout §2); clocks of others may be late.
    package static let retention = max(AccessTokenRecord.lifetime, Session.totalLimit) + .minutes(5)

    /// One step leads to the next at most so often.
    private static let mostRounds = 4

    package init(
        _ installation: Installation, _ vault: KeyVault, _ ring: KeyRing, _ schedule: KeySchedule,
        envelopes: EnvelopeKeyRing
    ) {
        self.installation = installation
        self.vault = vault
        self.ring = ring
        self.schedule = schedule
        loadEnvelopeKeys = LoadEnvelopeKeys(installation, vault.sealer, envelopes)
    }

    /// Looks once.
    /// - Parameter known: the states of the keys that the ring has; `nil` before the first look.
    /// - Returns: the same after it.
    /// - Throws: `KeyVaultError.wrongMasterKey`, where everything was sealed under another master key since.
    package func run(knowing known: KeyStates?, _ act: Act) async throws -> KeyStates {
        try await loadEnvelopeKeys.run()
        var states = try await load(known)
        for _ in 0..<Self.mostRounds {
            // Only of what the ring has can be said that it is published.
            let steps = schedule.due(states, at: act.now)
            if steps.isEmpty { break }
            try await take(steps, act)
            states = try await load(states)
        }
        return states
    }

    private func load(_ known: KeyStates?) async throws -> KeyStates {
        let seen = try await installation.database.read { transaction in
            // It is one row, and says whether there is more to read.
            let states = try transaction.keyDocuments.find(KeyDocuments.states)
            return KeyDocuments(states.map { [KeyDocuments.states: $0] } ?? [:])
        }
        if let known, try vault.change(seen).states == known { return known }
        let documents = try await installation.keyDocuments()
        guard !documents.isEmpty else { throw KeyVaultError.noKeys }
        let (states, keys) = try await onOwnThread { [vault] in try vault.current(documents) }
        ring.replace(with: keys)
        return states
    }

    private func take(_ steps: [KeyStep], _ act: Act) async throws {
        let algorithms = steps.compactMap { step in if case .make(let algorithm) = step { algorithm } else { nil } }
        // A refusal says that another node was quicker.
        if !algorithms.isEmpty { _ = try await MakeNextKeys(installation, vault).run(algorithms, act) }
        guard steps.count > algorithms.count else { return }
        _ = try await installation.settleKeys(of: vault, act, .keyActivation) { [schedule] change, transaction in
            // What another node has done meanwhile is not due any more, and what it has made isn't in our ring yet.
            for step in schedule.due(change.states, at: act.now) where steps.contains(step) {
                switch step {
                case .make: break
                case .stamp(let key): try change.states.stamp(key, at: act.now)
                case .activate(let key):
                    let retired = try change.states.activate(key, publishedFor: schedule.publication, at: act.now)
                    try transaction.record(.keyActivation, key, act)
                    try transaction.record(.keyRetirement, retired, act)
                case .remove(let key):
                    try change.states.remove(key)
                    try transaction.record(.keyRemoval, key, act)
                }
            }
        }
    }
}
