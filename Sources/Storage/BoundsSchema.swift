/// What bounds the rows that strangers cause: how large an interaction is while it is kept whole, indexes by age for
/// all that is forgotten, and refusals counted where they were lines of the audit log.
extension Schema {
    static let bounds = interactions + ages + refusals + probe

    /// Those of before were as long as they came; they are forgotten within the half hour, and counted as one byte.
    private static let interactions = [
        "ALTER TABLE interactions ADD COLUMN size BIGINT NOT NULL DEFAULT 1",
        "CREATE INDEX interactions_kept_whole ON interactions (started_at, size) WHERE size > 0",
        "CREATE INDEX interactions_of_browser ON interactions (browser_hash, started_at)",
    ]

    private static let ages = [
        "CREATE INDEX upstream_logins_by_age ON upstream_logins (begun_at)",
        "CREATE INDEX upstream_logins_of_interaction ON upstream_logins (interaction, begun_at)",
        "CREATE INDEX password_attempts_by_age ON password_attempts (last_at)",
        "CREATE INDEX known_devices_by_age ON known_devices (known_since)",
    ]

    private static let refusals = [
        """
        CREATE TABLE refusal_counts (
            minute BIGINT NOT NULL, action TEXT NOT NULL, code TEXT NOT NULL, network TEXT NOT NULL,
            client TEXT NOT NULL, person TEXT NOT NULL, number BIGINT NOT NULL,
            PRIMARY KEY (minute, action, code, network, client, person)
        )
        """
    ]

    /// What is written to see whether anything can be.
    private static let probe = [
        "CREATE TABLE write_probe (written_at BIGINT NOT NULL)",
        "INSERT INTO write_probe (written_at) VALUES (0)",
    ]
}
