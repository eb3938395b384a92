import GRDB
import Glibc

/// The database of an installation. Today it is that of one machine: SQLite in write-ahead mode, where readers never
/// wait and a commit is on the disk before it is answered (`synchronous=FULL`). Nobody outside of this room names a
/// driver.
///
/// Errors are untyped: nobody switches over a store's cases. What the database itself says is a `DatabaseError`; what
/// a body throws undoes its transaction and reaches its caller as it is.
package final class Database: Sendable {
    private let pool: DatabasePool
    private let commits: GroupCommit

    /// How long a writer waits for another process, such as the command line beside the server.
    private static let busyTimeout = 5.0
    /// The pages that a connection keeps in memory, in KiB. Readers are few, so that memory stays small.
    private static let cacheKiB = 2048
    private static let readers = 4

    /// Opens the database, makes it if it isn't there (readable by its owner only), and applies what is missing of
    /// `migrations`.
    package init(path: String, migrations: [Migration]) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.maximumReaderCount = Self.readers
        configuration.label = "hue-sso"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -\(Self.cacheKiB)")
        }
        // SQLite would make the file by the process's umask; the files beside it get the same mode as this one.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DatabaseError.unavailable("the file can't be opened or made (error \(errno))")
        }
        Glibc.close(descriptor)
        let pool = try SQLConnection.translating {
            let pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL when it enters write-ahead mode, with which a commit can be lost to a power failure.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return pool
        }
        self.pool = pool
        commits = GroupCommit(pool)
        try apply(migrations)
    }

    /// Reads one state of the database.
    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (ReadTransaction) throws -> Result
    ) async throws -> Result {
        do {
            return try await pool.read { database in
                try body(ReadTransaction(connection: SQLConnection(database)))
            }
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        }
    }

    /// Runs one transaction; it is durable when the call returns. It may share its commit with others.
    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Result
    ) async throws -> Result {
        try await commits.write(body)
    }

    package func close() throws {
        try SQLConnection.translating { try pool.close() }
    }

    /// Applies each missing step in a transaction of its own, under a write lock, so that two processes that start
    /// together don't both do it.
    private func apply(_ migrations: [Migration]) throws {
        try SQLConnection.translating {
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY)")
                let applied = try Set(String.fetchAll(database, sql: "SELECT name FROM schema_migrations"))
                if let unknown = applied.subtracting(migrations.map(\.name)).sorted().first {
                    throw DatabaseError.newerSchema(unknown)
                }
                for migration in migrations {
                    try database.inTransaction(.immediate) {
                        let isApplied = try Bool.fetchOne(
                            database, sql: "SELECT 1 FROM schema_migrations WHERE name = ?",
                            arguments: [migration.name])
                        guard isApplied == nil else { return .commit }
                        for statement in migration.statements { try database.execute(sql: statement) }
                        try database.execute(
                            sql: "INSERT INTO schema_migrations (name) VALUES (?)", arguments: [migration.name])
                        return .commit
                    }
                }
            }
        }
    }
}
