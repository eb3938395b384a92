import Database
import Identity
import OpenIDConnect

/// Made once, as every redeemed code puts it.
private let rememberedClient = """
    INSERT INTO session_clients (session, client_id, known_as, since)
    SELECT id, $1, id, $2 FROM sessions WHERE id = $3 AND \(SessionEpoch.isOpen())
    ON CONFLICT DO NOTHING
    """

/// Which clients know of a session: those to which an ID token was issued in it.
extension Sessions where Context == WriteTransaction {
    /// Remembers that a client is told of a session, which has its `sid` from now on. What outlives sessions can name one that
    /// has ended: nothing is to be told of that any more.
    package func remember(_ client: ClientID, in session: SessionID, at now: Instant) throws {
        try transaction.put(
            rememberedClient, .text(client.text), .moment(now), .text(session.text))
    }

    /// Whoever has proven once more who they are is still signed in at the platforms: what those know goes on as the new
    /// session, and ends with it.
    func carryClients(from old: SessionID, to new: SessionID) throws {
        try transaction.execute(
            "UPDATE session_clients SET session = $1 WHERE session = $2", .text(new.text), .text(old.text))
    }

    /// Whoever knows of a session is told that it goes on more strongly proven than it was.
    func tellOfStrength(of new: SessionID, beyond old: SessionID, at now: Instant) throws {
        guard let before = try record(old)?.authentication.level, let after = try record(new)?.authentication.level,
            after > before
        else { return }
        try transaction.securityEvents.add(
            .assuranceRaised(from: before, to: after), toSessionsWhere: "s.id = $4", .text(new.text), at: now)
    }
}

extension Sessions {
    /// The clients that know of a session, and what became of telling them that it has ended; the first that knew of it
    /// first.
    package func clients(of session: SessionID) throws -> [SessionClient] {
        // Of a client that knows it by two names, the one that went worse counts.
        let rows = try transaction.rows(
            """
            SELECT k.client_id, MIN(k.since), MAX(COALESCE(n.attempts, 0)), MIN(n.outcome), MAX(n.outcome),
                MAX(CASE WHEN n.number IS NOT NULL AND n.outcome IS NULL THEN 1 ELSE 0 END), MAX(n.settled_at),
                MIN(CASE WHEN n.outcome IS NULL THEN n.due_at END), MAX(n.failure), COUNT(n.number)
            FROM session_clients k LEFT JOIN logout_notices n
                ON n.session = k.session AND n.client_id = k.client_id AND n.known_as = k.known_as
            WHERE k.session = $1 GROUP BY k.client_id ORDER BY MIN(k.since), k.client_id
            """, .text(session.text))
        return try rows.map { row in
            SessionClient(client: try row.clientID(0), since: try row.moment(1), state: try state(row))
        }
    }

    /// By which sessions the clients know one.
    package func names(of session: SessionID) throws -> [(client: ClientID, session: SessionID)] {
        try transaction.rows(
            "SELECT client_id, known_as FROM session_clients WHERE session = $1 ORDER BY since, client_id",
            .text(session.text)
        ).map { row in (try row.clientID(0), SessionID(try row.text(1))) }
    }

    private func state(_ row: Row) throws -> SessionClient.State {
        guard try row.integer(9) > 0 else { return .untold }
        if try row.flag(5) {
            return .waiting(
                attempts: Int(clamping: try row.integer(2)), next: try row.moment(7), failure: try row.optionalText(8))
        }
        let outcomes = [try row.text(3), try row.text(4)]
        let settled = try row.moment(6)
        for outcome in [DeliveryOutcome.givenUp, .withdrawn] where outcomes.contains(outcome.rawValue) {
            return .settled(outcome, at: settled)
        }
        return .settled(.delivered, at: settled)
    }
}

/// A client that knows of a session.
package struct SessionClient: Hashable, Sendable {
    package let client: ClientID
    package let since: Instant
    package let state: State

    package enum State: Hashable, Sendable {
        /// Nothing was to be told it: the session lasts, or it wants to hear of none.
        case untold
        case waiting(attempts: Int, next: Instant, failure: String?)
        case settled(DeliveryOutcome, at: Instant)
    }
}
