import Accounts
import Database
import Identity
import Storage

/// Puts an activation code in the place of an account's password and second factor: for who has lost one of them, or
/// when somebody else may know them. All that rested on them ends in the same transaction: the person's sessions and
/// authorizations, what they have begun to sign in to, the browsers that were known, and what was counted against the
/// account.
package struct ResetAccount: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case reset(IssuedActivation)
        case unknownAccount
    }

    package func run(_ username: Username, _ act: Act) async throws -> Outcome {
        let issued = IssuedActivation(random: installation.random, at: act.now)
        let isDone = try await installation.settle(act, .accountReset, object: username.text) { transaction in
            guard let account = try transaction.localAccounts.find(username) else { return false }
            try transaction.localAccounts.reset(username, to: issued.kept, at: act.now)
            try transaction.endWhatRestsOnProofs(of: account, at: act.now)
            return true
        }
        return isDone ? .reset(issued) : .unknownAccount
    }
}

extension WriteTransaction {
    /// Whoever could prove to be the holder counts as a stranger from now on, at every browser.
    fileprivate func endWhatRestsOnProofs(of account: LocalAccount, at now: Instant) throws {
        try passwordAttempts.clear(of: account.username)
        try secondFactors.remove(of: account.person)
        try begunSignIns.endAll(of: account.person)
        try devices.forget(of: account.username)
        try sessions.endAll(of: account.person, at: now)
        try authorizations.revokeAll(of: account.person, at: now)
    }
}
