import Database

/// The tables of what becomes of a session at the platforms: who knows of it, and who is still to be told that it has ended.
extension Schema {
    static let logout = clients + sessions + notices

    private static let clients = [
        "ALTER TABLE clients ADD COLUMN backchannel_logout_uri TEXT",
        "ALTER TABLE clients ADD COLUMN backchannel_logout_session BIGINT NOT NULL DEFAULT 0",
    ]

    static let frontchannelLogout = [
        "ALTER TABLE clients ADD COLUMN frontchannel_logout_uri TEXT",
        "ALTER TABLE clients ADD COLUMN frontchannel_logout_session BIGINT NOT NULL DEFAULT 0",
    ]

    /// `known_as` is the session whose `sid` the client has: the one before, where somebody has proven once more who they
    /// are and only we have begun a new one.
    private static let sessions = [
        """
        CREATE TABLE session_clients (
            session TEXT NOT NULL, client_id TEXT NOT NULL, known_as TEXT NOT NULL, since BIGINT NOT NULL,
            PRIMARY KEY (session, client_id, known_as)
        )
        """
    ]

    /// A row is written in the transaction that ends a session. Until it has an `outcome` it is to be delivered, from
    /// `due_at` on; who tries moves that behind the end of the attempt and leaves a `lease` of their own.
    private static let notices = [
        """
        CREATE TABLE logout_notices (
            number \(SQLDialect.growingKey), client_id TEXT NOT NULL, person TEXT NOT NULL, session TEXT,
            known_as TEXT, created_at BIGINT NOT NULL, due_at BIGINT NOT NULL, attempts BIGINT NOT NULL, lease TEXT,
            failure TEXT, outcome TEXT, settled_at BIGINT
        )
        """,
        """
        CREATE UNIQUE INDEX logout_notices_waiting ON logout_notices (client_id, person, COALESCE(known_as, ''))
        WHERE outcome IS NULL
        """,
        "CREATE INDEX logout_notices_due ON logout_notices (due_at) WHERE outcome IS NULL",
        "CREATE INDEX logout_notices_of_client ON logout_notices (client_id, due_at) WHERE outcome IS NULL",
        "CREATE INDEX logout_notices_of_session ON logout_notices (session)",
        "CREATE INDEX logout_notices_by_age ON logout_notices (created_at)",
    ]
}
