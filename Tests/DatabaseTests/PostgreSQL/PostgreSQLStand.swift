import Database
import Synchronization
import TestSupport

/// A database of PostgreSQL's with tables of these tests' own.
struct PostgreSQLStand: Sendable {
    struct OnlyOnPostgreSQL: Error {}

    let records: TemporaryRecords
    let database: Database
    let settings: PostgreSQLSettings

    static let migrations = [
        Migration(
            "001-notes",
            [
                "CREATE TABLE notes (name TEXT PRIMARY KEY NOT NULL, size BIGINT)",
                "INSERT INTO notes (name, size) VALUES ('counter', 0)",
                "CREATE TABLE log (number \(SQLDialect.growingKey), text TEXT NOT NULL)",
            ] + SQLDialect.appendOnly("log", key: "number"))
    ]

    init(
        connections: Int = 8, limits: DatabaseLimits = .ofTests,
        timeouts: PostgreSQLTimeouts = .ofTests,
        stopwatch: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws {
        records = try TemporaryRecords(hasSchema: false)
        guard case .server(let given) = records.location else { throw OnlyOnPostgreSQL() }
        settings = PostgreSQLSettings(
            connection: given.connection, connections: connections, timeouts: timeouts,
            random: { .random(in: 0 ... .max) }, stopwatch: stopwatch)
        database = try Database(.server(settings), migrations: Self.migrations, limits: limits)
    }

    func names() async throws -> [String] {
        try await database.read { transaction in
            try transaction.rows("SELECT name FROM notes ORDER BY name").map { try $0.text(0) }
        }
    }

    func counter() async throws -> Int64? {
        try await database.read { try $0.row("SELECT size FROM notes WHERE name = 'counter'")?.integer(0) }
    }
}

extension WriteTransaction {
    /// Reads and writes in two statements: what only a transaction keeps together.
    func count() throws {
        let size = try row("SELECT size FROM notes WHERE name = 'counter'")?.integer(0) ?? 0
        try execute("UPDATE notes SET size = $1 WHERE name = 'counter'", .integer(size + 1))
    }

    /// The server's process that does this transaction.
    func process() throws -> Int64 { try row("SELECT pg_backend_pid()")?.integer(0) ?? 0 }
}

/// A stopwatch on which so much goes by from one look at it to the next.
func ticking(_ step: Duration) -> @Sendable () -> ContinuousClock.Instant {
    let shown = Mutex(ContinuousClock.now)
    return {
        shown.withLock { shown in
            shown += step
            return shown
        }
    }
}

/// How often the body of a transaction was run.
final class Attempts: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    /// Counts this one.
    func isFirst() -> Bool {
        number.withLock { number in
            number += 1
            return number == 1
        }
    }
}
