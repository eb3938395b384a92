import Database
import Directory
import Identity
import Permissions
import Storage

/// The grants of the records, for those who look through them.
package struct RecordedGrants: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// Which grants are listed; `nil` leaves a part open.
    package struct Filter: Sendable {
        package var anchor: Reach.Anchor?
        package var role: RoleID?
        package var subject: GrantSubject?
        /// Those that hold at this moment; `nil` for those too that have ended or haven't begun.
        package var heldAt: Instant?

        package init(
            anchor: Reach.Anchor? = nil, role: RoleID? = nil, subject: GrantSubject? = nil, heldAt: Instant? = nil
        ) {
            self.anchor = anchor
            self.role = role
            self.subject = subject
            self.heldAt = heldAt
        }

        fileprivate func includes(_ grant: RoleGrant) -> Bool {
            (heldAt.map(grant.period.contains) ?? true) && (anchor.map { grant.reach.anchor == $0 } ?? true)
                && (role.map { grant.role == $0 } ?? true) && (subject.map { grant.subject == $0 } ?? true)
        }
    }

    /// - Parameter known: by what the records said then; `nil` for what they say now.
    package func list(_ filter: Filter, knownAt known: Instant? = nil) async throws -> [RoleGrant] {
        try await installation.database.read { transaction in
            let revision = try transaction.permissionRevisions.latest(knownAt: known)
            return try transaction.roleGrants.facts(at: revision).map(\.fact).filter(filter.includes)
        }
    }

    /// What is wrong with grants that nothing can be made of; nothing, where nothing can be decided at all.
    package func problems(
        at moment: Instant, knownAt known: Instant? = nil
    ) async throws -> [GrantID: GrantProblem.Fault] {
        guard case .success(let state) = try await RecordedPermissions(installation).run(at: moment, knownAt: known)
        else { return [:] }
        return Dictionary(state.problems.map { ($0.grant, $0.fault) }) { first, _ in first }
    }
}
