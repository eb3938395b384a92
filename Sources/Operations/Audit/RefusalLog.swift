import Audit
import Database
import Identity
import Storage

/// Writes down refusals that change nothing else: there, the audit event is the whole transaction.
package struct RefusalLog: Sendable {
    private let database: Database

    package init(_ installation: Installation) {
        database = installation.database
    }

    /// - Parameter code: why, in a word of ours that operators search for.
    package func record(
        _ action: AuditEvent.Action, _ code: String, client: String? = nil, session: String? = nil, _ act: Act
    ) async throws {
        let event = act.event(action, .refused(code), client: client, session: session)
        try await database.write { transaction in try transaction.audit.append(event) }
    }
}
