import Synchronization

/// A database of a PostgreSQL, which several nodes share.
final class PostgreSQLStore: Sendable {
    private let pool: PostgreSQLPool
    private let limits: DatabaseLimits

    init(
        _ settings: PostgreSQLSettings, _ migrations: [Migration], absence: Database.Absence, older: OlderSchema,
        _ limits: DatabaseLimits
    ) throws {
        pool = try PostgreSQLPool(settings, limits)
        self.limits = limits
        do {
            let connection = try pool.connect()
            try Self.prepare(connection, migrations, absence, older: older, settings)
        } catch let error as PostgreSQLFailure {
            throw DatabaseError(error)
        }
    }

    deinit { pool.close() }

    var load: DatabaseLoad {
        DatabaseLoad(
            waiting: pool.waiting, reruns: pool.counts.reruns.load(ordering: .relaxed),
            unknownOutcomes: pool.counts.unknown.load(ordering: .relaxed),
            connections: pool.counts.connections.load(ordering: .relaxed))
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { caller in
            pool.enqueue(PostgreSQLRead(body: body, caller: caller))
        }
    }

    func write<Value: Sendable>(
        _ beginning: PostgreSQLTransaction.Beginning, _ body: @escaping @Sendable (WriteTransaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { caller in
            pool.enqueue(PostgreSQLWrite(beginning: beginning, counts: pool.counts, body: body, caller: caller))
        }
    }

    /// What the server's volume has left it doesn't say; what we may have is bounded where the limits say so.
    func room() async throws -> DatabaseRoom {
        guard let bytes = limits.bytes else { return .unknown }
        let used = try await read { try $0.row("SELECT pg_database_size(current_database())")?.integer(0) ?? 0 }
        return DatabaseRoom.unknown.within(bytes, used: used)
    }

    func millisecondsSince1970() async throws -> Int64? {
        try await read { transaction in
            try transaction.row("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")?.integer(0)
        }
    }

    /// A connection for what may take as long as it takes.
    func longConnection() throws -> PostgreSQLConnection {
        do {
            let connection = try pool.connect()
            try Self.waitForEver(connection)
            return connection
        } catch let error as PostgreSQLFailure {
            throw DatabaseError(error)
        }
    }

    func close() { pool.close() }
}
