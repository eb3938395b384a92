import Audit
import Database
import Identity
import Storage

/// Removes what was exported of the audit log and is older than its retention: whole batches, each with an event that
/// names it. What was not exported stays, however old it is.
package struct PruneAudit: Sendable {
    private let database: Database

    /// How many events go at a time, so that nobody waits long for the one writer.
    private static let step = 500

    package init(_ installation: Installation) {
        database = installation.database
    }

    /// The batches whose time is over, and those whose removal was begun and not finished.
    /// - Parameter retention: how long events are kept at the least.
    package func due(_ retention: Duration, at now: Instant) async throws -> [ExportedBatch] {
        try await database.read { transaction in
            let oldest = try transaction.audit.events(after: 0, limit: 1).first?.number ?? .max
            return try transaction.auditBatches.all().filter { recorded in
                recorded.removedAt == nil ? recorded.batch.latest < now - retention : recorded.batch.last >= oldest
            }
        }
    }

    /// - Parameter shown: the batches that are to be removed.
    /// - Returns: how many events were removed.
    package func run(_ shown: [ExportedBatch], _ retention: Duration, _ act: Act) async throws -> Int {
        var removed = 0
        for recorded in try await due(retention, at: act.now) where shown.contains(recorded) {
            if recorded.removedAt == nil { try await begin(recorded, act) }
            while true {
                let count = try await database.write { transaction in
                    try transaction.auditBatches.removeEvents(of: recorded.batch, atMost: Self.step)
                }
                removed += count
                guard count > 0 else { break }
            }
        }
        return removed
    }

    /// From here on the batch's events may go; if this process ends before, the next goes on.
    private func begin(_ recorded: ExportedBatch, _ act: Act) async throws {
        let event = act.event(.auditPrune, object: recorded.batch.text)
        try await database.write { transaction in
            guard try transaction.auditBatches.beginRemoval(of: recorded.number, at: act.now) else { return }
            try transaction.audit.append(event)
        }
    }
}
