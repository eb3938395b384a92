import Database

/// The tables of people who were found to be one human: who was joined with whom, and what came from the one to the
/// other, so that it can go back.
extension Schema {
    static let personLinks = [
        "ALTER TABLE people ADD COLUMN merged_into TEXT REFERENCES people (id)",
        """
        CREATE TABLE person_links (
            number \(SQLDialect.growingKey), kept TEXT NOT NULL REFERENCES people (id),
            merged TEXT REFERENCES people (id), name TEXT, birthdate TEXT, identity_level BIGINT,
            linked_at BIGINT NOT NULL, unlinked_at BIGINT
        )
        """,
        """
        CREATE TABLE person_link_facts (
            link BIGINT NOT NULL REFERENCES person_links (number), part TEXT NOT NULL, fact TEXT NOT NULL,
            PRIMARY KEY (link, part, fact)
        )
        """,
        "CREATE INDEX links_of_person ON person_links (kept)",
        "CREATE INDEX people_by_birthdate ON people (birthdate)",
        "CREATE INDEX people_by_merging ON people (merged_into) WHERE merged_into IS NOT NULL",
    ]
}
