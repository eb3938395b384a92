import Accounts
import Audit
import Database
import Identity
import OpenIDConnect
import Storage

/// Somebody who came with an activation code chooses a password of their own; the code is used up with it.
package struct ChoosePassword: Sendable {
    private let database: Database
    private let passwords: PasswordHasher

    package init(_ installation: Installation, _ passwords: PasswordHasher) {
        database = installation.database
        self.passwords = passwords
    }

    package enum Outcome: Sendable {
        case chosen
        /// Too many passwords are being looked at.
        case busy
        /// The account was disabled meanwhile.
        case disabled
        /// There is no such step here any more: it was done, took too long, or the code was used or taken back.
        case notDue
    }

    /// Whose password is to be chosen; `nil` when that is not what is due.
    package func username(at place: StepPlace, _ now: Instant) async throws -> Username? {
        try await database.read { transaction in
            try transaction.due(.choosePassword, place, at: now)?.account.username
        }
    }

    package func run(_ password: NewPassword, at place: StepPlace, _ act: Act) async throws -> Outcome {
        let hash: PasswordHash
        // An activation code was proven before.
        let asker = HashAsker(isKnown: true, at: place, act)
        do { hash = try await passwords.hash(password, for: asker) } catch PasswordHashingError.busy { return .busy }
        return try await database.write { transaction in
            guard let due = try transaction.due(.choosePassword, place, at: act.now) else { return .notDue }
            func event(_ outcome: AuditEvent.Outcome = .success) -> AuditEvent {
                act.event(
                    .accountPassword, outcome, by: .person(due.begun.person), client: place.place.client?.text,
                    object: due.account.username.text)
            }
            guard due.account.opensSessions else {
                try transaction.begunSignIns.end(in: place.interaction)
                try transaction.audit.append(event(.refused("account-disabled")))
                return .disabled
            }
            // A reset ends what was begun: the code that waits is the one that was shown here.
            let isDone =
                try due.account.activation.map { activation in
                    try transaction.localAccounts.activate(
                        due.account.username, consuming: activation.hash, passwordHash: hash.text, at: act.now)
                } ?? false
            guard isDone else { return .notDue }
            try transaction.begunSignIns.prove(due.begun.factors.adding(.password), in: place.interaction)
            try transaction.audit.append(event())
            return .chosen
        }
    }
}
