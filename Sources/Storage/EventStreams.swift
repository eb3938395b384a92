import Database
import Identity
import OpenIDConnect

/// The streams of security events, one a client at most.
package struct EventStreams<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var eventStreams: EventStreams<Self> { EventStreams(transaction: self) }
}

extension EventStreams {
    package func find(of client: ClientID) throws -> EventStream? {
        try transaction.row("\(Self.selection) WHERE client_id = $1", .text(client.text)).map(stream)
    }

    /// All of them, by client.
    package func all() throws -> [EventStream] {
        try transaction.rows("\(Self.selection) ORDER BY client_id").map(stream)
    }

    /// What waits in a stream, and what became of the rest, as far as it is remembered.
    package func progress(of client: ClientID) throws -> EventStreamProgress {
        let row = try transaction.row(
            """
            SELECT COUNT(CASE WHEN outcome IS NULL THEN 1 END), MIN(CASE WHEN outcome IS NULL THEN created_at END),
                COUNT(CASE WHEN outcome = 'delivered' THEN 1 END), COUNT(CASE WHEN outcome = 'given-up' THEN 1 END),
                MAX(CASE WHEN outcome = 'delivered' THEN settled_at END),
                MAX(CASE WHEN outcome IS NULL THEN failure END)
            FROM security_events WHERE client_id = $1
            """, .text(client.text))
        guard let row else { return EventStreamProgress() }
        return EventStreamProgress(
            waiting: Int(clamping: try row.integer(0)), oldest: try row.optionalMoment(1),
            delivered: Int(clamping: try row.integer(2)), givenUp: Int(clamping: try row.integer(3)),
            lastDelivery: try row.optionalMoment(4), failure: try row.optionalText(5))
    }

    private static var selection: String {
        "SELECT id, client_id, endpoint, description, status, reason FROM event_streams"
    }

    private func stream(_ row: Row) throws -> EventStream {
        let client = try row.clientID(1)
        let types = try transaction.rows(
            "SELECT event FROM event_stream_types WHERE client_id = $1 ORDER BY event", .text(client.text)
        ).map { row in try row.required(SecurityEventType(rawValue: try row.text(0)), "an event type") }
        return EventStream(
            id: EventStreamID(stored: try row.text(0)), client: client,
            contents: EventStream.Contents(
                endpoint: try row.optional(2, "an endpoint of events") { try? PushEndpoint($0) },
                requested: Set(types), description: try row.optionalText(3)),
            status: try row.required(EventStream.Status(rawValue: try row.text(4)), "a stream's status"),
            reason: try row.optionalText(5))
    }
}

/// What waits in a stream, and what became of the rest.
package struct EventStreamProgress: Hashable, Sendable {
    package var waiting = 0
    package var oldest: Instant?
    package var delivered = 0
    package var givenUp = 0
    package var lastDelivery: Instant?
    /// Why the last attempt of some that wait failed.
    package var failure: String?
}

extension EventStreams where Context == WriteTransaction {
    /// - Returns: `false` when the client has one already.
    package func add(_ stream: EventStream, at now: Instant) throws -> Bool {
        let added = try transaction.execute(
            """
            INSERT INTO event_streams (client_id, id, endpoint, description, status, created_at)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (client_id) DO NOTHING
            """, .text(stream.client.text), .text(stream.id.text), .text(stream.contents.endpoint?.uri.text),
            .text(stream.contents.description), .text(stream.status.rawValue), .moment(now))
        guard added == 1 else { return false }
        try set(stream.contents.requested, of: stream.client)
        return true
    }

    package func set(_ contents: EventStream.Contents, of client: ClientID) throws {
        try transaction.execute(
            "UPDATE event_streams SET endpoint = $1, description = $2 WHERE client_id = $3",
            .text(contents.endpoint?.uri.text), .text(contents.description), .text(client.text))
        try set(contents.requested, of: client)
    }

    private func set(_ types: Set<SecurityEventType>, of client: ClientID) throws {
        try transaction.execute("DELETE FROM event_stream_types WHERE client_id = $1", .text(client.text))
        for type in SecurityEventType.allCases where types.contains(type) {
            try transaction.execute(
                "INSERT INTO event_stream_types (client_id, event) VALUES ($1, $2)", .text(client.text),
                .text(type.rawValue))
        }
    }

    /// One that is disabled keeps no events (SSF 1.0 §8.1.2).
    package func set(_ status: EventStream.Status, reason: String?, of client: ClientID, at now: Instant) throws {
        try transaction.execute(
            "UPDATE event_streams SET status = $1, reason = $2 WHERE client_id = $3", .text(status.rawValue),
            .text(reason), .text(client.text))
        if status == .disabled { try transaction.securityEvents.withdrawAll(of: client, at: now) }
    }

    package func remove(of client: ClientID, at now: Instant) throws {
        try transaction.securityEvents.withdrawAll(of: client, at: now)
        for table in ["event_streams", "event_stream_types"] {
            try transaction.execute("DELETE FROM \(table) WHERE client_id = $1", .text(client.text))
        }
    }

    /// Writes down that a receiver asks for a verification event.
    /// - Returns: `false` when it has asked for one too lately.
    package func recordVerification(of client: ClientID, at now: Instant) throws -> Bool {
        try transaction.execute(
            """
            UPDATE event_streams SET verified_at = $1
            WHERE client_id = $2 AND (verified_at IS NULL OR verified_at <= $3 OR verified_at > $1)
            """, .moment(now), .text(client.text), .moment(now - EventStream.verificationInterval)) == 1
    }
}
