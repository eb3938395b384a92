import Database
import Identity
import OpenIDConnect

/// The turns that a row of an outbox takes: it is due, somebody has it for as long as a lease, and in the end it is settled.
/// What a row tells to whom, and who puts it in, is the business of whoever has the table.
package struct Outbox<Context: Transaction> {
    let transaction: Context
    let table: OutboxTable
}

/// What is brought to clients, and stays here until it is.
package enum OutboxTable: String, Hashable, Sendable, CaseIterable {
    case logoutNotices = "logout_notices"
    case securityEvents = "security_events"

    /// Which of the rows we bring; the others are fetched.
    fileprivate var isBrought: String {
        switch self {
        case .logoutNotices: ""
        case .securityEvents:
            " AND client_id IN (SELECT client_id FROM event_streams WHERE endpoint IS NOT NULL AND status <> 'paused')"
        }
    }
}

extension Transaction {
    package func outbox(_ table: OutboxTable) -> Outbox<Self> { Outbox(transaction: self, table: table) }
}

/// How the delivery of a row ended.
package enum DeliveryOutcome: String, Hashable, Sendable, CaseIterable {
    case delivered
    /// The client never took it.
    case givenUp = "given-up"
    /// The client is there no longer, or wants to hear nothing of the kind any more.
    case withdrawn
}

extension Outbox {
    /// The clients for which there is something to do now; whoever waits longest first.
    package func dueClients(at now: Instant, atMost limit: Int) throws -> [ClientID] {
        let due = "FROM \(table.rawValue) WHERE outcome IS NULL AND due_at <= $1"
        guard try transaction.row("SELECT 1 \(due) LIMIT 1", .moment(now)) != nil else { return [] }
        return try transaction.rows(
            "SELECT client_id \(due)\(table.isBrought) GROUP BY client_id ORDER BY MIN(due_at) LIMIT $2",
            .moment(now), .integer(Int64(limit))
        ).map { row in try row.clientID(0) }
    }

    /// How many wait, and since when the oldest does.
    package func waiting() throws -> (count: Int64, oldest: Instant?) {
        let row = try transaction.row(
            "SELECT COUNT(*), MIN(created_at) FROM \(table.rawValue) WHERE outcome IS NULL\(table.isBrought)")
        return (try row?.integer(0) ?? 0, try row?.optionalMoment(1))
    }
}

extension Outbox where Context == WriteTransaction {
    /// Takes what is due for a client, so that nobody else does before the lease is over. That it is due is asked of the row
    /// itself too: who has waited for another's claim finds it changed.
    /// - Parameters:
    ///   - lease: a text that nobody else has.
    ///   - end: when somebody else may try, if nothing is heard of this attempt.
    ///   - columns: what is read of each.
    func claim(
        for client: ClientID, lease: String, until end: Instant, atMost limit: Int, at now: Instant,
        returning columns: String
    ) throws -> [Row] {
        try transaction.rows(
            """
            UPDATE \(table.rawValue) SET lease = $1, due_at = $2, attempts = attempts + 1
            WHERE outcome IS NULL AND due_at <= $3 AND number IN (
                SELECT number FROM \(table.rawValue) WHERE client_id = $4 AND outcome IS NULL AND due_at <= $3
                ORDER BY due_at, number LIMIT $5)
            RETURNING \(columns)
            """, .text(lease), .moment(end), .moment(now), .text(client.text), .integer(Int64(limit)))
    }

    /// Writes down that a row is done with.
    /// - Returns: `false` when somebody else has taken it meanwhile, or it is done with already.
    package func settle(
        _ number: Int64, lease: String, _ outcome: DeliveryOutcome, failure: String?, at now: Instant
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE \(table.rawValue) SET outcome = $1, settled_at = $2, failure = $3, lease = NULL
            WHERE number = $4 AND lease = $5 AND outcome IS NULL
            """, .text(outcome.rawValue), .moment(now), .text(failure), .integer(number), .text(lease)) == 1
    }

    /// Writes down that it failed, and when to try again.
    /// - Returns: as ``settle(_:lease:_:failure:at:)``.
    package func postpone(_ number: Int64, lease: String, until next: Instant, failure: String) throws -> Bool {
        try transaction.execute(
            """
            UPDATE \(table.rawValue) SET due_at = $1, failure = $2, lease = NULL
            WHERE number = $3 AND lease = $4 AND outcome IS NULL
            """, .moment(next), .text(failure), .integer(number), .text(lease)) == 1
    }
}
