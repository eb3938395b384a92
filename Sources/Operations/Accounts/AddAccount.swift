import Accounts
import Database
import Identity
import OpenIDConnect
import Storage

/// Enters a person with an account that the city issues. No administrator knows a password: the holder chooses one with
/// the activation code that this act gives, this once.
package struct AddAccount: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case added(PersonID, IssuedActivation)
        case usernameTaken
    }

    package func run(_ username: Username, of claims: PersonClaims, _ act: Act) async throws -> Outcome {
        let person = try installation.newPersonID()
        let issued = IssuedActivation(random: installation.random, at: act.now)
        let isNew = try await add(person, username, claims, act) { transaction in
            try transaction.localAccounts.add(username, person: person, activation: issued.kept, at: act.now)
        }
        return isNew ? .added(person, issued) : .usernameTaken
    }

    /// Enters an invented person, whose password everybody may know.
    /// - Returns: `nil` when the user name is taken.
    package func run(
        inventing username: Username, of claims: PersonClaims, password: PasswordHash, _ act: Act
    ) async throws -> PersonID? {
        let person = try installation.newPersonID()
        let isNew = try await add(person, username, claims, act) { transaction in
            try transaction.localAccounts.add(username, person: person, passwordHash: password.text, at: act.now)
        }
        return isNew ? person : nil
    }

    private func add(
        _ person: PersonID, _ username: Username, _ claims: PersonClaims, _ act: Act,
        _ account: @escaping @Sendable (WriteTransaction) throws -> Bool
    ) async throws -> Bool {
        try await installation.settle(act, .accountAdd, object: username.text) { transaction in
            guard try transaction.localAccounts.find(username) == nil else { return false }
            try transaction.people.add(person, claims, at: act.now)
            return try account(transaction)
        }
    }
}
