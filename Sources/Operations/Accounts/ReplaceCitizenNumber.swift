import Audit
import Database
import Identity
import Storage

/// Moves somebody to the number that the state gave them in the place of another. The old one finds nobody any more,
/// and stays on record with its end. Whoever signed in by the new number already is the same human: they are joined.
package struct ReplaceCitizenNumber: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        /// - Parameter merged: who was joined with the person; `nil` where nobody had the new number.
        case replaced(PersonID, merged: PersonID?)
        /// The person isn't known by a number.
        case hasNoNumber
        case refused(JoinRefusal)
    }

    /// - Parameter person: whom the old number names.
    package func run(
        of person: KnownPerson, by number: CitizenNumber, acceptsDifferentBirthdates: Bool = false, _ act: Act
    ) async throws -> Outcome {
        try await installation.settleJoining(act, .citizenNumberReplacement) { transaction, permissions in
            let (outcome, refusal, other) = try transaction.replace(
                person.id, number, acceptsDifferentBirthdates, permissions, at: act.now)
            let object = [person.auditName, person.id.text, other?.text].compactMap { $0 }.joined(separator: " ")
            return SettledJoining(outcome, refusal: refusal, object: object)
        }
    }
}

extension WriteTransaction {
    fileprivate func replace(
        _ person: PersonID, _ number: CitizenNumber, _ acceptsDifferentBirthdates: Bool,
        _ permissions: CurrentPermissions, at now: Instant
    ) throws -> (ReplaceCitizenNumber.Outcome, refusal: String?, other: PersonID?) {
        func refuse(
            _ refusal: JoinRefusal, _ other: PersonID? = nil
        ) -> (ReplaceCitizenNumber.Outcome, refusal: String?, other: PersonID?) {
            (.refused(refusal), refusal.code, other)
        }
        let old = try people.identifiers(of: person).filter { $0.kind == PersonIdentifier.citizen(number).kind }
        guard !old.isEmpty else { return (.hasNoNumber, "no-number", nil) }
        guard let other = try people.find(.citizen(number)) else {
            guard try people.isEnabled(person) else { return refuse(.disabled(person)) }
            for old in old { try people.end(old, of: person, at: now) }
            try people.begin(.citizen(number), of: person, at: now)
            return (.replaced(person, merged: nil), nil, nil)
        }
        guard other != person else { return refuse(.samePerson) }
        // Who has an account stays, as their second factor does; the number that counts is the new one in any case.
        let isAccount = try localAccounts.find(of: other) != nil
        let joining = Joining(
            person: isAccount ? other : person, other: isAccount ? person : other, replacesNumber: !isAccount,
            acceptsDifferentBirthdates: acceptsDifferentBirthdates)
        if isAccount {
            for old in old { try people.end(old, of: person, at: now) }
        }
        if let refusal = try join(joining, permissions, at: now) {
            if isAccount { try restore(old, of: person, endedAt: now) }
            return refuse(refusal, other)
        }
        return (.replaced(joining.person, merged: joining.other), nil, other)
    }

    /// Takes an end back that was written in this transaction.
    private func restore(_ numbers: [PersonIdentifier], of person: PersonID, endedAt now: Instant) throws {
        for number in numbers { try people.reopen(number, of: person, endedAt: now) }
    }
}
