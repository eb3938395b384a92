import Database

/// Counters that one process kept for itself: n nodes would allow n times as much.
extension Schema {
    static let sharedCounters: [SchemaStatement] = [
        """
        CREATE TABLE user_code_attempts (
            network TEXT PRIMARY KEY NOT NULL, failures BIGINT NOT NULL, since BIGINT NOT NULL
        )
        """,
        "CREATE INDEX user_code_attempts_by_age ON user_code_attempts (since)",
    ]
}
