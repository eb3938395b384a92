import Database
import TestSupport
import Testing

/// What has come is compared with what was sent.
@Suite(.bothDatabases) struct DatabaseCopyTests {
    private static func table(_ type: String = "TEXT") -> [SchemaStatement] {
        [
            "CREATE TABLE places (id BIGINT PRIMARY KEY NOT NULL, code \(type))",
            "CREATE TABLE guards (number \(SQLDialect.growingKey))",
        ]
    }

    /// Where one row doesn't arrive as it was: SQLite takes its text for a number, PostgreSQL leaves it out.
    private static var losing: [SchemaStatement] {
        TestEngine.current.isSQLite
            ? table("NUMERIC")
            : table() + ["CREATE RULE lose AS ON INSERT TO places WHERE NEW.code = '007' DO INSTEAD NOTHING"]
    }

    private func copy(_ codes: [String], into target: TemporaryDatabase) async throws -> [DatabaseCopy.Table] {
        let source = try TemporaryDatabase(migrations: [Migration("001-places", Self.table())])
        try await source.write { transaction in
            for (id, code) in codes.enumerated() {
                try transaction.execute(
                    "INSERT INTO places (id, code) VALUES ($1, $2)", .integer(Int64(id)), .text(code))
            }
        }
        return try await DatabaseCopy(of: source.database, hash: { $0 }).run(into: target.database, emptyIn: "guards")
    }

    @Test func `where one row isn't what it was, nothing is copied, and the table is named`() async throws {
        let target = try TemporaryDatabase(migrations: [Migration("001-places", Self.losing)])
        await #expect(throws: DatabaseCopy.Failure.differentContent(table: "places")) {
            try await copy(["a", "007", "b"], into: target)
        }
        #expect(try await target.read { try $0.row("SELECT COUNT(*) FROM places")?.integer(0) } == 0)
    }

    @Test func `where all rows are, they are copied`() async throws {
        let target = try TemporaryDatabase(migrations: [Migration("001-places", Self.losing)])
        let tables = try await copy(["a", "b"], into: target)
        #expect(tables.map(\.name) == ["guards", "places"] && tables.map(\.content.rows) == [0, 2])
    }
}
