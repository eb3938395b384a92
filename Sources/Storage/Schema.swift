import Database

/// The tables. Statements are portable: text and whole numbers only (moments in milliseconds since 1970, flags 0 or
/// 1, lists as JSON or separated by spaces); what differs between databases comes from the dialect.
package enum Schema {
    package static let migrations: [Migration] = [
        Migration("001-foundation", clients + people + logins + protocolState + auditLog),
        Migration("002-permissions", permissions),
        Migration("003-client-revision", clientRevision),
        Migration("004-authorizations", authorizations),
        Migration("005-second-factor", secondFactor),
        Migration("006-bounds", bounds),
        Migration("007-audit-retention", auditRetention),
        Migration("008-former-secrets", formerSecrets),
        Migration("009-secret-fingerprints", secretFingerprints),
        Migration("010-person-links", personLinks),
        Migration("011-directory", directory),
        Migration("012-scim", provisioning),
        Migration("013-directory-runs-by-moment", directoryRunsByMoment),
        Migration("014-logout", logout),
        Migration("015-pushed-requests", pushedRequests),
        Migration("016-frontchannel-logout", frontchannelLogout),
        Migration("017-several-nodes", severalNodes),
        Migration("018-directory-tree", directoryTree),
        Migration("019-directory-lease", directoryLease + provisioningApprovals),
        Migration("020-client-keys", clientKeys),
        Migration("021-proofs", proofs),
        Migration("022-client-presets", clientPresets),
        Migration("023-directory-bindings-of-units", bindingsOfUnits),
        Migration("024-token-exchange", tokenExchange),
        Migration("025-assertions", assertions),
        Migration("026-key-documents", keyDocuments),
        Migration("027-shared-counters", sharedCounters),
        Migration("028-audit-leaves", auditLeaves),
        Migration("029-protected-messages", protectedMessages),
        Migration("031-upstreams", upstreams),
        Migration("032-client-registration", clientRegistration),
        Migration("033-client-certificates", clientCertificates),
        Migration("034-security-events", securityEvents),
        Migration("035-authorization-details", authorizationDetails),
        Migration("037-backchannel-authentication", backchannel),
        Migration("038-sealed-client-secrets", sealedClientSecrets),
        Migration("039-initiate-login", initiateLogin),
        Migration("044-nodes", nodes),
        // After the table that it changes.
        Migration("036-settings-of-nodes", settingsOfNodes),
        Migration("045-unit-order", unitOrder),
        Migration("047-staff-history", staffHistory),
        Migration("048-session-epochs", sessionEpochs),
        Migration("049-audit-appender", auditAppender),
        Migration("050-envelope-keys", envelopeKeys),
        Migration(sharedSettingsStep, sharedSettings),
        // After all that had such keys.
        Migration("030-no-null-keys", noNullKeys),
    ]

    private static let clients: [SchemaStatement] = [
        """
        CREATE TABLE clients (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, auth_method TEXT NOT NULL, secret_hash TEXT,
            application_type TEXT NOT NULL, redirect_uris TEXT NOT NULL, post_logout_redirect_uris TEXT NOT NULL,
            home_uri TEXT, pkce TEXT NOT NULL, id_token_alg TEXT NOT NULL, sector TEXT, scopes TEXT NOT NULL,
            audiences TEXT NOT NULL, requires_consent BIGINT NOT NULL, is_enabled BIGINT NOT NULL,
            created_at BIGINT NOT NULL, removed_at BIGINT
        )
        """
    ]

    private static let formerSecrets = [
        "ALTER TABLE clients ADD COLUMN former_secret_hash TEXT",
        "ALTER TABLE clients ADD COLUMN former_secret_end BIGINT",
    ]

    private static let clientRevision = [
        "CREATE TABLE client_revision (number BIGINT NOT NULL)",
        "INSERT INTO client_revision (number) VALUES (0)",
    ]

    private static let people: [SchemaStatement] = [
        """
        CREATE TABLE people (
            id TEXT PRIMARY KEY, name TEXT, birthdate TEXT, phone_number TEXT, address TEXT, identity_level BIGINT,
            is_enabled BIGINT NOT NULL, created_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE person_identifiers (
            kind TEXT NOT NULL, value TEXT NOT NULL, person TEXT NOT NULL REFERENCES people (id),
            valid_from BIGINT NOT NULL, valid_until BIGINT
        )
        """,
        "CREATE UNIQUE INDEX active_identifiers ON person_identifiers (kind, value) WHERE valid_until IS NULL",
        "CREATE INDEX identifiers_of_person ON person_identifiers (person)",
        """
        CREATE TABLE local_accounts (
            username TEXT PRIMARY KEY, person TEXT NOT NULL UNIQUE REFERENCES people (id),
            password_hash TEXT NOT NULL, password_set_at BIGINT NOT NULL
        )
        """,
    ]

    private static let logins: [SchemaStatement] = [
        """
        CREATE TABLE password_attempts (
            username TEXT NOT NULL, device TEXT NOT NULL, failures BIGINT NOT NULL, locked_until BIGINT,
            last_at BIGINT NOT NULL, PRIMARY KEY (username, device)
        )
        """,
        """
        CREATE TABLE known_devices (
            hash TEXT NOT NULL, username TEXT NOT NULL, known_since BIGINT NOT NULL, PRIMARY KEY (hash, username)
        )
        """,
        """
        CREATE TABLE sessions (
            cookie_hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL REFERENCES people (id),
            authenticated_at BIGINT NOT NULL, level BIGINT NOT NULL, methods TEXT NOT NULL,
            last_seen_at BIGINT NOT NULL, ended_at BIGINT
        )
        """,
        "CREATE INDEX sessions_by_age ON sessions (authenticated_at)",
        """
        CREATE TABLE upstream_logins (
            state_hash TEXT PRIMARY KEY, interaction TEXT NOT NULL, browser_hash TEXT NOT NULL,
            begun_at BIGINT NOT NULL
        )
        """,
    ]

    private static let protocolState: [SchemaStatement] = [
        """
        CREATE TABLE interactions (
            id TEXT PRIMARY KEY, browser_hash TEXT NOT NULL, client_id TEXT NOT NULL, parameters TEXT NOT NULL,
            started_at BIGINT NOT NULL, account_confirmed BIGINT NOT NULL, consent_given BIGINT NOT NULL,
            completed_at BIGINT
        )
        """,
        "CREATE INDEX interactions_by_age ON interactions (started_at)",
        """
        CREATE TABLE authorization_codes (
            hash TEXT PRIMARY KEY, client_id TEXT NOT NULL, redirect_uri TEXT NOT NULL, code_challenge TEXT,
            nonce TEXT, scopes TEXT NOT NULL, person TEXT NOT NULL, session TEXT NOT NULL,
            authenticated_at BIGINT NOT NULL, level BIGINT NOT NULL, methods TEXT NOT NULL,
            expires_at BIGINT NOT NULL, redeemed_for TEXT
        )
        """,
        "CREATE INDEX codes_by_age ON authorization_codes (expires_at)",
        """
        CREATE TABLE access_tokens (
            id TEXT PRIMARY KEY, client_id TEXT NOT NULL, person TEXT NOT NULL, session TEXT NOT NULL,
            scopes TEXT NOT NULL, expires_at BIGINT NOT NULL, revoked_at BIGINT
        )
        """,
        "CREATE INDEX tokens_by_age ON access_tokens (expires_at)",
        """
        CREATE TABLE consents (
            person TEXT NOT NULL, client_id TEXT NOT NULL, scopes TEXT NOT NULL, given_at BIGINT NOT NULL,
            PRIMARY KEY (person, client_id)
        )
        """,
    ]

    private static let secretFingerprints = [
        """
        CREATE TABLE secret_fingerprints (
            key_id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, recorded_at BIGINT NOT NULL
        )
        """
    ]

    private static let auditLog: [SchemaStatement] =
        [
            """
            CREATE TABLE audit_events (
                number \(SQLDialect.growingKey), moment BIGINT NOT NULL, action TEXT NOT NULL,
                outcome TEXT NOT NULL, actor TEXT NOT NULL, address TEXT NOT NULL, port BIGINT, client TEXT,
                session TEXT, object TEXT
            )
            """
        ] + SQLDialect.appendOnly("audit_events", key: "number")
}
