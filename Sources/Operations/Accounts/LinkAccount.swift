import Accounts
import Audit
import Database
import Identity
import Storage

/// Joins an account of the city's with the number that VNeID knows its holder by, so that one human is one person: what
/// excludes each other, and that nobody gives to themselves, then holds over both ways of signing in.
package struct LinkAccount: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        /// - Parameter merged: who had the number, and now is the account's person; `nil` where nobody had it yet.
        case linked(PersonID, merged: PersonID?)
        case unknownAccount
        case refused(JoinRefusal)
    }

    /// - Parameter acceptsDifferentBirthdates: whether somebody has looked at why they differ.
    package func run(
        _ username: Username, to number: CitizenNumber, acceptsDifferentBirthdates: Bool = false, _ act: Act
    ) async throws -> Outcome {
        try await installation.writePrepared(at: act.now) { transaction, permissions in
            var object = username.text
            func settle(_ outcome: Outcome, _ word: String?) throws -> Outcome {
                let result = word.map { .refused($0) } ?? AuditEvent.Outcome.success
                try transaction.audit.append(act.event(.accountLink, result, object: object))
                return outcome
            }
            guard let person = try transaction.localAccounts.find(username)?.person else {
                return try settle(.unknownAccount, "unknown-account")
            }
            object += " \(person.text)"
            guard let other = try transaction.people.find(.citizen(number)) else {
                let refusal = try transaction.begin(number, of: person, at: act.now)
                return try settle(
                    refusal.map(Outcome.refused) ?? .linked(person, merged: nil), refusal?.code)
            }
            object += " \(other.text)"
            let joining = Joining(
                person: person, other: other, replacesNumber: false,
                acceptsDifferentBirthdates: acceptsDifferentBirthdates)
            let refusal = try transaction.join(joining, permissions, at: act.now)
            return try settle(refusal.map(Outcome.refused) ?? .linked(person, merged: other), refusal?.code)
        }
    }
}

extension WriteTransaction {
    /// Lets somebody be known by a number that nobody has.
    fileprivate func begin(_ number: CitizenNumber, of person: PersonID, at now: Instant) throws -> JoinRefusal? {
        guard try people.isEnabled(person) else { return .disabled(person) }
        guard try people.identifiers(of: person).isEmpty, let profile = try people.profile(of: person) else {
            return .twoNumbers
        }
        try people.begin(.citizen(number), of: person, at: now)
        try personLinks.add(person, nil, profile: profile, moving: [], at: now)
        return nil
    }
}
