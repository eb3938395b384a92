/// The tables of what was allowed, apart from how it was asked for: an authorization, and the codes, tokens and devices
/// that are bound to it. Those of before are thrown away: a code lived a minute, an access token ten.
extension Schema {
    static let authorizations = grants + interactions + clients

    private static let grants = [
        "DROP TABLE authorization_codes",
        "DROP TABLE access_tokens",
        """
        CREATE TABLE authorizations (
            id TEXT PRIMARY KEY, client_id TEXT NOT NULL, person TEXT REFERENCES people (id), session TEXT,
            authenticated_at BIGINT, level BIGINT, methods TEXT, scopes TEXT NOT NULL, audiences TEXT NOT NULL,
            is_offline BIGINT NOT NULL, ends_at BIGINT NOT NULL, revoked_at BIGINT
        )
        """,
        "CREATE INDEX authorizations_by_end ON authorizations (ends_at)",
        "CREATE INDEX authorizations_of_person ON authorizations (person)",
        """
        CREATE TABLE authorization_codes (
            hash TEXT PRIMARY KEY, client_id TEXT NOT NULL, authorization_id TEXT NOT NULL, redirect_uri TEXT NOT NULL,
            code_challenge TEXT, nonce TEXT, expires_at BIGINT NOT NULL, is_redeemed BIGINT NOT NULL,
            ends_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX codes_by_end ON authorization_codes (ends_at)",
        """
        CREATE TABLE access_tokens (
            id TEXT PRIMARY KEY, authorization_id TEXT NOT NULL, audiences TEXT NOT NULL, scopes TEXT NOT NULL,
            issued_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, revoked_at BIGINT
        )
        """,
        "CREATE INDEX tokens_by_age ON access_tokens (expires_at)",
        """
        CREATE TABLE refresh_tokens (
            hash TEXT PRIMARY KEY, authorization_id TEXT NOT NULL, generation BIGINT NOT NULL,
            issued_at BIGINT NOT NULL, idle_end BIGINT NOT NULL, absolute_end BIGINT NOT NULL, rotated_at BIGINT,
            rotated_for TEXT, rotated_scopes TEXT
        )
        """,
        "CREATE UNIQUE INDEX refresh_tokens_of_authorization ON refresh_tokens (authorization_id, generation)",
        "CREATE INDEX refresh_tokens_by_end ON refresh_tokens (absolute_end)",
        """
        CREATE TABLE device_authorizations (
            code_hash TEXT PRIMARY KEY, user_code_hash TEXT NOT NULL UNIQUE, client_id TEXT NOT NULL,
            scopes TEXT NOT NULL, expires_at BIGINT NOT NULL, poll_interval BIGINT NOT NULL, last_polled_at BIGINT,
            state TEXT NOT NULL, authorization_id TEXT
        )
        """,
        "CREATE INDEX devices_of_client ON device_authorizations (client_id, expires_at)",
        "CREATE INDEX devices_by_age ON device_authorizations (expires_at)",
    ]

    /// Answers belong to the session in which they were given.
    private static let interactions = [
        "ALTER TABLE interactions DROP COLUMN account_confirmed",
        "ALTER TABLE interactions DROP COLUMN consent_given",
        "ALTER TABLE interactions ADD COLUMN device_code TEXT",
        "ALTER TABLE interactions ADD COLUMN signed_in_session TEXT",
        "ALTER TABLE interactions ADD COLUMN account_confirmed_in TEXT",
        "ALTER TABLE interactions ADD COLUMN consent_given_in TEXT",
    ]

    private static let clients = [
        "ALTER TABLE clients ADD COLUMN grants TEXT NOT NULL DEFAULT 'authorization_code'",
        "ALTER TABLE clients ADD COLUMN resources TEXT NOT NULL DEFAULT '[]'",
    ]

    /// By whose word it is known whom an authorization is about, and by what UserInfo is signed for a client.
    static let assertions = [
        "ALTER TABLE authorizations ADD COLUMN asserted_by TEXT", "ALTER TABLE clients ADD COLUMN userinfo_alg TEXT",
    ]
}
