import Database

/// The tables of streams of security events, and of what waits in them.
extension Schema {
    static let securityEvents = streams + events

    /// `endpoint` is where events are pushed; a stream without one is fetched.
    private static let streams = [
        """
        CREATE TABLE event_streams (
            client_id TEXT PRIMARY KEY NOT NULL, id TEXT NOT NULL UNIQUE, endpoint TEXT, description TEXT,
            status TEXT NOT NULL, reason TEXT, created_at BIGINT NOT NULL, verified_at BIGINT
        )
        """,
        """
        CREATE TABLE event_stream_types (
            client_id TEXT NOT NULL, event TEXT NOT NULL, PRIMARY KEY (client_id, event)
        )
        """,
    ]

    /// A row is written in the transaction that does what it tells. The turns that it takes are those of an `Outbox`; one that
    /// has no person is about the stream. `jti` is drawn when it is told for the first time.
    private static let events = [
        """
        CREATE TABLE security_events (
            number \(SQLDialect.growingKey), client_id TEXT NOT NULL, person TEXT, session TEXT, event TEXT NOT NULL,
            details TEXT NOT NULL, jti TEXT, created_at BIGINT NOT NULL, due_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL, lease TEXT, failure TEXT, outcome TEXT, settled_at BIGINT
        )
        """,
        "CREATE INDEX security_events_due ON security_events (due_at) WHERE outcome IS NULL",
        "CREATE INDEX security_events_of_client ON security_events (client_id, due_at) WHERE outcome IS NULL",
        "CREATE UNIQUE INDEX security_events_by_jti ON security_events (jti) WHERE jti IS NOT NULL",
        "CREATE INDEX security_events_by_age ON security_events (created_at)",
    ]
}
