import Database
import Directory
import Identity
import Permissions
import Storage

/// The tree of units at a moment, and who administers what in it.
package struct RecordedUnits: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package struct Overview: Sendable {
        package let tree: UnitTree
        /// The permissions then; `nil` before there is a policy.
        package let permissions: PermissionState?
        /// Who administers what, by the unit at which it is anchored.
        package let administrations: [UnitID: [Administration]]
    }

    /// The units are there before any policy is; what they administer, once there is one.
    /// - Parameter known: by what the records said then; `nil` for what they say now.
    package func run(
        at moment: Instant, knownAt known: Instant? = nil
    ) async throws -> Result<Overview, PermissionsUnavailable> {
        try await installation.database.read { transaction in
            let revision = try transaction.permissionRevisions.latest(knownAt: known)
            switch try transaction.permissions(at: revision, for: moment) {
            case .success(let state):
                let administrations = Delegation(state.snapshot, at: moment).administrations(
                    try transaction.roleGrants.facts(at: revision).map(\.fact),
                    try transaction.assignments.facts(at: revision).map(\.fact))
                return .success(
                    Overview(tree: state.tree, permissions: state, administrations: administrations))
            case .failure(.noPolicy):
                let units = try transaction.units.facts(at: revision).map(\.fact)
                do throws(UnitTreeError) {
                    let tree = try UnitTree(of: units, at: moment)
                    return .success(Overview(tree: tree, permissions: nil, administrations: [:]))
                } catch { return .failure(PermissionsUnavailable(error)) }
            case .failure(let unavailable): return .failure(unavailable)
            }
        }
    }
}
