import Database
import Identity
import OpenIDConnect

/// The outbox of pings (CIBA Core §10.2): which client is still to be told that a person has decided. It stands in the row of the
/// request: what is decided and that it is to be told is one change. Beside `LogoutNotices` it keeps no history, since the request
/// itself is forgotten some minutes later.
package struct Pings<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var pings: Pings<Self> { Pings(transaction: self) }
}

/// One that is being delivered.
package struct DuePing: Hashable, Sendable {
    package let id: AuthRequestHash
    package let sealed: String
    /// When nobody asks for it any more.
    package let end: Instant
    /// How often it was tried, this time too.
    package let attempts: Int
}

extension Pings {
    /// The clients for which there is something to do now; whoever waits longest first.
    package func dueClients(at now: Instant, atMost limit: Int) throws -> [ClientID] {
        try transaction.rows(
            """
            SELECT client_id FROM backchannel_requests WHERE ping_due_at <= $1
            GROUP BY client_id ORDER BY MIN(ping_due_at) LIMIT $2
            """, .moment(now), .integer(Int64(limit))
        ).map { row in try row.clientID(0) }
    }
}

extension Pings where Context == WriteTransaction {
    func begin(_ id: AuthRequestHash, at now: Instant) throws {
        try transaction.execute(
            "UPDATE backchannel_requests SET ping_due_at = $1 WHERE hash = $2 AND ping IS NOT NULL", .moment(now),
            .text(id.text))
    }

    /// Takes what is due for a client, as `LogoutNotices.claim` does.
    package func claim(
        for client: ClientID, lease: String, until end: Instant, atMost limit: Int, at now: Instant
    ) throws -> [DuePing] {
        let rows = try transaction.rows(
            """
            UPDATE backchannel_requests SET ping_lease = $1, ping_due_at = $2, ping_attempts = ping_attempts + 1
            WHERE ping_due_at <= $3 AND hash IN (
                SELECT hash FROM backchannel_requests WHERE client_id = $4 AND ping_due_at <= $3
                ORDER BY ping_due_at LIMIT $5)
            RETURNING hash, ping, expires_at, ping_attempts
            """, .text(lease), .moment(end), .moment(now), .text(client.text), .integer(Int64(limit)))
        return try rows.map { row in
            DuePing(
                id: AuthRequestHash(stored: try row.text(0)), sealed: try row.text(1), end: try row.moment(2),
                attempts: Int(clamping: try row.integer(3)))
        }
    }

    /// Writes down that it is done with: what it said is kept no longer.
    /// - Returns: `false` when somebody else has taken it meanwhile, or it is done with already.
    package func settle(_ ping: DuePing, lease: String) throws -> Bool {
        try transaction.execute(
            """
            UPDATE backchannel_requests SET ping_due_at = NULL, ping_lease = NULL, ping = NULL
            WHERE hash = $1 AND ping_lease = $2
            """, .text(ping.id.text), .text(lease)) == 1
    }

    /// Writes down that it failed, and when to try again.
    /// - Returns: as ``settle(_:lease:)``.
    package func postpone(_ ping: DuePing, lease: String, until next: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE backchannel_requests SET ping_due_at = $1, ping_lease = NULL WHERE hash = $2 AND ping_lease = $3",
            .moment(next), .text(ping.id.text), .text(lease)) == 1
    }
}
