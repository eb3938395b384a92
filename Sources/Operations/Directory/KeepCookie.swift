import Database
import Directory
import Identity
import Storage

/// Moves how far a source is read, where it has told that nothing changed: the records stay as they are, and no event is
/// written. Where a plan is held or was taken back, the place stays: what waits has to be told again.
package struct KeepCookie: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Parameter cookie: `nil` to forget it, so that the next reading is a whole one.
    /// - Returns: whether it was kept.
    package func run(
        _ cookie: KeptCookie?, of source: SourceID, lag: Duration? = nil, at now: Instant
    ) async throws -> Bool {
        try await installation.database.write { transaction in
            var state = try transaction.directoryStates.state(of: source)
            if cookie != nil, state.held != nil || state.waitsSinceUndo { return false }
            state.cookie = cookie
            if cookie != nil {
                state.readAt = now
                state.lag = lag
                state.refusal = nil
            }
            try transaction.directoryStates.set(state, of: source)
            return true
        }
    }
}
