import Database

/// The roles of a PostgreSQL: the owner of the schema brings it forward, and another may run a node. SQLite has none.
package struct DatabaseRoles<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var databaseRoles: DatabaseRoles<Self> { DatabaseRoles(transaction: self) }
}

/// Whom a name is of, as seen by the owner.
package enum DatabaseRole: Hashable, Sendable {
    case unknown
    /// It may do all that the owner may: the owner, a member of it, a superuser.
    case owner
    case other
}

extension DatabaseRoles {
    package func find(_ name: String) throws -> DatabaseRole {
        let mayAll = try transaction.row(
            "SELECT rolsuper OR pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = $1",
            .text(name))
        return try mayAll.map { try $0.flag(0) ? .owner : .other } ?? .unknown
    }
}

extension DatabaseRoles where Context == WriteTransaction {
    /// Lets a role do the work of a node, and no more: of the log it can read, and add to it; of the schema change nothing.
    /// - Parameter tables: all of the schema.
    package func letRun(_ name: String, tables: Set<String>) throws {
        let role = Self.identifier(name)
        let schema = Self.identifier(try transaction.row("SELECT current_schema()")?.text(0) ?? "public")
        for table in tables.sorted() {
            let rights = Schema.growingTables.contains(table) ? "SELECT, INSERT" : Self.all
            try transaction.execute("REVOKE ALL ON \(table) FROM \(role)")
            try transaction.execute("GRANT \(rights) ON \(table) TO \(role)")
        }
        try transaction.execute("GRANT SELECT ON schema_migrations TO \(role)")
        // A backup holds how far they have counted.
        for sequence in try sequences(of: tables) { try transaction.execute("GRANT SELECT ON \(sequence) TO \(role)") }
        try transaction.execute("GRANT USAGE ON SCHEMA \(schema) TO \(role)")
        // Until this is done again after a step of the schema.
        let later = "ALTER DEFAULT PRIVILEGES IN SCHEMA \(schema) GRANT"
        try transaction.execute("\(later) \(Self.all) ON TABLES TO \(role)")
        try transaction.execute("\(later) SELECT ON SEQUENCES TO \(role)")
    }

    private func sequences(of tables: Set<String>) throws -> [String] {
        try transaction.rows(
            """
            SELECT table_name::text, pg_get_serial_sequence(table_name::text, column_name::text)
            FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'
            """
        ).filter { tables.contains(try $0.text(0)) }.map { try $0.text(1) }
    }

    private static var all: String { "SELECT, INSERT, UPDATE, DELETE" }

    /// Names can't be parameters of these statements (PostgreSQL's manual, 4.1.1: quoted identifiers).
    private static func identifier(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }
}

extension Schema {
    /// The log and its order: whoever only runs a node can't take anything back there.
    static let growingTables: Set = ["audit_events", "audit_leaves", "audit_heads"]
}
