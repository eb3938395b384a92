import Accounts
import Audit
import Database
import Identity
import OpenIDConnect
import Storage

/// Issues an account. It is issued to a number where one is given: to whoever the state knows by it, in the records
/// already or not, so that the account and a sign-in with VNeID are one person. No administrator knows a password: the
/// holder chooses one with the activation code that this act gives, this once.
package struct AddAccount: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case added(PersonID, IssuedActivation)
        case usernameTaken
        /// Whom the state knows by the number has an account already.
        case hasAccount(Username)
        /// Whom the state knows by the number is called otherwise, or was born on another day: one of the two is
        /// mistyped.
        case numberOfAnother
        /// Whom the state knows by the number may not sign in.
        case disabled
    }

    /// - Parameter claims: what is known of the holder; with the number, where the account is issued to one.
    package func run(_ username: Username, of claims: PersonClaims, _ act: Act) async throws -> Outcome {
        let newcomer = try installation.newPersonID()
        let issued = IssuedActivation(random: installation.random, at: act.now)
        return try await installation.database.write { transaction in
            let outcome = try transaction.issue(username, to: newcomer, claims, issued, at: act.now)
            try transaction.audit.append(act.event(.accountAdd, outcome.result, object: username.text))
            return outcome
        }
    }

    /// Enters an invented person, whose password everybody may know.
    /// - Returns: `nil` when the user name is taken.
    package func run(
        inventing username: Username, of claims: PersonClaims, password: PasswordHash, _ act: Act
    ) async throws -> PersonID? {
        let person = try installation.newPersonID()
        let isNew = try await installation.settle(act, .accountAdd, object: username.text) { transaction in
            guard try transaction.localAccounts.find(username) == nil else { return false }
            try transaction.people.add(person, claims, at: act.now)
            return try transaction.localAccounts.add(
                username, person: person, passwordHash: password.text, at: act.now)
        }
        return isNew ? person : nil
    }
}

extension AddAccount.Outcome {
    /// For the audit log.
    fileprivate var result: AuditEvent.Outcome {
        switch self {
        case .added: .success
        case .usernameTaken: .refused("not-possible")
        case .hasAccount: .refused("two-accounts")
        case .numberOfAnother: .refused("number-of-another")
        case .disabled: .refused("account-disabled")
        }
    }
}

extension WriteTransaction {
    fileprivate func issue(
        _ username: Username, to newcomer: PersonID, _ claims: PersonClaims, _ issued: IssuedActivation,
        at now: Instant
    ) throws -> AddAccount.Outcome {
        guard try localAccounts.find(username) == nil else { return .usernameTaken }
        let number = claims.citizenNumber.map(PersonIdentifier.citizen)
        var person = newcomer
        if let number, let known = try people.find(number) {
            if let refusal = try refusal(ofIssuingTo: known, claims, at: now) { return refusal }
            try people.set(phoneNumber: claims.phoneNumber, address: claims.address, of: known)
            person = known
        } else if let number {
            try people.add(newcomer, claims, known: number, at: now)
        } else {
            try people.add(newcomer, claims, at: now)
        }
        guard try localAccounts.add(username, person: person, activation: issued.kept, at: now) else {
            return .usernameTaken
        }
        return .added(person, issued)
    }

    /// Why somebody in the records gets no account; fills in what nobody has said of them yet.
    private func refusal(
        ofIssuingTo person: PersonID, _ claims: PersonClaims, at now: Instant
    ) throws -> AddAccount.Outcome? {
        if let account = try localAccounts.find(of: person) { return .hasAccount(account.username) }
        guard try people.isEnabled(person), var profile = try people.profile(of: person) else { return .disabled }
        if let known = profile.name, let name = claims.name, !known.isSameName(as: name) { return .numberOfAnother }
        if let known = profile.birthdate, let birthdate = claims.birthdate, !known.agrees(with: birthdate) {
            return .numberOfAnother
        }
        profile.name = profile.name ?? claims.name
        profile.birthdate = profile.birthdate ?? claims.birthdate
        try people.set(profile, of: person, at: now)
        return nil
    }
}
