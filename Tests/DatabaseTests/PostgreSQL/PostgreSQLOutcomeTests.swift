import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import Database

/// How often a transaction is tried that others are in the way of, and what its caller is told of its end.
@Suite(.onPostgreSQL) struct PostgreSQLOutcomeTests {
    /// How often a body has run.
    private final class Attempts: Sendable {
        private let number = Mutex(0)

        var count: Int { number.withLock { $0 } }

        /// - Returns: the number of this attempt, from 1.
        @discardableResult func begin() -> Int {
            number.withLock { number in
                number += 1
                return number
            }
        }
    }

    /// A transaction that fails in the server with a state, whenever it runs.
    private func fail(_ stand: PostgreSQLStand, _ state: SQLState, _ attempts: Attempts) async throws {
        try await stand.database.write { transaction in
            attempts.begin()
            try transaction.count()
            try transaction.execute("DO $$ BEGIN RAISE SQLSTATE '\(state)'; END $$")
        }
    }

    /// Has a function run at the commit of what puts notes in.
    private func atCommit(_ stand: PostgreSQLStand, _ statement: String) async throws {
        try await stand.database.write { transaction in
            try transaction.execute(
                """
                CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN \(statement); RETURN NULL; END $$
                """)
            try transaction.execute(
                """
                CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION at_commit()
                """)
        }
    }

    @Test func `of two that lock each other out one is run again, and both have their effect`() async throws {
        let stand = try PostgreSQLStand()
        try await stand.database.write { transaction in
            try transaction.execute("CREATE TABLE others (size BIGINT NOT NULL)")
            try transaction.execute("INSERT INTO others (size) VALUES (0)")
        }
        let tables = ["notes", "others"]
        let gates = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
        let ends = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for first in 0..<2 {
                let attempts = Attempts()
                group.addTask {
                    // READ COMMITTED: nothing but the deadlock has one of them run again.
                    try await stand.database.upkeep { transaction in
                        let isFirst = attempts.begin() == 1
                        // Or it may be at its row before the other has woken up, and both are where they were.
                        if !isFirst { ends[1 - first].wait() }
                        try transaction.execute("UPDATE \(tables[first]) SET size = size + 1")
                        if isFirst {
                            gates[first].signal()
                            gates[1 - first].wait()
                        }
                        try transaction.execute("UPDATE \(tables[1 - first]) SET size = size + 1")
                    }
                    ends[first].signal()
                }
            }
            try await group.waitForAll()
        }
        let others = try await stand.database.read { try $0.row("SELECT size FROM others")?.integer(0) }
        #expect(try await [stand.counter(), others] == [2, 2])
        #expect(stand.database.load.reruns == 1)
    }

    @Test(arguments: [SQLState.serialization, .deadlock])
    func `whoever is in another's way until the time is over is told so`(state: SQLState) async throws {
        let stand = try PostgreSQLStand(
            timeouts: PostgreSQLTimeouts(reruns: .seconds(1)), stopwatch: ticking(.milliseconds(300)))
        let attempts = Attempts()
        await #expect(throws: DatabaseError.contended) { try await fail(stand, state, attempts) }
        #expect(attempts.count == 4 && stand.database.load.reruns == 3)
        #expect(try await stand.counter() == 0)
        #expect(PostgreSQLTimeouts().reruns == .seconds(3))
    }

    @Test func `without time for another attempt there is one`() async throws {
        let stand = try PostgreSQLStand(timeouts: PostgreSQLTimeouts(reruns: .zero))
        let attempts = Attempts()
        await #expect(throws: DatabaseError.contended) { try await fail(stand, .serialization, attempts) }
        #expect(attempts.count == 1 && stand.database.load.reruns == 0)
    }

    @Test func `a value that is there already is tried twice more, and then said`() async throws {
        let stand = try PostgreSQLStand()
        let attempts = Attempts()
        await #expect(throws: DatabaseError.constraint("23505 notes_pkey")) {
            try await stand.database.write { transaction in
                attempts.begin()
                try transaction.note("counter")
            }
        }
        #expect(attempts.count == 3 && stand.database.load.reruns == 2)
    }

    @Test func `whoever meets a value of another's that was just put in sees it the next time`() async throws {
        let stand = try PostgreSQLStand()
        let server = try PostgreSQLServer(stand.settings)
        let attempts = Attempts()
        try await stand.database.write { transaction in
            let isThere = try transaction.row("SELECT 1 FROM notes WHERE name = 'new'") != nil
            if attempts.begin() == 1 { try server.run("INSERT INTO notes (name, size) VALUES ('new', 0)") }
            if !isThere { try transaction.note("new") }
            try transaction.count()
        }
        #expect(attempts.count == 2 && stand.database.load.reruns == 1)
        #expect(try await stand.counter() == 1)
    }

    @Test func `a commit that is answered with ROLLBACK is none, and isn't run again`() throws {
        let stand = try PostgreSQLStand()
        let connection = try PostgreSQLConnection(PostgreSQLParameters(stand.settings), stand.settings.timeouts)
        let transaction = PostgreSQLTransaction(connection, .write(locking: nil))
        _ = try transaction.execute("UPDATE notes SET size = 1", [])
        // It has failed in the server, and doesn't know.
        #expect(throws: PostgreSQLFailure.self) { try connection.run([.init("SELECT 1 / 0")]) }
        guard case .failed(let failure) = transaction.commit() else {
            Issue.record("committed")
            return
        }
        #expect(failure == .notCommitted(tag: "ROLLBACK") && failure.rerun == nil)
        #expect(DatabaseError(failure) == .unavailable("PostgreSQL answered COMMIT with ROLLBACK"))
    }

    @Test func `a commit that the server warns of is neither a success nor run again`() async throws {
        let stand = try PostgreSQLStand()
        // As it does where it no longer waits for its standby.
        try await atCommit(stand, "RAISE WARNING 'canceling wait for synchronous replication'")
        let attempts = Attempts()
        await #expect(throws: DatabaseError.outcomeUnknown) {
            try await stand.database.write { transaction in
                attempts.begin()
                try transaction.note("new")
            }
        }
        #expect(attempts.count == 1 && stand.database.load.unknownOutcomes == 1)
        #expect(try await stand.names() == ["counter", "new"])
    }

    @Test func `a commit that the server refuses has done nothing`() async throws {
        let stand = try PostgreSQLStand()
        try await atCommit(stand, "RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'at_commit'")
        await #expect(throws: DatabaseError.constraint("23514 at_commit")) {
            try await stand.database.write { try $0.note("new") }
        }
        #expect(try await stand.names() == ["counter"] && stand.database.load.unknownOutcomes == 0)
    }
}
