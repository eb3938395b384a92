import Database
import Identity
import OpenIDConnect
import Wire

/// Authorization requests that clients have pushed, by the hash of their `request_uri`.
package struct PushedRequests<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var pushedRequests: PushedRequests<Self> { PushedRequests(transaction: self) }
}

extension PushedRequests {
    /// Whether there is one that counts, so that who makes one up takes nobody's time.
    package func isThere(_ uri: PushedRequestHash, of client: ClientID, at now: Instant) throws -> Bool {
        try transaction.row(
            "SELECT 1 FROM pushed_requests WHERE hash = $1 AND client_id = $2 AND expires_at > $3", .text(uri.text),
            .text(client.text), .moment(now)) != nil
    }

    /// How many of a client's wait for a browser.
    package func waiting(of client: ClientID, at now: Instant) throws -> Int {
        let row = try transaction.row(
            "SELECT COUNT(*) FROM pushed_requests WHERE client_id = $1 AND expires_at > $2", .text(client.text),
            .moment(now))
        return Int(clamping: try row?.integer(0) ?? 0)
    }
}

extension PushedRequests where Context == WriteTransaction {
    package func add(_ uri: PushedRequestHash, _ pushed: PushedRequest, at now: Instant) throws {
        try transaction.put(
            "INSERT INTO pushed_requests (hash, client_id, parameters, expires_at) VALUES ($1, $2, $3, $4)",
            .text(uri.text), .text(pushed.client.id.text), .text(pushed.request.parameters.compactlyEncoded()),
            .moment(now + PushedRequestURI.lifetime))
    }

    /// Takes a request out, if it was pushed by this client and counts: once.
    /// - Returns: its parameters; `nil` for one that is unknown, another client's, used or expired.
    package func consume(_ uri: PushedRequestHash, by client: ClientID, at now: Instant) throws -> FormParameters? {
        let row = try transaction.row(
            "DELETE FROM pushed_requests WHERE hash = $1 AND client_id = $2 AND expires_at > $3 RETURNING parameters",
            .text(uri.text), .text(client.text), .moment(now))
        guard let row else { return nil }
        let text = try row.text(0)
        // By the writer's limit, as for interactions.
        return try row.required(
            try? FormParameters(query: text, limits: FormLimits(bytes: text.utf8.count)), "a pushed request")
    }
}

extension Schema {
    static let pushedRequests = [
        """
        CREATE TABLE pushed_requests (
            hash TEXT PRIMARY KEY, client_id TEXT NOT NULL, parameters TEXT NOT NULL, expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX pushed_requests_of_client ON pushed_requests (client_id, expires_at)",
        "CREATE INDEX pushed_requests_by_age ON pushed_requests (expires_at)",
        "ALTER TABLE clients ADD COLUMN requires_pushed_requests BIGINT NOT NULL DEFAULT 0",
    ]
}
