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
            try Database(records.location, migrations: [Self.old, Self.new], absence: .refuse, older: .refuse)
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
        #expect(throws: Never.self) { try Database(records.location, migrations: Self.steps, older: .refuse).close() }
    }

    @Test func `a step that never gets its turn gives up, and has changed nothing`() async throws {
        let impatient = PostgreSQLSettings(
            connection: settings.connection,
            timeouts: PostgreSQLTimeouts(lock: .milliseconds(50), migration: .milliseconds(50)), random: { 0 })
        #expect(throws: DatabaseError.contended) { try Database(.server(impatient), migrations: Self.steps) }
        #expect(throws: DatabaseError.olderSchema("002")) {
            try Database(records.location, migrations: Self.steps, older: .refuse)
        }
    }
}

/// A step of the schema that others have locked out, as it has them (40P01): the server ends one of the two.
@Suite(.onPostgreSQL) struct DeadlockedMigrationTests {
    private static let first = Migration(
        "001",
        [
            "CREATE TABLE a (id TEXT PRIMARY KEY NOT NULL)", "CREATE TABLE c (id TEXT PRIMARY KEY NOT NULL)",
            "INSERT INTO a VALUES ('x')", "CREATE SEQUENCE attempts",
        ])

    /// A step of two tables, and something between them.
    private static func step(_ between: String, name: String = "002") -> Migration {
        Migration(
            name,
            [
                .portable("ALTER TABLE a ADD COLUMN b BIGINT"), .only(.postgreSQL, between),
                .portable("ALTER TABLE c ADD COLUMN d BIGINT"), .portable("UPDATE a SET b = 1"),
            ])
    }

    /// What a sequence has counted isn't undone.
    private static func fail(_ condition: String) -> String {
        "DO $$ BEGIN IF nextval('attempts') \(condition) THEN RAISE SQLSTATE '40P01'; END IF; END $$"
    }

    private let records: TemporaryRecords
    private let settings: PostgreSQLSettings
    private let server: PostgreSQLServer

    init() throws {
        records = try TemporaryRecords(hasSchema: false)
        guard case .server(let settings) = records.location else { throw PostgreSQLStand.OnlyOnPostgreSQL() }
        self.settings = settings
        try Database(records.location, migrations: [Self.first]).close()
        server = try PostgreSQLServer(settings)
    }

    /// Settings of whoever waits no longer than a test does.
    /// - Parameter pauses: counts the pauses before another attempt.
    private func hasty(migration: Duration = .seconds(600), _ pauses: Attempts = Attempts()) -> DatabaseLocation {
        .server(
            PostgreSQLSettings(
                connection: settings.connection,
                timeouts: PostgreSQLTimeouts(lock: .milliseconds(50), migration: migration),
                random: {
                    _ = pauses.isFirst()
                    return 0
                }))
    }

    private func number(_ query: String) throws -> Int64? { try server.run(query).first?.integer(0) }

    @Test func `the step is tried again, from its beginning`() throws {
        let pauses = Attempts()
        let steps = [Self.first, Self.step(Self.fail("<= 2"))]
        try Database(hasty(pauses), migrations: steps).close()
        #expect(pauses.count == 2)
        #expect(try number("SELECT last_value FROM attempts") == 3)
        #expect(try number("SELECT b FROM a") == 1)
        #expect(throws: Never.self) { try Database(records.location, migrations: steps, older: .refuse).close() }
    }

    @Test func `one that is always locked out gives up with nothing of it done, and is done by the next who tries`()
        throws
    {
        let before = Migration("002", ["CREATE TABLE e (id TEXT PRIMARY KEY NOT NULL)"])
        let steps = [Self.first, before, Self.step(Self.fail("< 1000"), name: "003")]
        #expect(throws: DatabaseError.contended) {
            try Database(hasty(migration: .milliseconds(100)), migrations: steps)
        }
        // The step before it stays, as each is a transaction of its own.
        #expect(throws: DatabaseError.olderSchema("003")) {
            try Database(records.location, migrations: steps, older: .refuse)
        }
        let added =
            "SELECT COUNT(*) FROM information_schema.columns WHERE table_name IN ('a', 'c') AND column_name <> 'id'"
        #expect(try number(added) == 0)
        _ = try number("SELECT setval('attempts', 1000)")
        try Database(records.location, migrations: steps).close()
        #expect(try number(added) == 2)
    }

    /// A real one: somebody has read the second table and reads the first, which the step has changed already.
    @Test func `of a step and a reader that lock each other out the step gives way, and both come to their end`()
        async throws
    {
        // Only the step looks for it, and soon.
        try server.run(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = 20', current_database()); END $$")
        let reader = try PostgreSQLServer(settings)
        for timeout in ["deadlock_timeout = '1h'", "lock_timeout = 0", "statement_timeout = 0"] {
            try reader.run("SET \(timeout)")
        }
        try reader.run("BEGIN")
        try reader.run("SELECT id FROM c")
        let waits = """
            EXISTS (SELECT 1 FROM pg_locks WHERE relation = 'a'::regclass AND NOT granted AND mode = 'AccessShareLock')
            """
        let has = """
            EXISTS (SELECT 1 FROM pg_locks WHERE relation = 'a'::regclass AND granted AND mode = 'AccessExclusiveLock')
            """
        func until(_ condition: String) -> String {
            "LOOP EXIT WHEN \(condition); PERFORM pg_sleep(0.001); END LOOP;"
        }
        let reads = "DO $$ BEGIN \(until(has)) PERFORM id FROM a; END $$"
        let reading = Task.detached {
            try reader.run(reads)
            try reader.run("COMMIT")
        }
        let pauses = Attempts()
        let patient = DatabaseLocation.server(
            PostgreSQLSettings(
                connection: settings.connection, timeouts: PostgreSQLTimeouts(lock: .seconds(10)),
                random: {
                    _ = pauses.isFirst()
                    return 0
                }))
        let between = "DO $$ BEGIN IF nextval('attempts') = 1 THEN \(until(waits)) END IF; END $$"
        try Database(patient, migrations: [Self.first, Self.step(between)]).close()
        try await reading.value
        #expect(pauses.count == 1)
        #expect(try number("SELECT b FROM a") == 1)
    }
}
