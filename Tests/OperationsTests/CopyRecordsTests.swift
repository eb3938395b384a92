import Database
import Storage
import TestSupport
import Testing

@testable import Operations

/// From a file to a PostgreSQL and back, nothing is lost and nothing is added.
@Suite(.onPostgreSQL) struct CopyRecordsTests {
    /// An installation in a file, with people, grants, events, a batch of them that is gone, and a person that was joined
    /// with one who comes later in the table.
    private func source() async throws -> (TestInstallation, TemporaryRecords) {
        let (here, records) = try TestEngine.$current.withValue(.sqlite) {
            (try TestInstallation(), try TemporaryRecords())
        }
        try await here.register("bi")
        try await here.register("dat-dai")
        try await here.write { transaction in
            for statement in [
                """
                INSERT INTO people (id, name, is_enabled, created_at, merged_into) VALUES
                ('b', 'Lê Văn Bê', 1, 1, NULL), ('a', NULL, 0, -5, 'b'), ('c', 'Nguyễn "C"; \\', 1, 9223372036854775807, 'a')
                """,
                "INSERT INTO sessions VALUES ('h', 's', 'a', 1, 2, 'pwd', 3, NULL, NULL, 0)",
                """
                INSERT INTO audit_batches (first_event, last_event, count, latest_moment, sha256, exported_at)
                SELECT 1, MAX(number), COUNT(*), 1, 'x', 1 FROM audit_events
                """,
                "UPDATE audit_batches SET removed_at = 2", "DELETE FROM audit_events WHERE number = 1",
            ] { try transaction.execute(statement) }
        }
        return (here, records)
    }

    /// The tables that were copied.
    private func copied(
        _ records: Installation, _ target: TemporaryRecords, _ act: Act
    ) async throws -> [CopyRecords.Table] {
        let outcome = try await CopyRecords(records).run(into: target.location, named: "a copy", act)
        guard case .copied(let tables) = outcome else {
            Issue.record("refused")
            return []
        }
        return tables
    }

    @Test func `what comes back is what went, row by row`() async throws {
        let ((here, back), there) = (try await source(), try TemporaryRecords(hasSchema: false))
        let went = try await copied(here.installation, there, here.act)
        let server = Installation(
            database: try Database(there.location, migrations: Schema.migrations), clock: here.clock,
            random: SeededRandom(seed: 3))
        let came = try await copied(server, back, here.act)
        #expect(went.count > 30)
        #expect(went.first { $0.name == "people" }?.content.rows == 3)
        // The second copy is an event more.
        let (gone, returned) = (went.filter { $0.name != "audit_events" }, came.filter { $0.name != "audit_events" })
        #expect(gone == returned)
        let events = try await here.audit().count
        #expect(came.first { $0.name == "audit_events" }?.content.rows == events + 1)
    }

    @Test func `keys that were given are not given again, and the log still only grows`() async throws {
        let ((here, _), there) = (try await source(), try TemporaryRecords(hasSchema: false))
        _ = try await CopyRecords(here.installation).run(into: there.location, named: "there", here.act)
        let last = try await here.read { try $0.audit.lastNumber() }
        let database = try Database(there.location, migrations: Schema.migrations)
        let server = Installation(database: database, clock: here.clock, random: SeededRandom(seed: 3))
        _ = try await server.settle(here.act, .backup) { _ in true }
        #expect(try await database.read { try $0.audit.lastNumber() } == last + 1)
        await #expect(throws: DatabaseError.self) {
            try await database.write { try $0.execute("DELETE FROM audit_events WHERE number > 1") }
        }
        // References are held to again.
        await #expect(throws: DatabaseError.self) {
            try await database.write { try $0.execute("UPDATE sessions SET person = 'nobody'") }
        }
    }

    @Test func `where there are records, nothing is written`() async throws {
        let ((here, _), there) = (try await source(), try TemporaryRecords(hasSchema: false))
        _ = try await CopyRecords(here.installation).run(into: there.location, named: "there", here.act)
        guard
            case .alreadyThere = try await CopyRecords(here.installation).run(
                into: there.location, named: "there", here.act)
        else {
            Issue.record("copied over records")
            return
        }
    }

    @Test func `a backup of a PostgreSQL is a file with all of it`() async throws {
        let ((here, back), there) = (try await source(), try TemporaryRecords(hasSchema: false))
        _ = try await CopyRecords(here.installation).run(into: there.location, named: "there", here.act)
        let server = Installation(
            database: try Database(there.location, migrations: Schema.migrations), clock: here.clock,
            random: SeededRandom(seed: 3))
        let path = try #require(back.path)
        try await TakeSnapshot(server).run(to: path, named: "backup", here.act)
        let file = try Database(path: path, migrations: Schema.migrations, absence: .refuse, older: .refuse)
        #expect(try await file.integrityProblems().isEmpty)
        let names = try await file.read { try $0.rows("SELECT id FROM clients ORDER BY id").map { try $0.text(0) } }
        #expect(names == ["bi", "dat-dai"])
    }

    @Test func `tables and views that aren't ours are in nobody's way, and are left as they are`() async throws {
        let ((here, back), there) = (try await source(), try TemporaryRecords(hasSchema: false))
        try Database(there.location, migrations: Schema.migrations).close()
        guard case .server(let settings) = there.location else { throw OnlyOnPostgreSQL() }
        let operators = try PostgreSQLServer(settings)
        for statement in [
            "CREATE VIEW counted AS SELECT 1 AS x", "CREATE TABLE kinds (id TEXT PRIMARY KEY)",
            "CREATE TABLE notes (number BIGINT GENERATED BY DEFAULT AS IDENTITY, kind TEXT REFERENCES kinds (id))",
            "INSERT INTO kinds VALUES ('a')", "INSERT INTO notes (kind) VALUES ('a')",
        ] { try operators.run(statement) }
        let went = try await copied(here.installation, there, here.act)
        #expect(!went.contains { ["counted", "kinds", "notes"].contains($0.name) })
        #expect(try operators.run("SELECT kind FROM notes").count == 1)
        let server = Installation(
            database: try Database(there.location, migrations: Schema.migrations), clock: here.clock,
            random: SeededRandom(seed: 3))
        try await TakeSnapshot(server).run(to: try #require(back.path), named: "backup", here.act)
        let file = try Database(path: try #require(back.path), migrations: Schema.migrations, absence: .refuse)
        #expect(try await file.read { try $0.row("SELECT COUNT(*) FROM clients")?.integer(0) } == 2)
    }

    private struct OnlyOnPostgreSQL: Error {}
}
