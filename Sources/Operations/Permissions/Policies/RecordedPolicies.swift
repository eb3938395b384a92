import Database
import Directory
import Identity
import Permissions
import Storage

/// The versions of the policy, and what another one would change.
package struct RecordedPolicies: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// All that are or were in force, or are to be, by their numbers.
    package func all() async throws -> [PolicyVersion] {
        try await installation.database.read { transaction in
            try transaction.policies.facts(at: try transaction.permissionRevisions.latest()).map(\.fact)
        }.sorted { $0.number < $1.number }
    }

    /// The version of a number, whether it ever was in force or not.
    package func find(number: Int) async throws -> PolicyVersion? {
        try await installation.database.read { transaction in try transaction.policies.find(number: number) }
    }

    package func inForce(at moment: Instant) async throws -> PolicyVersion? {
        try await all().first { $0.period.contains(moment) }
    }

    /// What a new version takes the place of, and is compared with before: the version in force at that moment or,
    /// where none is, the first to begin after it.
    package func replaced(from moment: Instant) async throws -> PolicyVersion? {
        try await installation.database.read { transaction in
            try transaction.policyVersions(after: moment).first?.fact
        }
    }

    /// What a change of policy changes, with the units, posts and grants as they are at a moment.
    package func difference(
        from old: Policy, to new: Policy, at moment: Instant
    ) async throws -> Result<PolicyDiff, PermissionsUnavailable> {
        let (units, assignments, grants) = try await installation.database.read { transaction in
            let revision = try transaction.permissionRevisions.latest()
            return (
                try transaction.units.facts(at: revision).map(\.fact),
                try transaction.assignments.facts(at: revision).map(\.fact),
                try transaction.roleGrants.facts(at: revision).map(\.fact)
            )
        }
        do throws(UnitTreeError) {
            let tree = try UnitTree(of: units, at: moment)
            return .success(
                PolicyDiff(from: old, to: new, over: tree, assignments: assignments, grants: grants, at: moment))
        } catch {
            // Nobody may anything where there are no units yet.
            return error == .noRoot ? .success(PolicyDiff(from: old, to: new)) : .failure(PermissionsUnavailable(error))
        }
    }
}
