import Database
import Synchronization
import TestSupport
import Testing

/// Every wait has an end: for a lock, for our next statement, for a server that says nothing.
@Suite(.onPostgreSQL) struct PostgreSQLTimeoutTests {
    @Test func `whoever waits for a lock for too long is refused, and its connection goes on`() async throws {
        let stand = try PostgreSQLStand(connections: 1, timeouts: PostgreSQLTimeouts(lock: .milliseconds(50)))
        let holder = try PostgreSQLServer(stand.settings)
        try holder.run("BEGIN")
        try holder.run("LOCK TABLE notes")
        await #expect(throws: DatabaseError.contended) { try await stand.database.write { try $0.count() } }
        try holder.run("COMMIT")
        try await stand.database.write { try $0.count() }
        #expect(try await stand.counter() == 1)
        #expect(stand.database.load.connections == 2, "one for the schema, one for everything since")
    }

    @Test func `whoever stops in the middle holds its locks for so long, and is run again`() async throws {
        let stand = try PostgreSQLStand(
            connections: 1, timeouts: PostgreSQLTimeouts(idle: .milliseconds(50), reruns: .seconds(60)))
        let server = try PostgreSQLServer(stand.settings)
        let attempts = Attempts()
        try await stand.database.write { transaction in
            try transaction.count()
            let process = try transaction.process()
            let isFirst = attempts.isFirst()
            // Until the server has ended it.
            while isFirst, try !server.run("SELECT 1 FROM pg_stat_activity WHERE pid = \(process)").isEmpty {}
            _ = try transaction.rows("SELECT 1")
        }
        // A busy machine may stop once more.
        #expect(attempts.count > 1)
        #expect(try await stand.counter() == 1)
    }

    @Test func `a server that falls silent is given up`() throws {
        let door = try Door(saying: Door.welcome(version: "15.0"))
        let settings = PostgreSQLSettings(
            connection: door.address, timeouts: PostgreSQLTimeouts(statement: .milliseconds(50), grace: .zero),
            random: { 0 })
        let server = try PostgreSQLServer(settings)
        #expect(throws: DatabaseError.unavailable("the database says nothing any more")) { try server.run("SELECT 1") }
        // Nothing is said over that connection any more.
        #expect(throws: DatabaseError.unavailable("the connection to the database is gone")) {
            try server.run("SELECT 1")
        }
        withExtendedLifetime(door) {}
    }

    @Test func `whoever finds no server tries again after pauses, and not for ever`() async throws {
        guard case .postgreSQL(let cluster) = TestEngine.current else { return }
        let stand = try PostgreSQLStand()
        let pauses = Mutex(0)
        let settings = PostgreSQLSettings(
            connection: stand.settings.connection, connections: 1,
            timeouts: PostgreSQLTimeouts(reruns: .seconds(1)),
            random: {
                pauses.withLock { $0 += 1 }
                return 0
            }, stopwatch: ticking(.milliseconds(300)))
        let database = try Database(.server(settings), migrations: PostgreSQLStand.migrations, older: .refuse)
        let name = try await database.read { try $0.row("SELECT current_database()")?.text(0) ?? "" }
        try cluster.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS false", in: "postgres")
        try cluster.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'", in: "postgres")
        let error = await #expect(throws: DatabaseError.self) {
            try await database.read { _ = try $0.rows("SELECT 1") }
        }
        guard case .unavailable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        // The last pause would have gone beyond the time.
        #expect(pauses.withLock { $0 } == 4 && database.load.reruns == 3)
        try cluster.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS true", in: "postgres")
        #expect(try await database.read { try $0.row("SELECT 1")?.integer(0) } == 1)
    }
}
