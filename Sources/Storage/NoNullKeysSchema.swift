import Database

extension Schema {
    /// A primary key of SQLite's takes NULL unless it says otherwise (sqlite.org/lang_createtable.html §3.5), and one of
    /// PostgreSQL's never does.
    ///
    /// No row is another by it, as nobody writes such a key: so it is the text of the tables that is changed, as SQLite's
    /// documentation describes where that is enough (lang_altertable.html §7). Tables built anew would lose their triggers,
    /// and `DROP TABLE` deletes rows first, with all that refer to them.
    static let noNullKeys: [SchemaStatement] = [
        "PRAGMA writable_schema = ON",
        """
        UPDATE sqlite_master SET sql = replace(replace(
            sql, ' TEXT PRIMARY KEY', ' TEXT NOT NULL PRIMARY KEY'), ' BIGINT PRIMARY KEY', ' BIGINT NOT NULL PRIMARY KEY')
        WHERE type = 'table' AND name IN (
            'access_tokens', 'authorization_codes', 'authorizations', 'client_registrations', 'clients',
            'device_authorizations', 'directory_state', 'directory_usernames', 'initial_access_tokens', 'interactions',
            'local_accounts', 'people', 'permission_revisions', 'pushed_requests', 'refresh_tokens', 'schema_migrations',
            'scim_sources', 'second_factor_attempts', 'second_factors', 'secret_fingerprints', 'sessions',
            'staff_accounts', 'subjects', 'upstream_logins')
        """,
        // Whoever has the file open reads the schema anew; so does this connection, by the last one.
        "CREATE TABLE changed_schema (number BIGINT)", "DROP TABLE changed_schema",
        "PRAGMA writable_schema = RESET",
    ].map { .only(.sqlite, $0) }
}
