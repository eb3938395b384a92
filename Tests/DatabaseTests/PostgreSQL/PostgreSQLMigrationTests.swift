import Database
import TestSupport
import Testing

/// The schema is brought forward once, whoever comes, and never behind anybody's back.
@Suite(.bothDatabases) struct SharedMigrationTests {
    private static let old = Migration(
        "001", ["CREATE TABLE a (id TEXT PRIMARY KEY NOT NULL)", "INSERT INTO a VALUES ('x')"])
    private static let new = Migration("002", ["ALTER TABLE a ADD COLUMN b BIGINT"])

    private let records: TemporaryRecords

    init() throws { records = try TemporaryRecords(hasSchema: false) }

    @Test func `nodes that start at once apply each step once`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try Database(records.location, migrations: [Self.old, Self.new]).close()
                }
            }
            try await group.waitForAll()
        }
        let database = try Database(records.location, migrations: [Self.old, Self.new])
        #expect(try await database.read { try $0.row("SELECT COUNT(*) FROM a")?.integer(0) } == 1)
    }

    @Test func `a database of a newer version is left alone`() throws {
        try Database(records.location, migrations: [Self.old, Self.new]).close()
        #expect(throws: DatabaseError.newerSchema("002")) { try Database(records.location, migrations: [Self.old]) }
    }

    @Test func `one of an older version is brought forward where that is wanted`() throws {
        try Database(records.location, migrations: [Self.old]).close()
        #expect(throws: DatabaseError.olderSchema("002")) {
            try Database(records.location, migrations: [Self.old, Self.new], absence: .refuse, upgrades: false)
        }
        #expect(throws: Never.self) { try Database(records.location, migrations: [Self.old, Self.new]).close() }
    }

    @Test func `where there is nothing, it is there when it was made`() throws {
        #expect(try !Database.isThere(records.location))
        #expect(throws: DatabaseError.self) {
            try Database(records.location, migrations: [Self.old], absence: .refuse)
        }
        try Database(records.location, migrations: [Self.old]).close()
        #expect(try Database.isThere(records.location))
    }

    @Test func `a step that fails leaves nothing of itself`() throws {
        let bad = Migration("001", ["CREATE TABLE a (id TEXT)", "CREATE TABLE a (id TEXT)"])
        #expect(throws: DatabaseError.self) { try Database(records.location, migrations: [bad]) }
        #expect(throws: Never.self) { try Database(records.location, migrations: [Self.old]).close() }
    }
}
