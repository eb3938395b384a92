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
        try await installation.settleJoining(act, .accountLink) { transaction, permissions in
            guard let person = try transaction.localAccounts.find(username)?.person else {
                return SettledJoining(.unknownAccount, refusal: "unknown-account", object: username.text)
            }
            let other = try transaction.people.find(.citizen(number))
            let object = [username.text, person.text, other?.text].compactMap { $0 }.joined(separator: " ")
            let refusal: JoinRefusal?
            if let other {
                let joining = Joining(
                    person: person, other: other, replacesNumber: false,
                    acceptsDifferentBirthdates: acceptsDifferentBirthdates)
                refusal = try transaction.join(joining, permissions, at: act.now)
            } else {
                refusal = try transaction.begin(number, of: person, at: act.now)
            }
            return SettledJoining(
                refusal.map(Outcome.refused) ?? .linked(person, merged: other), refusal: refusal?.code, object: object)
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
