import Database

/// The tables of sources that write by SCIM: of which unit each is the source, what it says of its people and units, and
/// who is a member of what. What follows from it stands where it does of any source: in bindings, posts and units.
extension Schema {
    static let provisioning = [
        """
        CREATE TABLE scim_sources (
            client TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, kind TEXT NOT NULL,
            position TEXT NOT NULL, since BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE scim_resources (
            source TEXT NOT NULL, id TEXT NOT NULL, person TEXT REFERENCES people (id), unit TEXT, name TEXT,
            content TEXT NOT NULL, created_at BIGINT NOT NULL, modified_at BIGINT NOT NULL, ended_at BIGINT,
            removed_at BIGINT, PRIMARY KEY (source, id)
        )
        """,
        """
        CREATE UNIQUE INDEX scim_resources_by_name ON scim_resources (source, name)
        WHERE name IS NOT NULL AND removed_at IS NULL
        """,
        "CREATE INDEX scim_resources_by_end ON scim_resources (source, ended_at) WHERE ended_at IS NOT NULL",
        """
        CREATE TABLE scim_members (
            source TEXT NOT NULL, unit_id TEXT NOT NULL, person_id TEXT NOT NULL,
            PRIMARY KEY (source, unit_id, person_id)
        )
        """,
        "CREATE INDEX scim_members_by_person ON scim_members (source, person_id)",
    ]

    /// Whether a source tells numbers; in which unit another stands; and what waits for the operators' approval. `kind` of
    /// a source has the kinds of all its levels from now on.
    static let provisioningApprovals = [
        "ALTER TABLE scim_sources ADD COLUMN tells_numbers BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE scim_resources ADD COLUMN parent_id TEXT",
        """
        CREATE TABLE scim_held (
            source TEXT NOT NULL, digest TEXT NOT NULL, what TEXT NOT NULL, reasons TEXT NOT NULL,
            since BIGINT NOT NULL, approved_at BIGINT, PRIMARY KEY (source, digest)
        )
        """,
    ]
}
