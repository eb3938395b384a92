import Accounts
import Audit
import Database
import Identity
import Storage

/// Puts an activation code in the place of an account's password and second factor: for who has lost one of them, or
/// when somebody else may know them. All that rested on them ends in the same transaction: the person's sessions and
/// authorizations, what they have begun to sign in to, the browsers that were known, and what was counted against the
/// account.
///
/// Of somebody whose password a directory has, the second factor ends and all that rested on it: the next is set up at
/// the next sign-in. Their password is the directory's to change.
package struct ResetAccount: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case reset(IssuedActivation)
        case secondFactorReset
        case unknownAccount
    }

    package func run(_ username: Username, _ act: Act) async throws -> Outcome {
        let issued = IssuedActivation(random: installation.random, at: act.now)
        return try await installation.database.write { transaction in
            func write(_ outcome: AuditEvent.Outcome = .success) throws {
                try transaction.audit.append(act.event(.accountReset, outcome, object: username.text))
            }
            guard let person = try transaction.holder(of: username) else {
                try write(.refused("not-possible"))
                return .unknownAccount
            }
            let isIssued = try transaction.localAccounts.find(username) != nil
            if isIssued { try transaction.localAccounts.reset(username, to: issued.kept, at: act.now) }
            try transaction.endWhatRestsOnProofs(of: person, called: username, at: act.now)
            try write()
            return isIssued ? .reset(issued) : .secondFactorReset
        }
    }
}

extension WriteTransaction {
    /// Whoever could prove to be the holder counts as a stranger from now on, at every browser.
    fileprivate func endWhatRestsOnProofs(of person: PersonID, called username: Username, at now: Instant) throws {
        try passwordAttempts.clear(of: username)
        try secondFactors.remove(of: person, at: now)
        try begunSignIns.endAll(of: person)
        try devices.forget(of: username)
        try sessions.endAll(of: person, at: now)
        try authorizations.revokeAll(of: person, at: now)
    }
}
