import Database

/// What several nodes at once need of the schema, and many rows: rules that one writer kept by being alone, an index for
/// what is looked for by client, and room beside each session for the moment at which it was last seen.
extension Schema {
    static let severalNodes: [SchemaStatement] = [
        "CREATE UNIQUE INDEX current_policy ON policies (number) WHERE removed_in IS NULL",
        "CREATE UNIQUE INDEX current_grants ON role_grants (id) WHERE removed_in IS NULL",
        "CREATE INDEX consents_of_client ON consents (client_id)",
        // A page with room takes the next version of a row without touching an index (PostgreSQL's HOT): 73 % of the
        // updates of `last_seen_at` without it, all with it.
        .only(.postgreSQL, "ALTER TABLE sessions SET (fillfactor = 70)"),
    ]
}
