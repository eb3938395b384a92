/// The database of an installation: SQLite's on one machine, or one of a PostgreSQL that several nodes share. Nobody
/// outside of this room names a driver.
///
/// Errors are untyped: nobody switches over a store's cases. What the database itself says is a `DatabaseError`; what
/// a body throws undoes its transaction and reaches its caller as it is.
package final class Database: Sendable {
    let engine: Engine
    private let migrations: [Migration]

    /// The tables of the schema. What else is in a database (views of extensions, tables of operators) isn't ours.
    package var tables: Set<String> { Migration.tables(of: migrations) }

    enum Engine {
        case sqlite(SQLiteStore)
        case postgreSQL(PostgreSQLStore)
    }

    /// What to do where there is no database.
    package enum Absence: Sendable {
        /// Make one, readable by its owner only. On a PostgreSQL the database is there, and gets its tables.
        case make
        /// Say so: a command in the wrong folder must not begin a second installation.
        case refuse
    }

    /// Opens the database, and applies what is missing of `migrations`.
    ///
    /// Where nothing is missing, nothing is written: who only reads waits for no writer.
    package init(
        _ location: DatabaseLocation, migrations: [Migration], absence: Absence = .make, older: OlderSchema = .upgrade,
        limits: DatabaseLimits = DatabaseLimits()
    ) throws {
        self.migrations = migrations
        engine =
            switch location {
            case .file(let path):
                .sqlite(
                    try SQLiteStore(
                        path: path, migrations: migrations, absence: absence, older: older, limits: limits))
            case .server(let settings):
                .postgreSQL(
                    try PostgreSQLStore(settings, migrations, absence: absence, older: older, limits))
            }
    }

    /// The same with a file.
    package convenience init(
        path: String, migrations: [Migration], absence: Absence = .make, older: OlderSchema = .upgrade,
        limits: DatabaseLimits = DatabaseLimits()
    ) throws {
        try self.init(
            .file(path), migrations: migrations, absence: absence, older: older, limits: limits)
    }

    /// Whether there is a database at a place that has something of ours in it.
    package static func isThere(_ location: DatabaseLocation) throws -> Bool {
        switch location {
        case .file(let path): try SQLiteStore.isThere(path)
        case .server(let settings): try PostgreSQLStore.isThere(settings)
        }
    }

    /// Reads one state of the database. The body runs where this is called, maybe on the thread of a connection that
    /// others share: it reads, and computes no longer than reading takes. After a `ReadPreparation` it runs again, and so
    /// it may where a connection is lost.
    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (ReadTransaction) throws -> Result
    ) async throws -> Result {
        while true {
            do {
                switch engine {
                case .sqlite(let store): return try store.read(body)
                case .postgreSQL(let store): return try await store.read(body)
                }
            } catch let preparation as any ReadPreparation {
                try await preparation.prepare(self)
            }
        }
    }

    /// Runs one transaction; it is durable when the call returns. It may share its commit with others, and it may be run
    /// again, as if it were run for the first time, where others were in its way.
    /// - Parameter table: what else changes with this, one after the other: whoever waits for it sees what the one before
    ///   has done.
    package func write<Result: Sendable>(
        queuingFor table: LockedTable? = nil, _ body: @escaping @Sendable (WriteTransaction) throws -> Result
    ) async throws -> Result {
        let body = Self.queued(for: table, body)
        return switch engine {
        // There is one writer, and everybody queues for it.
        case .sqlite(let store): try await store.write(body)
        case .postgreSQL(let store): try await store.write(.write(locking: table?.name), body)
        }
    }

    /// Runs one transaction of upkeep: a batch that only one node does, and of which each row stands for itself.
    /// - Parameter table: as in `write`.
    package func upkeep<Result: Sendable>(
        queuingFor table: LockedTable? = nil, _ body: @escaping @Sendable (WriteTransaction) throws -> Result
    ) async throws -> Result {
        let body = Self.queued(for: table, body)
        return switch engine {
        case .sqlite(let store): try await store.write(body)
        case .postgreSQL(let store): try await store.write(.upkeep(locking: table?.name), body)
        }
    }

    private static func queued<Result>(
        for table: LockedTable?, _ body: @escaping @Sendable (WriteTransaction) throws -> Result
    ) -> @Sendable (WriteTransaction) throws -> Result {
        { transaction in try body(WriteTransaction(connection: transaction.connection, table: table)) }
    }

    /// How much room there is.
    package func room() async throws -> DatabaseRoom {
        switch engine {
        case .sqlite(let store): try await store.room()
        case .postgreSQL(let store): try await store.room()
        }
    }

    /// Whether other processes may serve from it too.
    package var isShared: Bool {
        switch engine {
        case .sqlite: false
        case .postgreSQL: true
        }
    }

    /// What the clock of the database's machine says, in milliseconds since 1970; `nil` where it is this machine's.
    package func millisecondsSince1970() async throws -> Int64? {
        switch engine {
        case .sqlite: nil
        case .postgreSQL(let store): try await store.millisecondsSince1970()
        }
    }

    package var load: DatabaseLoad {
        switch engine {
        case .sqlite(let store): DatabaseLoad(waiting: store.waitingWriters)
        case .postgreSQL(let store): store.load
        }
    }

    /// How many wait now for a connection, or for the one that writes.
    package var waitingWriters: Int { load.waiting }

    package func close() throws {
        switch engine {
        case .sqlite(let store): store.close()
        case .postgreSQL(let store): store.close()
        }
    }
}

/// A table that transactions of one kind lock before they see anything.
package struct LockedTable: Hashable, Sendable {
    let name: String

    /// - Parameter name: a name of the schema, written in our code.
    package init(_ name: String) { self.name = name }
}
