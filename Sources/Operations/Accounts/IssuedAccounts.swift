import Accounts
import Database
import Identity
import Storage

/// The accounts that the city has issued, for those who administer them.
package struct IssuedAccounts: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// All of them, by user name.
    package func all(at now: Instant) async throws -> [IssuedAccount] {
        try await installation.database.read { transaction in
            try transaction.localAccounts.all().map { account in try transaction.issued(account, at: now) }
        }
    }

    package func find(_ username: Username, at now: Instant) async throws -> IssuedAccount? {
        try await installation.database.read { transaction in
            try transaction.localAccounts.find(username).map { account in try transaction.issued(account, at: now) }
        }
    }
}

/// What an administrator may see of an account: all but the hash of its password.
package struct IssuedAccount: Hashable, Sendable {
    package let username: Username
    package let person: PersonID
    package let name: String?
    package let isEnabled: Bool
    /// When the password was chosen, or the activation code made that waits in its place.
    package let passwordSetAt: Instant
    /// Until when an activation code can be exchanged for a password; `nil` where none waits.
    package let activationUntil: Instant?
    package let hasSecondFactor: Bool
    /// Until when browsers that aren't known can't sign in; `nil` for an account that isn't locked.
    package let lockedUntil: Instant?
    /// `nil` until the first housekeeping has looked at the account.
    package let staff: StaffStanding?
}

extension Transaction {
    fileprivate func issued(_ account: LocalAccount, at now: Instant) throws -> IssuedAccount {
        IssuedAccount(
            username: account.username, person: account.person, name: account.name, isEnabled: account.isEnabled,
            passwordSetAt: account.passwordSetAt, activationUntil: account.activation?.until,
            hasSecondFactor: try secondFactors.isEnrolled(account.person),
            lockedUntil: try passwordAttempts.lock(of: account.username, at: now),
            staff: try staffStanding(of: account.person))
    }
}
