import Accounts
import Database
import Directory
import Identity
import Storage

/// Whether somebody works here as far as is known, since when it is so, and by whose word.
package struct StaffStanding: Hashable, Sendable {
    package let state: StaffState
    package let since: Instant
    package let lastSignInAt: Instant
    /// The directories that have told of them, and whether each still has them.
    package let sources: [Source]

    package struct Source: Hashable, Sendable {
        package let id: SourceID
        package let isActive: Bool
    }
}

/// A member of staff, whichever way they sign in.
package struct StaffMember: Sendable {
    package let person: PersonID
    /// Of an account of the city's, or of a directory; `nil` of who signs in with VNeID alone.
    package let username: Username?
    package let name: String?
    package let isEnabled: Bool
    package let standing: StaffStanding
}

/// Members of staff, for those who administer accounts.
package struct ReadStaffMembers: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// Who is in a state, by name.
    package func all(_ state: StaffState) async throws -> [StaffMember] {
        try await installation.database.read { transaction in
            try transaction.staffAccounts.people(in: state).compactMap { try transaction.staffMember($0) }
        }
    }

    /// - Returns: `nil` of who is no member of staff.
    package func find(_ person: PersonID) async throws -> StaffMember? {
        try await installation.database.read { transaction in try transaction.staffMember(person) }
    }

    /// How somebody was called, and which states their account had; `nil` of who isn't in the records.
    package func history(of person: PersonID) async throws -> StaffHistory? {
        try await installation.database.read { transaction in try transaction.staffHistories.find([person])[person] }
    }
}

extension Transaction {
    func staffStanding(of person: PersonID) throws -> StaffStanding? {
        try staffAccounts.find(person).map { row in
            StaffStanding(
                state: row.state, since: row.since, lastSignInAt: row.lastSignInAt,
                sources: try directoryBindings.sources(of: person).map { .init(id: $0.source, isActive: $0.isActive) })
        }
    }

    fileprivate func staffMember(_ person: PersonID) throws -> StaffMember? {
        guard let standing = try staffStanding(of: person), let label = try people.label(of: person) else { return nil }
        let username = try label.username.flatMap { Username($0) } ?? directoryBindings.lastUsername(of: person)
        return StaffMember(
            person: person, username: username, name: label.name, isEnabled: label.isEnabled, standing: standing)
    }
}
