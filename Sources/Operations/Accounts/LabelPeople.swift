import Identity
import Storage

/// How administrators know the people of an answer.
package struct LabelPeople: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Returns: nothing of those who aren't in the records.
    package func run(_ people: Set<PersonID>) async throws -> [PersonID: PersonLabel] {
        try await installation.database.read { transaction in
            var labels: [PersonID: PersonLabel] = [:]
            for person in people {
                guard let label = try transaction.people.label(of: person) else { continue }
                labels[person] = PersonLabel(name: label.name, username: label.username, isEnabled: label.isEnabled)
            }
            return labels
        }
    }
}

/// How administrators know somebody: by name, and by the user name of an account of the city's.
package struct PersonLabel: Hashable, Sendable {
    package let name, username: String?
    package let isEnabled: Bool
}
