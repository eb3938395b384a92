import Accounts
import Database
import Identity
import Storage

/// Gives an account a new password. All that rested on the old one ends with it: the person's sessions, and so their
/// tokens; the browsers that were known; and what was counted against the account.
package struct SetPassword: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case set, unknownAccount
    }

    package func run(_ password: PasswordHash, of username: Username, _ act: Act) async throws -> Outcome {
        let isDone = try await installation.settle(act, .accountPassword, object: username.text) { transaction in
            guard let account = try transaction.localAccounts.find(username) else { return false }
            try transaction.localAccounts.setPasswordHash(password.text, of: username, at: act.now)
            try transaction.endWhatRestsOnPassword(of: account, at: act.now)
            return true
        }
        return isDone ? .set : .unknownAccount
    }
}

extension WriteTransaction {
    /// Whoever knew the old password counts as a stranger from now on, at every browser.
    func endWhatRestsOnPassword(of account: LocalAccount, at now: Instant) throws {
        try passwordAttempts.clear(of: account.username)
        try devices.forget(of: account.username)
        try sessions.endAll(of: account.person, at: now)
    }
}
