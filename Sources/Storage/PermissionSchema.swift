import Database

/// The tables of Article 14. What decisions rest on has two times: when it is true (`valid_…`), and in which revisions
/// our records said so (`added_in` up to, but not including, `removed_in`). A row is never changed but for
/// `removed_in`: what was asked about any moment can be asked again.
extension Schema {
    static let permissions = records + around

    static let unitOrder = ["ALTER TABLE units ADD COLUMN sibling_order BIGINT"]

    private static let dated = """
        version \(SQLDialect.growingKey), valid_from BIGINT NOT NULL, valid_until BIGINT,
        added_in BIGINT NOT NULL REFERENCES permission_revisions (number),
        removed_in BIGINT REFERENCES permission_revisions (number)
        """

    private static let records =
        [
            "CREATE TABLE permission_revisions (number BIGINT PRIMARY KEY, moment BIGINT NOT NULL)",
            "CREATE TABLE permission_head (number BIGINT NOT NULL, moment BIGINT NOT NULL)",
            "INSERT INTO permission_head (number, moment) VALUES (0, \(Int64.min))",
            "CREATE TABLE role_grant_numbers (number \(SQLDialect.growingKey), given_in BIGINT NOT NULL)",
            "CREATE TABLE policies (\(dated), number BIGINT NOT NULL, files TEXT NOT NULL)",
            """
            CREATE TABLE units (\(dated), id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, parent TEXT)
            """,
            """
            CREATE TABLE assignments (
                \(dated), person TEXT NOT NULL REFERENCES people (id), position TEXT NOT NULL, unit TEXT NOT NULL
            )
            """,
            """
            CREATE TABLE role_grants (
                \(dated), id BIGINT NOT NULL, effect TEXT NOT NULL, subject TEXT NOT NULL, role TEXT NOT NULL,
                extent TEXT NOT NULL, anchor TEXT NOT NULL, granted_by TEXT REFERENCES people (id),
                reason TEXT NOT NULL, stands_in_for BIGINT
            )
            """,
            "CREATE INDEX assignments_of_person ON assignments (person)",
            "CREATE INDEX role_grants_by_id ON role_grants (id)",
        ]
        + ["policies", "units", "assignments", "role_grants"].flatMap { table in
            ["added_in", "removed_in"].map { "CREATE INDEX \(table)_\($0) ON \(table) (\($0))" }
        }

    private static let around = [
        """
        CREATE TABLE grant_reviews (
            number \(SQLDialect.growingKey), unit TEXT NOT NULL, reviewed_by TEXT REFERENCES people (id),
            moment BIGINT NOT NULL, note TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE grant_review_verdicts (
            review BIGINT NOT NULL REFERENCES grant_reviews (number), role_grant BIGINT NOT NULL, verdict TEXT NOT NULL,
            PRIMARY KEY (review, role_grant)
        )
        """,
        """
        CREATE TABLE subjects (
            value TEXT PRIMARY KEY, sector TEXT NOT NULL, person TEXT NOT NULL REFERENCES people (id)
        )
        """,
        """
        CREATE TABLE exercised_roles (
            session TEXT NOT NULL, role TEXT NOT NULL, since BIGINT NOT NULL, PRIMARY KEY (session, role)
        )
        """,
        "CREATE INDEX sessions_of_person ON sessions (person)",
        "ALTER TABLE clients ADD COLUMN platform TEXT",
        "ALTER TABLE sessions ADD COLUMN acting_as TEXT",
    ]
}
