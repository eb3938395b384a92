import Audit
import Database
import Identity

/// The audit log: a table that only grows, but for batches that were exported (`AuditBatches`); the database itself
/// refuses anything else.
package struct AuditLog<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var audit: AuditLog<Self> { AuditLog(transaction: self) }
}

extension AuditLog where Context == WriteTransaction {
    package func append(_ event: AuditEvent) throws {
        try transaction.put(
            """
            INSERT INTO audit_events (moment, action, outcome, actor, address, port, client, session, object)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            .moment(event.moment), .text(event.action.rawValue), .text(event.outcome.text),
            .text(event.actor.text), .text(event.origin.address), .integer(event.origin.port.map(Int64.init)),
            .text(event.client), .text(event.session), .text(event.object))
    }
}

/// Which events are asked for.
package struct AuditFilter: Hashable, Sendable {
    package var from: Instant?
    /// The first moment that is asked for no more.
    package var until: Instant?
    package var action: AuditEvent.Action?
    package var client: String?
    /// Whoever is one of these did it, or it was done to one of these.
    package var people: [String] = []

    package init() {}
}

extension AuditLog {
    /// Events whose numbers are above `number`, the lowest first.
    package func events(
        after number: Int64, _ filter: AuditFilter = AuditFilter(), limit: Int
    ) throws -> [RecordedEvent] {
        try events("number > $1", number, filter, order: "ASC", limit)
    }

    /// Events whose numbers are below `number`, the highest first.
    package func events(
        before number: Int64, _ filter: AuditFilter = AuditFilter(), limit: Int
    ) throws -> [RecordedEvent] {
        try events("number < $1", number, filter, order: "DESC", limit)
    }

    package func event(_ number: Int64) throws -> RecordedEvent? {
        try events("number = $1", number, AuditFilter(), order: "ASC", 1).first
    }

    /// The highest number; 0 where there is none.
    package func lastNumber() throws -> Int64 {
        try transaction.row("SELECT COALESCE(MAX(number), 0) FROM audit_events")?.integer(0) ?? 0
    }

    private func events(
        _ range: String, _ number: Int64, _ filter: AuditFilter, order: String, _ limit: Int
    ) throws -> [RecordedEvent] {
        var arguments: [SQLValue] = [.integer(number)]
        func placed(_ value: SQLValue) -> String {
            arguments.append(value)
            return "$\(arguments.count)"
        }
        var conditions = [range]
        if let from = filter.from { conditions.append("moment >= \(placed(.moment(from)))") }
        if let until = filter.until { conditions.append("moment < \(placed(.moment(until)))") }
        if let action = filter.action { conditions.append("action = \(placed(.text(action.rawValue)))") }
        if let client = filter.client { conditions.append("client = \(placed(.text(client)))") }
        if !filter.people.isEmpty {
            let actors = filter.people.map { placed(.text($0)) }.joined(separator: ", ")
            let objects = filter.people.map { placed(.text($0)) }.joined(separator: ", ")
            conditions.append("(actor IN (\(actors)) OR object IN (\(objects)))")
        }
        let most = placed(.integer(Int64(limit)))
        return try transaction.rows(
            """
            SELECT number, moment, action, outcome, actor, address, port, client, session, object FROM audit_events
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY number \(order) LIMIT \(most)
            """, arguments: arguments
        ).map { row in
            RecordedEvent(
                number: try row.integer(0), moment: try row.moment(1), action: try row.text(2),
                outcome: try row.text(3), actor: try row.text(4), address: try row.text(5),
                port: try row.optionalInteger(6), client: try row.optionalText(7), session: try row.optionalText(8),
                object: try row.optionalText(9))
        }
    }
}
