import Database

/// The tables of directories from which units and staff come: what each source's entries stand for, what was applied of
/// them and by whose word, and how far each source is read. `assignments.origin` says which source began a post: what
/// was begun by hand has none.
extension Schema {
    static let directory = [origin, originIndex] + bindings + runs + staff

    static let directoryRunsByMoment = ["CREATE INDEX directory_runs_by_moment ON directory_runs (moment)"]

    static let directoryTree = [
        """
        CREATE TABLE directory_trees (
            source TEXT PRIMARY KEY NOT NULL, form TEXT NOT NULL, cookie TEXT NOT NULL, revision BIGINT NOT NULL,
            last_run BIGINT, moment BIGINT NOT NULL, remains TEXT
        )
        """,
        """
        CREATE TABLE directory_pages (
            source TEXT NOT NULL, number BIGINT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (source, number)
        )
        """,
        "CREATE INDEX directory_bindings_by_number ON directory_bindings (number) WHERE number IS NOT NULL",
    ]

    private static let origin = "ALTER TABLE assignments ADD COLUMN origin TEXT"
    private static let originIndex = """
        CREATE INDEX assignments_of_origin ON assignments (origin, version)
        WHERE origin IS NOT NULL AND removed_in IS NULL
        """

    private static let bindings = [
        """
        CREATE TABLE directory_bindings (
            source TEXT NOT NULL, entry_key TEXT NOT NULL, unit TEXT, person TEXT REFERENCES people (id), dn TEXT,
            number TEXT, username TEXT, name TEXT, mail TEXT, phone TEXT, kind TEXT, is_active BIGINT NOT NULL,
            since BIGINT NOT NULL, PRIMARY KEY (source, entry_key)
        )
        """,
        "CREATE INDEX directory_bindings_of_person ON directory_bindings (person) WHERE person IS NOT NULL",
        "CREATE INDEX directory_bindings_by_username ON directory_bindings (username) WHERE username IS NOT NULL",
        """
        CREATE TABLE directory_usernames (
            username TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people (id), since BIGINT NOT NULL
        )
        """,
    ]

    private static let runs = [
        """
        CREATE TABLE directory_runs (
            number \(SQLDialect.growingKey), source TEXT NOT NULL, kind TEXT NOT NULL, moment BIGINT NOT NULL,
            digest TEXT NOT NULL, approved_by TEXT, base_revision BIGINT NOT NULL, revision BIGINT NOT NULL,
            counts TEXT NOT NULL, undone_by BIGINT
        )
        """,
        "CREATE INDEX directory_runs_of_source ON directory_runs (source, number)",
        """
        CREATE TABLE directory_run_entries (
            run BIGINT NOT NULL REFERENCES directory_runs (number), entry_key TEXT NOT NULL,
            person TEXT NOT NULL REFERENCES people (id), dn TEXT NOT NULL, kinds TEXT NOT NULL, number TEXT,
            username TEXT, name TEXT, mail TEXT, phone TEXT, kind TEXT, was_active BIGINT NOT NULL,
            PRIMARY KEY (run, entry_key)
        )
        """,
        """
        CREATE TABLE directory_state (
            source TEXT PRIMARY KEY, cookie TEXT, cookie_of TEXT, read_at BIGINT, read_whole_at BIGINT, kind TEXT,
            lag BIGINT, isolated BIGINT NOT NULL, refusal TEXT, held_digest TEXT, held_reasons TEXT, held_since BIGINT,
            waits_since_undo BIGINT NOT NULL
        )
        """,
    ]

    /// Accounts of the city's staff, whichever way they sign in. Who isn't here has been no member of staff, or hasn't
    /// been looked at for the first time.
    private static let staff = [
        """
        CREATE TABLE staff_accounts (
            person TEXT PRIMARY KEY REFERENCES people (id), state TEXT NOT NULL, since BIGINT NOT NULL,
            last_sign_in_at BIGINT NOT NULL, has_disabled_person BIGINT NOT NULL
        )
        """,
        "CREATE INDEX staff_accounts_by_sign_in ON staff_accounts (last_sign_in_at) WHERE state = 'active'",
    ]
}
