import Database
import Identity
import OpenIDConnect
import Wire

/// What puts rows in. Each goes to the streams that want events of its type, and whose clients have seen the person: have been
/// allowed something by them, or know of the session.
extension SecurityEvents where Context == WriteTransaction {
    /// Every client that knows of sessions which end now, or have become stronger.
    /// - Parameter condition: which sessions `s`, of those that haven't ended; `$4` is its argument.
    func add(
        _ event: SecurityEvent, toSessionsWhere condition: String, _ argument: SQLValue, at now: Instant
    ) throws {
        try add(event, at: now) { wants in
            try transaction.put(
                """
                INSERT INTO security_events (client_id, person, session, event, details, created_at, due_at, attempts)
                SELECT k.client_id, s.person, k.known_as, $1, $2, $3, $3, 0
                FROM sessions s JOIN session_clients k ON k.session = s.id JOIN event_streams w
                    ON w.client_id = k.client_id JOIN clients c ON c.id = k.client_id
                WHERE s.ended_at IS NULL AND \(condition) AND \(wants)
                """, .text(event.type.rawValue), .text(Self.details(event, at: now)), .moment(now), argument)
        }
    }

    /// Every client that has seen a person.
    package func add(_ event: SecurityEvent, about person: PersonID, at now: Instant) throws {
        try add(event, at: now) { wants in
            try transaction.put(
                """
                INSERT INTO security_events (client_id, event, details, created_at, due_at, attempts, person)
                SELECT w.client_id, $1, $2, $3, $3, 0, $4 FROM event_streams w JOIN clients c ON c.id = w.client_id
                WHERE \(wants) AND (
                    EXISTS (SELECT 1 FROM authorizations a WHERE a.person = $4 AND a.client_id = w.client_id)
                    OR EXISTS (SELECT 1 FROM consents o WHERE o.person = $4 AND o.client_id = w.client_id))
                """, .text(event.type.rawValue), .text(Self.details(event, at: now)), .moment(now), .text(person.text))
        }
    }

    /// Every client of which something ends that a person has allowed.
    /// - Parameter condition: which authorizations `a`, of those that haven't ended; `$5` is its argument.
    func addRevocation(
        ofWhatRests condition: String, _ argument: SQLValue, on person: PersonID, at now: Instant
    ) throws {
        let event = SecurityEvent.sessionRevoked
        try add(event, at: now) { wants in
            try transaction.put(
                """
                INSERT INTO security_events (client_id, event, details, created_at, due_at, attempts, person)
                SELECT w.client_id, $1, $2, $3, $3, 0, $4 FROM event_streams w JOIN clients c ON c.id = w.client_id
                WHERE \(wants) AND EXISTS (
                    SELECT 1 FROM authorizations a WHERE a.person = $4 AND a.client_id = w.client_id
                        AND a.revoked_at IS NULL AND a.ends_at > $3 AND \(condition))
                """, .text(event.type.rawValue), .text(Self.details(event, at: now)), .moment(now), .text(person.text),
                argument)
        }
    }

    /// An event that is about a stream itself.
    package func add(_ event: StreamEventType, _ details: JSONObject, to client: ClientID, at now: Instant) throws {
        try transaction.put(
            """
            INSERT INTO security_events (client_id, event, details, created_at, due_at, attempts)
            VALUES ($1, $2, $3, $4, $4, 0)
            """, .text(client.text), .text(event.rawValue),
            .text(String(decoding: JSONWriter.write(details), as: UTF8.self)), .moment(now))
    }

    /// - Parameter insert: gets the condition that a stream `w` of a client `c` wants the event.
    private func add(
        _ event: SecurityEvent, at now: Instant, _ insert: (_ wants: String) throws -> Void
    ) throws {
        // Where nobody has a stream, as in most installations, it costs one look.
        let streams = try transaction.rows(
            "SELECT client_id FROM event_streams WHERE status <> 'disabled' ORDER BY client_id")
        guard !streams.isEmpty else { return }
        try insert(
            """
            w.status <> 'disabled' AND c.removed_at IS NULL AND c.is_enabled = 1
            AND EXISTS (SELECT 1 FROM event_stream_types y WHERE y.client_id = w.client_id AND y.event = $1)
            """)
        for row in streams { try disableIfFull(try row.clientID(0), at: now) }
    }

    /// What is beyond a stream's bound isn't left out in silence: the receiver is told that it has missed something
    /// (SSF 1.0 §8.1.5), and nothing else any more until it enables the stream.
    private func disableIfFull(_ client: ClientID, at now: Instant) throws {
        let beyond = try transaction.row(
            "SELECT 1 FROM security_events WHERE client_id = $1 AND outcome IS NULL LIMIT 1 OFFSET $2",
            .text(client.text), .integer(Int64(EventStream.waitingAtMost)))
        guard beyond != nil else { return }
        let reason = EventStream.fullReason
        try transaction.eventStreams.set(.disabled, reason: reason, of: client, at: now)
        try add(
            .streamUpdated, ["status": .string(EventStream.Status.disabled.rawValue), "reason": .string(reason)],
            to: client, at: now)
    }

    private static func details(_ event: SecurityEvent, at now: Instant) -> String {
        String(decoding: JSONWriter.write(event.details(at: now)), as: UTF8.self)
    }
}
