import Database
import Directory
import Identity
import Permissions
import Storage

/// The permissions of a moment, by what the records say of it, for those who ask about the past or the future. What
/// holds now is in `CurrentPermissions`.
package struct RecordedPermissions: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// Whether nothing that decisions rest on was ever recorded: no unit, post, grant or policy.
    package func isEmpty() async throws -> Bool {
        try await installation.database.read { transaction in try transaction.permissionRevisions.latest() == .none }
    }

    /// - Parameter known: by what the records said then; `nil` for what they say now.
    package func run(
        at moment: Instant, knownAt known: Instant? = nil
    ) async throws -> Result<PermissionState, PermissionsUnavailable> {
        try await installation.database.read { transaction in
            let revision = try transaction.permissionRevisions.latest(knownAt: known)
            return try transaction.permissions(at: revision, for: moment)
        }
    }
}
