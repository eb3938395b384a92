import Database
import Storage
import TestSupport
import Testing

/// What holds of every table, today's and those to come.
@Suite(.bothDatabases) struct SchemaTests {
    /// Columns of primary keys that take NULL. SQLite's keys do unless they say otherwise, but for `INTEGER PRIMARY KEY`
    /// (sqlite.org/lang_createtable.html §3.5).
    private var keysWithNull: String {
        TestEngine.current.isSQLite
            ? """
            SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c
            WHERE m.type = 'table' AND c.pk > 0 AND c."notnull" = 0 AND c.type <> 'INTEGER' ORDER BY 1
            """
            : """
            SELECT k.conrelid::regclass || '.' || a.attname FROM pg_constraint k
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
            WHERE k.contype = 'p' AND NOT a.attnotnull ORDER BY 1
            """
    }

    @Test func `no primary key takes NULL`() async throws {
        let (store, sql) = (try TemporaryDatabase(), keysWithNull)
        let keys = try await store.read { try $0.rows(sql).map { try $0.text(0) } }
        #expect(keys == [])
    }

    @Test func `the tables that are copied and backed up are all of the schema`() async throws {
        let store = try TemporaryDatabase()
        let sql =
            TestEngine.current.isSQLite
            ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            : "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
        let there = try await store.read { try Set($0.rows(sql).map { try $0.text(0) }) }
        #expect(there == store.database.tables.union(["schema_migrations"]))
    }

    /// Nodes of the version before go on with the tables as they know them, while those of this one have changed them.
    @Test func `since several nodes serve at once steps only add, and columns that nobody has to fill in`() {
        let several = Schema.migrations.drop { $0.name != "017-several-nodes" }
        #expect(several.count > 20)
        for step in several where step.name != "030-no-null-keys" {
            for statement in step.statements {
                guard case .portable(let text) = statement else { continue }
                #expect(Self.adds(text), "\(step.name): \(text)")
            }
        }
    }

    private static func adds(_ statement: String) -> Bool {
        let words = statement.split { " \n".contains($0) }
        return switch (words.first, words.dropFirst().first) {
        case ("CREATE", "TABLE"), ("CREATE", "INDEX"), ("CREATE", "UNIQUE"), ("INSERT", _), ("UPDATE", _): true
        case ("ALTER", "TABLE"):
            words.dropFirst(3).first == "ADD" && (!words.contains("NULL") || words.contains("DEFAULT"))
        default: false
        }
    }

    @Test func `keys that took NULL don't any more, and no row is another`() async throws {
        let store = try TemporaryDatabase(migrations: Schema.migrations.filter { $0.name != "030-no-null-keys" })
        try await store.write { transaction in
            for statement in [
                "INSERT INTO people (id, is_enabled, created_at) VALUES ('p', 1, 1)",
                "INSERT INTO sessions VALUES ('h', 's', 'p', 1, 2, 'pwd', 3, NULL, NULL, 0)",
                "INSERT INTO second_factor_attempts (person, failures, last_at) VALUES ('p', 1, 1)",
            ] { try transaction.execute(statement) }
        }
        let other = try Database(store.location, migrations: Schema.migrations.filter { $0.name != "030-no-null-keys" })
        let sessions = "SELECT COUNT(*) FROM sessions WHERE person = 'p'"
        #expect(try await other.read { try $0.row(sessions)?.integer(0) } == 1)
        let migrated = try Database(store.location, migrations: Schema.migrations)
        #expect(try await migrated.integrityProblems() == [])
        // Also through connections that were open before.
        for database in [other, migrated, store.database] {
            #expect(try await database.read { try $0.row(sessions)?.integer(0) } == 1)
            await #expect(throws: DatabaseError.self) {
                try await database.write { transaction in
                    _ = try transaction.execute("INSERT INTO people (id, is_enabled, created_at) VALUES (NULL, 1, 1)")
                }
            }
            await #expect(throws: DatabaseError.self, "references are held to") {
                try await database.write { _ = try $0.execute("DELETE FROM people") }
            }
        }
    }
}
