import Accounts
import Identity
import OpenIDConnect
import Storage

/// Enters a person with an account that the city issues.
package struct AddAccount: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case added(PersonID)
        case usernameTaken
    }

    package func run(
        _ username: Username, of claims: PersonClaims, password: PasswordHash, _ act: Act
    ) async throws -> Outcome {
        let person = try installation.newPersonID()
        let isNew = try await installation.settle(act, .accountAdd, object: username.text) { transaction in
            guard try transaction.localAccounts.find(username) == nil else { return false }
            try transaction.people.add(person, claims, at: act.now)
            return try transaction.localAccounts.add(
                username, person: person, passwordHash: password.text, at: act.now)
        }
        return isNew ? .added(person) : .usernameTaken
    }
}
