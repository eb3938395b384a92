import Audit
import Database
import Identity
import JOSE
import Keys

/// Takes a key out of use: as the schedule does, or because somebody else may have it.
package struct RetireKey: Sendable {
    private let installation: Installation
    private let vault: KeyVault

    package init(_ installation: Installation, _ vault: KeyVault) {
        self.installation = installation
        self.vault = vault
    }

    /// Retires a key: the next one of its algorithm signs, and it stays published until nothing that it has signed counts.
    /// - Parameter publication: how long the next one must have been published; `nil` where it is needed at once.
    package func run(
        _ key: KeyID, publishedFor publication: Duration?, _ act: Act
    ) async throws -> Result<Retirement, KeyRefusal> {
        try await installation.settleKeys(of: vault, act, .keyRetirement, object: key.value) { change, transaction in
            let retirement = try change.states.retire(key, publishedFor: publication, at: act.now)
            try transaction.record(retirement, removal: .keyRemoval, act)
            return retirement
        }
    }

    /// Withdraws a key: nothing that it has signed is believed any more. Where it signed, the next one does at once, or one
    /// that is made for it; relying parties that keep what they have read learn of that one when they read again.
    package func withdraw(_ key: KeyID, _ act: Act) async throws -> Result<Retirement, KeyRefusal> {
        let states = try await installation.keyStates(vault)
        let successors = try await onOwnThread { [vault] in
            guard let known = states.find(key), known.state.name == .active, states.next(known.algorithm) == nil
            else { return [SigningKey]() }
            return try vault.generate([known.algorithm])
        }
        return try await installation.settleKeys(
            of: vault, act, .keyWithdrawal, object: key.value
        ) { change, transaction in
            let needed = successors.filter { change.states.next($0.algorithm) == nil }
            for successor in needed { try change.add(successor, at: act.now) }
            // Where another was quicker this is refused, and no key was made.
            let retirement = try change.states.withdraw(key, at: act.now)
            for successor in needed { try transaction.record(.keyGeneration, successor.id, act) }
            try transaction.record(retirement, removal: .keyWithdrawal, act)
            return retirement
        }
    }
}

extension WriteTransaction {
    fileprivate func record(_ retirement: Retirement, removal: AuditEvent.Action, _ act: Act) throws {
        try record(.keyActivation, retirement.activated, act)
        try record(.keyRetirement, retirement.retired, act)
        for key in retirement.removed { try record(removal, key, act) }
    }
}
