import Database
import Directory
import Identity
import Storage

/// What a plan of a source is made on, for whoever only wants to see one: nothing is changed, and nothing is written down.
package struct ReadSyncRecords: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Parameter span: over how long removals are counted together.
    package func run(
        _ source: SourceID, for content: SourceContent, removalsOver span: Duration, at now: Instant
    ) async throws -> PlanningGround {
        try await installation.database.read { [permissions = installation.permissions] transaction in
            try transaction.planningGround(of: source, content, removalsOver: span, permissions, at: now)
        }
    }
}
