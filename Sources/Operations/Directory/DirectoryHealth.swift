import Directory
import Identity
import Storage

/// How a source stands, as operators' machines ask: whether it could be read, how old what is known is, and what waits for
/// somebody.
package struct DirectoryHealth: Sendable {
    private let status: DirectoryStatus
    private let fullAt: TimeOfDay
    package let source: SourceID

    package init(_ installation: Installation, source: SourceID, fullAt: TimeOfDay) {
        status = DirectoryStatus(installation)
        self.source = source
        self.fullAt = fullAt
    }

    package struct Condition: Sendable {
        package let state: DirectoryState
        package let counts: DirectoryCounts
        package let nextWhole: Instant

        /// Why the source isn't followed: its server is away, or refuses, or its last reading was no plan.
        package var failure: String? { state.refusal }
    }

    package func look(at now: Instant) async throws -> Condition {
        let overview = try await status.run(source, runs: 0)
        return Condition(state: overview.state, counts: overview.counts, nextWhole: fullAt.next(after: now))
    }
}

extension DirectoryDesk {
    package var health: DirectoryHealth {
        DirectoryHealth(installation, source: mapping.source, fullAt: mapping.fullAt)
    }
}
