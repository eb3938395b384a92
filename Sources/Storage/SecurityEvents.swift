import Database
import Identity
import OpenIDConnect
import Wire

/// What streams of security events bring or keep (`Outbox`). Rows come into it only where what they tell is done, in that very
/// transaction.
package struct SecurityEvents<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var securityEvents: SecurityEvents<Self> { SecurityEvents(transaction: self) }
}

/// One that is being told.
package struct WaitingSecurityEvent: Hashable, Sendable {
    package let number: Int64
    package let id: TokenID
    package let type: String
    package let details: JSONObject
    /// `nil` where it is about the stream.
    package let person: PersonID?
    package let session: SessionID?
    package let begun: Instant
    package let attempts: Int
}

/// One that a receiver has said something of.
package struct SettledSecurityEvent: Hashable, Sendable {
    package let person: PersonID?
    package let session: SessionID?
}

extension SecurityEvents where Context == WriteTransaction {
    /// Takes what is due for a client, and gives what is told for the first time its id.
    /// - Parameter fresh: as many ids as rows are taken at most.
    package func claim(
        for client: ClientID, lease: String, until end: Instant, fresh: [TokenID], at now: Instant
    ) throws -> [WaitingSecurityEvent] {
        let rows = try transaction.outbox(.securityEvents).claim(
            for: client, lease: lease, until: end, atMost: fresh.count, at: now,
            returning: "number, jti, event, details, person, session, created_at, attempts")
        return try zip(rows, fresh).map { row, fresh in
            let number = try row.integer(0)
            let id = try row.optionalText(1).map(TokenID.init(stored:)) ?? fresh
            if id == fresh {
                try transaction.execute(
                    "UPDATE security_events SET jti = $1 WHERE number = $2", .text(id.text), .integer(number))
            }
            let details = try? JSONReader.readObject(Array(try row.text(3).utf8))
            return WaitingSecurityEvent(
                number: number, id: id, type: try row.text(2), details: try row.required(details, "an event's details"),
                person: try row.optionalText(4) == nil ? nil : row.person(4),
                session: try row.optionalText(5).map(SessionID.init), begun: try row.moment(6),
                attempts: Int(clamping: try row.integer(7)))
        }
    }

    /// Writes down what a receiver says of events that it has fetched.
    /// - Parameter failure: why it doesn't take them; `nil` where it does.
    /// - Returns: whom it was about; `nil` when it is none that waited for that.
    package func settle(
        _ id: String, of client: ClientID, failure: String? = nil, at now: Instant
    ) throws -> SettledSecurityEvent? {
        let outcome = failure == nil ? DeliveryOutcome.delivered : .givenUp
        let row = try transaction.row(
            """
            UPDATE security_events SET outcome = $1, settled_at = $2, failure = $3, lease = NULL
            WHERE jti = $4 AND client_id = $5 AND outcome IS NULL RETURNING person, session
            """, .text(outcome.rawValue), .moment(now), .text(failure), .sought(id), .text(client.text))
        return try row.map { row in
            SettledSecurityEvent(
                person: try row.optionalText(0) == nil ? nil : row.person(0),
                session: try row.optionalText(1).map(SessionID.init))
        }
    }

    /// Nothing that waits is told any more.
    func withdrawAll(of client: ClientID, at now: Instant) throws {
        try transaction.execute(
            """
            UPDATE security_events SET outcome = $1, settled_at = $2, lease = NULL
            WHERE client_id = $3 AND outcome IS NULL
            """, .text(DeliveryOutcome.withdrawn.rawValue), .moment(now), .text(client.text))
    }

    /// Whether more waits for a client than is given at once.
    package func hasMore(for client: ClientID, at now: Instant) throws -> Bool {
        try transaction.row(
            "SELECT 1 FROM security_events WHERE client_id = $1 AND outcome IS NULL AND due_at <= $2 LIMIT 1",
            .text(client.text), .moment(now)) != nil
    }
}
