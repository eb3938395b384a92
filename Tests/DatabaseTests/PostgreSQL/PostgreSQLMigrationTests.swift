import Database
import Synchronization
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

/// Steps of the schema while others are at work: `ALTER TABLE` waits for whoever reads, and whoever comes after waits for it.
@Suite(.onPostgreSQL) struct BusyMigrationTests {
    private static let steps = [
        Migration("001", ["CREATE TABLE a (id TEXT PRIMARY KEY NOT NULL)", "INSERT INTO a VALUES ('x')"]),
        Migration("002", ["ALTER TABLE a ADD COLUMN b BIGINT"]),
    ]

    private let records: TemporaryRecords
    private let settings: PostgreSQLSettings
    /// Somebody who reads a table and stays, as a backup does.
    private let reader: PostgreSQLServer

    init() throws {
        records = try TemporaryRecords(hasSchema: false)
        guard case .server(let settings) = records.location else { throw PostgreSQLStand.OnlyOnPostgreSQL() }
        self.settings = settings
        try Database(records.location, migrations: Array(Self.steps.prefix(1))).close()
        reader = try PostgreSQLServer(settings)
        try reader.run("BEGIN")
        try reader.run("SELECT id FROM a")
    }

    @Test func `a step lets go of its place in the queue, and gets its turn when the way is free`() async throws {
        let other = try PostgreSQLServer(settings)
        let read = Mutex<[Int]>([])
        // Chance is asked when the step pauses before it tries again.
        let patient = PostgreSQLSettings(
            connection: settings.connection, timeouts: PostgreSQLTimeouts(lock: .milliseconds(50)),
            random: { [reader] in
                let count = read.withLock { read in
                    read.append((try? other.run("SELECT id FROM a"))?.count ?? -1)
                    return read.count
                }
                if count == 2 { _ = try? reader.run("COMMIT") }
                return 0
            })
        try Database(.server(patient), migrations: Self.steps).close()
        #expect(read.withLock { $0 } == [1, 1])
        #expect(throws: Never.self) { try Database(records.location, migrations: Self.steps, upgrades: false).close() }
    }

    @Test func `a step that never gets its turn gives up, and has changed nothing`() async throws {
        let impatient = PostgreSQLSettings(
            connection: settings.connection,
            timeouts: PostgreSQLTimeouts(lock: .milliseconds(50), migration: .milliseconds(50)), random: { 0 })
        #expect(throws: DatabaseError.overloaded) { try Database(.server(impatient), migrations: Self.steps) }
        #expect(throws: DatabaseError.olderSchema("002")) {
            try Database(records.location, migrations: Self.steps, upgrades: false)
        }
    }
}
