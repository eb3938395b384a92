import Database
import Synchronization
import TestSupport
import Testing

/// Several at once, connections that are lost, and what a caller is told.
@Suite(.onPostgreSQL) struct PostgreSQLTransactionTests {
    @Test func `who reads and then writes is as if alone`() async throws {
        let stand = try PostgreSQLStand()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 { group.addTask { try await stand.database.write { try $0.count() } } }
            try await group.waitForAll()
        }
        #expect(try await stand.counter() == 40)
    }

    @Test func `who queues for a table is in nobody's way, and nothing is run again`() async throws {
        let stand = try PostgreSQLStand()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask { try await stand.database.write(queuingFor: LockedTable("notes")) { try $0.count() } }
            }
            try await group.waitForAll()
        }
        #expect(try await stand.counter() == 40)
        #expect(stand.database.load.reruns == 0)
    }

    @Test func `a body that throws has written nothing, and its error comes as it is`() async throws {
        struct Mine: Error, Equatable {}
        let stand = try PostgreSQLStand()
        await #expect(throws: Mine()) {
            try await stand.database.write { transaction in
                try transaction.count()
                throw Mine()
            }
        }
        #expect(try await stand.counter() == 0)
    }

    @Test func `what is put and fails, fails the whole transaction`() async throws {
        let stand = try PostgreSQLStand()
        let error = await #expect(throws: DatabaseError.self) {
            try await stand.database.write { transaction in
                try transaction.count()
                try transaction.put("INSERT INTO log (number, text) VALUES ($1, $2)", .integer(1), .null)
            }
        }
        guard case .constraint = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try await stand.counter() == 0)
    }

    @Test func `who goes on after an error has written nothing`() async throws {
        let stand = try PostgreSQLStand()
        await #expect(throws: DatabaseError.self) {
            try await stand.database.write { transaction in
                try transaction.count()
                do { try transaction.execute("INSERT INTO notes (name) VALUES (NULL)") } catch {}
                do { try transaction.count() } catch {}
            }
        }
        #expect(try await stand.counter() == 0)
    }

    @Test func `a connection that is lost before the commit costs an attempt`() async throws {
        let stand = try PostgreSQLStand()
        let server = try PostgreSQLServer(stand.settings)
        let attempts = Attempts()
        try await stand.database.write { transaction in
            try transaction.count()
            let process = try transaction.process()
            let isFirst = attempts.isFirst()
            guard isFirst else { return }
            try server.run("SELECT pg_terminate_backend(\(process))")
            try transaction.count()
        }
        #expect(try await stand.counter() == 1)
        #expect(attempts.count == 2)
        #expect(stand.database.load.reruns == 1)
    }

    @Test func `a commit whose answer is lost is neither a success nor run again`() async throws {
        let stand = try PostgreSQLStand()
        try await stand.database.write { transaction in
            try transaction.execute(
                """
                CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$
                """)
            try transaction.execute(
                """
                CREATE CONSTRAINT TRIGGER leave AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION leave()
                """)
        }
        let attempts = Mutex(0)
        await #expect(throws: DatabaseError.outcomeUnknown) {
            try await stand.database.write { transaction in
                attempts.withLock { $0 += 1 }
                try transaction.note("new")
            }
        }
        #expect(attempts.withLock { $0 } == 1)
        #expect(stand.database.load.unknownOutcomes == 1)
        // The next has a connection of its own.
        try await stand.database.write { try $0.count() }
        #expect(try await stand.counter() == 1)
    }

    @Test func `a read can't write, not even by a statement that returns rows`() async throws {
        let stand = try PostgreSQLStand()
        await #expect(throws: DatabaseError.unavailable("PostgreSQL answers 25006")) {
            try await stand.database.read { _ = try $0.rows("DELETE FROM notes RETURNING name") }
        }
    }

    @Test func `a statement that takes too long is ended, and its connection goes on`() async throws {
        let stand = try PostgreSQLStand(connections: 1, timeouts: PostgreSQLTimeouts(statement: .seconds(2)))
        await #expect(throws: DatabaseError.unavailable("PostgreSQL answers 57014")) {
            try await stand.database.read { _ = try $0.rows("SELECT pg_sleep(60)") }
        }
        #expect(try await stand.counter() == 0)
    }

    @Test func `a read sees one state, whatever is committed meanwhile`() async throws {
        let stand = try PostgreSQLStand()
        let server = try PostgreSQLServer(stand.settings)
        let (before, after) = try await stand.database.read { transaction in
            let sql = "SELECT size FROM notes WHERE name = 'counter'"
            let before = try transaction.row(sql)?.integer(0)
            try server.run("UPDATE notes SET size = size + 1")
            return (before, try transaction.row(sql)?.integer(0))
        }
        #expect(before == after)
        #expect(try await stand.counter() == 1)
    }
}
