import Accounts
import Storage

/// Unlocks an account after wrong passwords or wrong codes, for all browsers. What a directory has locked by its own
/// counting stays so.
package struct UnlockAccount: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case unlocked, unknownAccount
    }

    package func run(_ username: Username, _ act: Act) async throws -> Outcome {
        let isDone = try await installation.settle(act, .accountUnlock, object: username.text) { transaction in
            guard let person = try transaction.holder(of: username) else { return false }
            try transaction.passwordAttempts.clear(of: username)
            try transaction.secondFactorAttempts.clear(of: person)
            return true
        }
        return isDone ? .unlocked : .unknownAccount
    }
}
