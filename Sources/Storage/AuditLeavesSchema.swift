import Database

/// The order of the audit log (`AuditLeaves`). The database itself holds to it that positions have no hole, and that what
/// was sealed is never changed.
extension Schema {
    static let auditLeaves: [SchemaStatement] =
        [
            """
            CREATE TABLE audit_leaves (
                position BIGINT PRIMARY KEY NOT NULL, event BIGINT NOT NULL UNIQUE, hash TEXT NOT NULL
            )
            """,
            """
            CREATE TABLE audit_heads (
                position BIGINT PRIMARY KEY NOT NULL, chain TEXT NOT NULL, sealed_at BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE audit_gaps (
                first_event BIGINT PRIMARY KEY NOT NULL, last_event BIGINT NOT NULL, seen_at BIGINT NOT NULL
            )
            """,
            SQLDialect.refuse(
                "INSERT", on: "audit_leaves", as: "audit_leaves_follow",
                when: "NEW.position <> COALESCE((SELECT MAX(position) FROM audit_leaves), 0) + 1",
                saying: "positions of the audit log have no hole"),
            SQLDialect.refuse(
                "INSERT", on: "audit_heads", as: "audit_heads_follow",
                when: """
                    NEW.position <> COALESCE((SELECT MAX(position) FROM audit_leaves), 0)
                    OR NEW.position <= COALESCE((SELECT MAX(position) FROM audit_heads), 0)
                    """, saying: "a head is that of all leaves"),
        ] + SQLDialect.appendOnly("audit_leaves", key: "position")
        + SQLDialect.appendOnly("audit_heads", key: "position")

    /// Nothing ever stands in it. Whoever appends leaves locks it about once a second; the leaves themselves, locked so
    /// often, would never be vacuumed. A node of the version before still locks those: where the two append at once, the
    /// keys of the leaves let one of them through.
    static let auditAppender: [SchemaStatement] = ["CREATE TABLE audit_appender (id BIGINT PRIMARY KEY NOT NULL)"]
}
