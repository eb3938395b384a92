import Database
import Directory
import Identity
import Storage

/// What a source is at: how far it is read, what was applied of it, and what waits for somebody.
package struct DirectoryStatus: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package struct Overview: Sendable {
        package let source: SourceID
        package let state: DirectoryState
        package let counts: DirectoryCounts
        /// The last applications, the latest first.
        package let runs: [DirectoryRun]

        /// What the last application changed: `people.left 41`, by the names that a plan's JSON has.
        package var lastChanges: [String] {
            guard let counts = runs.first?.counts else { return [] }
            let units = [
                ("begun", counts.begun), ("changed", counts.changed), ("ended", counts.ended),
                ("merged", counts.merged),
            ].map { ("units.\($0.0)", $0.1) }
            let people = SyncPlan.Kind.allCases.map { ("people.\($0.rawValue)", counts.people[$0] ?? 0) }
            return (units + people).filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }
        }
    }

    /// - Parameter runs: how many applications are told of at most.
    package func run(_ source: SourceID, runs: Int = 10) async throws -> Overview {
        try await installation.database.read { transaction in
            Overview(
                source: source, state: try transaction.directoryStates.state(of: source),
                counts: try transaction.directoryBindings.counts(of: source),
                runs: try transaction.directoryRuns.last(runs, of: source))
        }
    }
}
