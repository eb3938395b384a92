import Database
import Identity
import OpenIDConnect

/// The outbox of back-channel logout: which client is still to be told that whose session has ended, and what became of it.
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

/// How the delivery of a notice ended.
package enum LogoutOutcome: String, Hashable, Sendable, CaseIterable {
    case delivered
    /// The client never took it.
    case givenUp = "given-up"
    /// The client is there no longer, or wants to hear of no session any more.
    case withdrawn
}

extension LogoutNotices {
    /// The clients for which there is something to do now; whoever waits longest first.
    package func dueClients(at now: Instant, atMost limit: Int) throws -> [ClientID] {
        guard
            try transaction.row("SELECT 1 FROM logout_notices WHERE outcome IS NULL AND due_at <= $1", .moment(now))
                != nil
        else { return [] }
        return try transaction.rows(
            """
            SELECT client_id FROM logout_notices WHERE outcome IS NULL AND due_at <= $1
            GROUP BY client_id ORDER BY MIN(due_at) LIMIT $2
            """, .moment(now), .integer(Int64(limit))
        ).map { row in try row.clientID(0) }
    }

    /// How many wait, and since when the oldest does.
    package func waiting() throws -> (count: Int64, oldest: Instant?) {
        let row = try transaction.row("SELECT COUNT(*), MIN(created_at) FROM logout_notices WHERE outcome IS NULL")
        return (try row?.integer(0) ?? 0, try row?.optionalMoment(1))
    }
}

extension LogoutNotices where Context == WriteTransaction {
    /// Takes what is due for a client, so that nobody else does before the lease is over. That it is due is asked of the row
    /// itself too: who has waited for another's claim finds it changed.
    /// - Parameters:
    ///   - lease: a text that nobody else has.
    ///   - end: when somebody else may try, if nothing is heard of this attempt.
    package func claim(
        for client: ClientID, lease: String, until end: Instant, atMost limit: Int, at now: Instant
    ) throws -> [LogoutNotice] {
        let rows = try transaction.rows(
            """
            UPDATE logout_notices SET lease = $1, due_at = $2, attempts = attempts + 1
            WHERE outcome IS NULL AND due_at <= $3 AND number IN (
                SELECT number FROM logout_notices WHERE client_id = $4 AND outcome IS NULL AND due_at <= $3
                ORDER BY due_at LIMIT $5)
            RETURNING number, person, known_as, created_at, attempts
            """, .text(lease), .moment(end), .moment(now), .text(client.text), .integer(Int64(limit)))
        return try rows.map { row in
            LogoutNotice(
                number: try row.integer(0), person: try row.person(1),
                session: try row.optionalText(2).map(SessionID.init), begun: try row.moment(3),
                attempts: Int(clamping: try row.integer(4)))
        }
    }

    /// Writes down that it is done with.
    /// - Returns: `false` when somebody else has taken it meanwhile, or it is done with already.
    package func settle(
        _ notice: LogoutNotice, lease: String, _ outcome: LogoutOutcome, failure: String?, at now: Instant
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE logout_notices SET outcome = $1, settled_at = $2, failure = $3, lease = NULL
            WHERE number = $4 AND lease = $5 AND outcome IS NULL
            """, .text(outcome.rawValue), .moment(now), .text(failure), .integer(notice.number), .text(lease)) == 1
    }

    /// Writes down that it failed, and when to try again.
    /// - Returns: as ``settle(_:lease:_:failure:at:)``.
    package func postpone(
        _ notice: LogoutNotice, lease: String, until next: Instant, failure: String
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE logout_notices SET due_at = $1, failure = $2, lease = NULL
            WHERE number = $3 AND lease = $4 AND outcome IS NULL
            """, .moment(next), .text(failure), .integer(notice.number), .text(lease)) == 1
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
        try transaction.execute(
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
        try transaction.execute(
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
    func add(forOfflineOf person: PersonID, at now: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO logout_notices (client_id, person, session, known_as, created_at, due_at, attempts)
            SELECT DISTINCT a.client_id, a.person, a.session,
                CASE WHEN c.backchannel_logout_session = 1 THEN a.session END, $1, $1, 0
            FROM authorizations a JOIN clients c ON c.id = a.client_id
            WHERE a.person = $2 AND a.is_offline = 1 AND a.revoked_at IS NULL AND a.ends_at > $1 AND \(Self.hears)
            ON CONFLICT DO NOTHING
            """, .moment(now), .text(person.text))
    }
}
