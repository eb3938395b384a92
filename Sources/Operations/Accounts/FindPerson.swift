import Accounts
import Database
import Identity
import Storage

/// Finds whom an administrator means: by the user name of an account of the city's or of a directory's, by the twelve
/// digits that VNeID knows somebody by, or by the id that lists give in JSON, which is all that some have.
package struct FindPerson: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Returns: `nil` when nobody is called so.
    package func run(_ text: String) async throws -> KnownPerson? {
        try await installation.database.read { transaction in try transaction.person(named: text) }
    }
}

/// Somebody in the records, as an administrator named them.
package struct KnownPerson: Hashable, Sendable {
    package let id: PersonID
    /// What the audit log calls them: a user name or an id, never a citizen number.
    package let auditName: String
    package let name: String?
    package let isEnabled: Bool
}

extension Transaction {
    /// Whom an administrator means by a text.
    func person(named text: String) throws -> KnownPerson? {
        let text = Username.typed(text)
        if let id = PersonID(text), let person = try person(id, auditName: id.text) { return person }
        if let number = CitizenNumber(text) {
            return try people.find(.citizen(number)).flatMap { id in try person(id, auditName: id.text) }
        }
        guard let username = Username(text) else { return nil }
        return try holder(of: username).flatMap { id in try person(id, auditName: username.text) }
    }

    /// Whose user name this is: of an account that the city issued, or by the word of a directory.
    func holder(of username: Username) throws -> PersonID? {
        if let account = try localAccounts.find(username) { return account.person }
        return try directoryBindings.people(named: [username])[username]
    }

    private func person(_ id: PersonID, auditName: String) throws -> KnownPerson? {
        // Who was joined with another is that other.
        let current = try people.current(id)
        return try people.label(of: current).map { label in
            KnownPerson(
                id: current, auditName: current == id ? auditName : current.text, name: label.name,
                isEnabled: label.isEnabled)
        }
    }
}
