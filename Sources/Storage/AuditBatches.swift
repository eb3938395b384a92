import Audit
import Database
import Identity

/// The batches in which the audit log was exported, one after the other without a hole, and the events that go with
/// them when their time is over.
package struct AuditBatches<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var auditBatches: AuditBatches<Self> { AuditBatches(transaction: self) }
}

/// A batch as it was recorded.
package struct RecordedBatch: Hashable, Sendable {
    package let number: Int64
    package let batch: AuditBatch
    package let exportedAt: Instant
    package let removedAt: Instant?
}

extension AuditBatches {
    /// All of them, the oldest first.
    package func all() throws -> [RecordedBatch] {
        try transaction.rows(
            """
            SELECT number, first_event, last_event, count, latest_moment, sha256, exported_at, removed_at
            FROM audit_batches ORDER BY number
            """
        ).map { row in
            RecordedBatch(
                number: try row.integer(0),
                batch: AuditBatch(
                    first: try row.integer(1), last: try row.integer(2), count: try row.integer(3),
                    latest: try row.moment(4), sha256: try row.text(5)),
                exportedAt: try row.moment(6), removedAt: try row.optionalMoment(7))
        }
    }

    /// The last event that was exported; 0 where none was.
    package func lastExported() throws -> Int64 {
        try transaction.row("SELECT COALESCE(MAX(last_event), 0) FROM audit_batches")?.integer(0) ?? 0
    }
}

extension AuditBatches where Context == WriteTransaction {
    /// Records a batch that goes on where the last one ended; of any other the database says that it is none.
    package func add(_ batch: AuditBatch, at now: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO audit_batches (first_event, last_event, count, latest_moment, sha256, exported_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            .integer(batch.first), .integer(batch.last), .integer(batch.count), .moment(batch.latest),
            .text(batch.sha256), .moment(now))
    }

    /// Notes that a batch is being removed, once.
    /// - Returns: `false` when it was noted before.
    package func beginRemoval(of number: Int64, at now: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE audit_batches SET removed_at = $1 WHERE number = $2 AND removed_at IS NULL", .moment(now),
            .integer(number)) == 1
    }

    /// Deletes some of a batch's events, the oldest first.
    /// - Returns: how many were deleted.
    package func removeEvents(of batch: AuditBatch, atMost limit: Int) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM audit_events WHERE number IN (
                SELECT number FROM audit_events WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT $3)
            """, .integer(batch.first), .integer(batch.last), .integer(Int64(limit)))
    }
}
