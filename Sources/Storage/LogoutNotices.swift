import Database
import Identity
import OpenIDConnect

/// What back-channel logout brings (`Outbox`): which client is still to be told that whose session has ended, and what became of it.
/// Rows come into it only where a session or an authorization ends, in that very transaction.
package struct LogoutNotices<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var logoutNotices: LogoutNotices<Self> { LogoutNotices(transaction: self) }
}

/// One that is being delivered.
package struct LogoutNotice: Hashable, Sendable {
    package let number: Int64
    package let person: PersonID
    /// The session that the client knows; `nil` where all that it knows of the person has ended.
    package let session: SessionID?
    /// When it ended.
    package let begun: Instant
    /// How often it was tried, this time too.
    package let attempts: Int
}

extension LogoutNotices where Context == WriteTransaction {
    /// Takes what is due for a client.
    package func claim(
        for client: ClientID, lease: String, until end: Instant, atMost limit: Int, at now: Instant
    ) throws -> [LogoutNotice] {
        let rows = try transaction.outbox(.logoutNotices).claim(
            for: client, lease: lease, until: end, atMost: limit, at: now,
            returning: "number, person, known_as, created_at, attempts")
        return try rows.map { row in
            LogoutNotice(
                number: try row.integer(0), person: try row.person(1),
                session: try row.optionalText(2).map(SessionID.init), begun: try row.moment(3),
                attempts: Int(clamping: try row.integer(4)))
        }
    }
}

// MARK: What puts rows in

extension LogoutNotices where Context == WriteTransaction {
    /// What a client has to be to be told anything.
    private static var hears: String {
        "c.backchannel_logout_uri IS NOT NULL AND c.removed_at IS NULL AND c.is_enabled = 1"
    }

    /// Every client that knows of sessions which end now is told.
    /// - Parameter condition: which sessions `s`, of those that haven't ended; `$2` is its argument.
    func add(forSessionsWhere condition: String, _ argument: SQLValue, at now: Instant) throws {
        try transaction.put(
            """
            INSERT INTO logout_notices (client_id, person, session, known_as, created_at, due_at, attempts)
            SELECT k.client_id, s.person, s.id, k.known_as, $1, $1, 0
            FROM sessions s JOIN session_clients k ON k.session = s.id JOIN clients c ON c.id = k.client_id
            WHERE s.ended_at IS NULL AND \(condition) AND \(Self.hears)
            ON CONFLICT DO NOTHING
            """, .moment(now), argument)
    }

    /// A client is told that all that it has of a person ends: by the sessions in which it was allowed, where it needs to be
    /// told which.
    func add(for client: ClientID, about person: PersonID, at now: Instant) throws {
        try transaction.put(
            """
            INSERT INTO logout_notices (client_id, person, session, known_as, created_at, due_at, attempts)
            SELECT DISTINCT a.client_id, a.person, NULL,
                CASE WHEN c.backchannel_logout_session = 1 THEN a.session END, $1, $1, 0
            FROM authorizations a JOIN clients c ON c.id = a.client_id
            WHERE a.person = $2 AND a.client_id = $3 AND a.revoked_at IS NULL AND \(Self.hears)
            ON CONFLICT DO NOTHING
            """, .moment(now), .text(person.text), .text(client.text))
    }

    /// Every client that has something of a person's which outlives sessions is told that this ends: all that it knows of the
    /// person, unless it needs to be told which session.
    /// - Parameter condition: which authorizations `a`, of those that haven't ended.
    func add(forOfflineOf person: PersonID, where condition: String = "1 = 1", at now: Instant) throws {
        try transaction.put(
            """
            INSERT INTO logout_notices (client_id, person, session, known_as, created_at, due_at, attempts)
            SELECT DISTINCT a.client_id, a.person, a.session,
                CASE WHEN c.backchannel_logout_session = 1 THEN a.session END, $1, $1, 0
            FROM authorizations a JOIN clients c ON c.id = a.client_id
            WHERE a.person = $2 AND a.is_offline = 1 AND a.revoked_at IS NULL AND a.ends_at > $1
                AND \(condition) AND \(Self.hears)
            ON CONFLICT DO NOTHING
            """, .moment(now), .text(person.text))
    }
}
