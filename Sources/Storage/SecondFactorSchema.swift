/// The tables of second factors, and accounts without a password: who has only an activation code has none yet.
extension Schema {
    static let secondFactor = accounts + factors + begunSignIns

    private static let accounts = [
        """
        CREATE TABLE activated_accounts (
            username TEXT PRIMARY KEY, person TEXT NOT NULL UNIQUE REFERENCES people (id), password_hash TEXT,
            password_set_at BIGINT NOT NULL, activation_hash TEXT, activation_until BIGINT
        )
        """,
        """
        INSERT INTO activated_accounts (username, person, password_hash, password_set_at)
        SELECT username, person, password_hash, password_set_at FROM local_accounts
        """,
        "DROP TABLE local_accounts",
        "ALTER TABLE activated_accounts RENAME TO local_accounts",
    ]

    private static let factors = [
        """
        CREATE TABLE second_factors (
            person TEXT PRIMARY KEY REFERENCES people (id), seed TEXT NOT NULL, last_step BIGINT NOT NULL,
            enrolled_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE recovery_codes (
            person TEXT NOT NULL REFERENCES people (id), hash TEXT NOT NULL, used_at BIGINT,
            PRIMARY KEY (person, hash)
        )
        """,
        """
        CREATE TABLE second_factor_attempts (
            person TEXT PRIMARY KEY, failures BIGINT NOT NULL, locked_until BIGINT, last_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX second_factor_attempts_by_age ON second_factor_attempts (last_at)",
    ]

    /// A sign-in that has begun keeps what was proven.
    private static let begunSignIns = [
        "ALTER TABLE interactions ADD COLUMN proven_person TEXT",
        "ALTER TABLE interactions ADD COLUMN proven_factors TEXT",
        "ALTER TABLE interactions ADD COLUMN proven_at BIGINT",
        "ALTER TABLE interactions ADD COLUMN pending_seed TEXT",
        "CREATE INDEX begun_sign_ins ON interactions (proven_person) WHERE proven_person IS NOT NULL",
    ]
}
