import Directory
import Identity
import Storage

/// The posts of one person at whatever time, as the records stand.
package struct PostsOfPerson: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// The earliest first.
    package func run(_ person: PersonID) async throws -> [Assignment] {
        try await installation.database.read { transaction in
            try transaction.assignments.facts(of: person).map(\.fact)
        }.sorted { $0.period.from < $1.period.from }
    }
}
