import Audit
import Database
import Identity
import Storage

/// Which events are asked for: at what time, what was done, through which client, by whom or to whom.
package typealias AuditQuery = AuditFilter
package typealias AuditAction = AuditEvent.Action
package typealias AuditEntry = RecordedEvent
package typealias ExportedBatch = RecordedBatch
package typealias SealedHead = AuditHead

/// Reads the audit log.
package struct ReadAudit: Sendable {
    private let database: Database

    package init(_ installation: Installation) {
        database = installation.database
    }

    /// The last events that a query asks for, the latest first.
    package func latest(_ query: AuditQuery, limit: Int) async throws -> [AuditEntry] {
        try await database.read { transaction in
            try transaction.audit.events(before: .max, query, limit: limit)
        }
    }

    package func event(_ number: Int64) async throws -> AuditEntry? {
        try await database.read { transaction in try transaction.audit.event(number) }
    }

    /// What was exported, and what of it was removed; the oldest first.
    package func batches() async throws -> [ExportedBatch] {
        try await database.read { transaction in try transaction.auditBatches.all() }
    }

    /// The words by which the log knows a person: as who did something, or to whom it was done.
    package func names(of person: KnownPerson) async throws -> [String] {
        let username = try await database.read { transaction in
            try transaction.localAccounts.find(of: person.id)?.username.text
        }
        return ["person:\(person.id.text)", person.id.text] + (username.map { [$0] } ?? [])
    }
}
