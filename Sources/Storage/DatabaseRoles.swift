import Database

/// The roles of a PostgreSQL: the owner of the schema brings it forward, and another may run a node. SQLite has none.
package struct DatabaseRoles<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var databaseRoles: DatabaseRoles<Self> { DatabaseRoles(transaction: self) }
}

extension DatabaseRoles {
    package func isThere(_ name: String) throws -> Bool {
        try transaction.row("SELECT 1 FROM pg_roles WHERE rolname = $1", .text(name)) != nil
    }

    /// Whether who asks may do what the owner of the schema may.
    package var asOwner: Bool {
        get throws { try transaction.row("SELECT pg_has_role(\(Self.owner), 'MEMBER')")?.flag(0) ?? false }
    }

    /// Whether a role may do more to the log or the schema than run a node, by whatever it was granted besides, to everybody
    /// or by its attributes. `CREATEROLE` makes a member of any role that is no superuser (PostgreSQL 15).
    package func mayDoMore(_ name: String) throws -> Bool {
        let onTables = Schema.logTables.sorted().map {
            "has_table_privilege($1::name, '\($0)', 'UPDATE, DELETE, TRUNCATE, TRIGGER')"
        }
        let member = [Self.owner, Self.schemaOwner, "'pg_write_server_files'", "'pg_execute_server_program'"].map {
            "pg_has_role($1::name, \($0), 'MEMBER')"
        }
        let conditions =
            onTables + member + [
                "has_table_privilege($1::name, 'audit_batches', 'INSERT')",
                "has_schema_privilege($1::name, current_schema(), 'CREATE')",
                "(SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = $1)",
            ]
        return try transaction.row("SELECT \(conditions.joined(separator: " OR "))", .text(name))?.flag(0) ?? true
    }

    private static var owner: String { "(SELECT relowner FROM pg_class WHERE oid = 'audit_events'::regclass)" }
    private static var schemaOwner: String { "(SELECT nspowner FROM pg_namespace WHERE nspname = current_schema())" }
}

extension DatabaseRoles where Context == WriteTransaction {
    /// Lets a role do the work of a node, and no more: of the log it can read, and add to it; of the schema change nothing.
    /// Tables of a later step of the schema are none of this.
    /// - Parameter tables: all of the schema.
    package func letRun(_ name: String, tables: Set<String>) throws {
        let role = Self.identifier(name)
        let schema = Self.identifier(try text("SELECT current_schema()"))
        let database = Self.identifier(try text("SELECT current_database()"))
        try transaction.execute("GRANT CONNECT ON DATABASE \(database) TO \(role)")
        try transaction.execute("GRANT USAGE ON SCHEMA \(schema) TO \(role)")
        for table in tables.union(["schema_migrations"]).sorted() {
            try transaction.execute("REVOKE ALL ON \(table) FROM \(role)")
            try transaction.execute("GRANT \(rights(on: table)) ON \(table) TO \(role)")
        }
        // A backup holds how far they have counted.
        for sequence in try texts(
            """
            SELECT pg_get_serial_sequence(table_name::text, column_name::text) FROM information_schema.columns
            WHERE table_schema = current_schema() AND is_identity = 'YES'
            """)
        { try transaction.execute("GRANT SELECT ON \(sequence) TO \(role)") }
        // What guards the log looks at its tables, and not at temporary ones of the same name.
        for function in try texts(
            """
            SELECT DISTINCT tgfoid::regprocedure::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace AND relname LIKE 'audit%'
            """)
        { try transaction.execute("ALTER FUNCTION \(function) SET search_path = \(schema), pg_temp") }
    }

    private func rights(on table: String) throws -> String {
        switch table {
        // Its number is the database's to give: one that is chosen would stand where others are missed, or above all.
        case "audit_events":
            let columns = try texts(
                """
                SELECT column_name::text FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = 'audit_events' AND column_name <> 'number'
                """)
            return "SELECT, INSERT (\(columns.joined(separator: ", ")))"
        case _ where Schema.logTables.contains(table): return "SELECT, INSERT"
        // What was exported, and may be removed.
        case "audit_batches", "schema_migrations": return "SELECT"
        default: return "SELECT, INSERT, UPDATE, DELETE"
        }
    }

    private func texts(_ statement: String) throws -> [String] {
        try transaction.rows(statement).map { row in try row.text(0) }
    }

    private func text(_ statement: String) throws -> String {
        try transaction.row(statement)?.text(0) ?? ""
    }

    /// Names can't be parameters of these statements (PostgreSQL's manual, 4.1.1: quoted identifiers).
    private static func identifier(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }
}

extension Schema {
    /// The log and its order: whoever only runs a node can't take anything back there.
    static let logTables: Set = ["audit_events", "audit_leaves", "audit_heads"]
}
