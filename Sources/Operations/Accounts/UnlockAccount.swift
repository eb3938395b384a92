import Accounts
import Storage

/// Unlocks an account after wrong passwords, for all browsers.
package struct UnlockAccount: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case unlocked, unknownAccount
    }

    package func run(_ username: Username, _ act: Act) async throws -> Outcome {
        let isDone = try await installation.settle(act, .accountUnlock, object: username.text) { transaction in
            guard try transaction.localAccounts.find(username) != nil else { return false }
            try transaction.passwordAttempts.clear(of: username)
            return true
        }
        return isDone ? .unlocked : .unknownAccount
    }
}
