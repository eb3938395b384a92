import GRDB
import Glibc

/// The database of an installation. Today it is that of one machine: SQLite in write-ahead mode, where readers never
/// wait and a commit is on the disk before it is answered (`synchronous=FULL`). Nobody outside of this room names a
/// driver.
///
/// Errors are untyped: nobody switches over a store's cases. What the database itself says is a `DatabaseError`; what
/// a body throws undoes its transaction and reaches its caller as it is.
package final class Database: Sendable {
    let pool: DatabasePool
    private let commits: GroupCommit
    private let path: String
    private let limits: DatabaseLimits

    /// How long whoever opens the database waits for another process that does.
    private static let openingTimeout = 5.0
    /// The pages that a connection keeps in memory, in KiB. Readers are few, so that memory stays small.
    private static let cacheKiB = 2048
    private static let readers = 4

    /// What to do where there is no database.
    package enum Absence: Sendable {
        /// Make one, readable by its owner only.
        case make
        /// Say so: a command in the wrong folder must not begin a second installation.
        case refuse
    }

    /// Opens the database, and applies what is missing of `migrations`.
    ///
    /// Where nothing is missing, nothing is written: who only reads waits for no writer.
    /// - Parameter upgrades: whether what is missing is applied; otherwise it is an error.
    package init(
        path: String, migrations: [Migration], absence: Absence = .make, upgrades: Bool = true,
        limits: DatabaseLimits = DatabaseLimits()
    ) throws {
        if absence == .refuse, try !Self.isThere(path) { throw DatabaseError.notThere(path) }
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.openingTimeout)
        configuration.maximumReaderCount = Self.readers
        configuration.label = "hue-sso"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -\(Self.cacheKiB)")
        }
        if absence == .make { try Self.makeFile(path) }
        guard access(path, R_OK | W_OK) == 0 else {
            throw DatabaseError.unavailable("the file \(path) can't be opened or made (error \(errno))")
        }
        let pool = try SQLConnection.translating {
            let pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL when it enters write-ahead mode, with which a commit can be lost to a power failure.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return pool
        }
        self.pool = pool
        self.path = path
        self.limits = limits
        commits = GroupCommit(pool, limits)
        try apply(migrations, upgrades)
        try bound()
    }

    /// Makes the file where it isn't there: SQLite would by the process's umask, and the files beside it get the same mode.
    ///
    /// A file that is there is not opened, not even for a moment. Whoever closes it, this process's other connections to it
    /// lose their locks (POSIX, fcntl), another process that ends takes itself for the last one, and removes the log that
    /// is written ahead (SQLite, "How To Corrupt", §2.2).
    private static func makeFile(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            Glibc.close(descriptor)
        } else if errno != EEXIST {
            throw DatabaseError.unavailable("the file \(path) can't be made (error \(errno))")
        }
    }

    /// Reads one state of the database. The body runs where this is called, maybe on the thread of a connection that
    /// others share: it reads, and computes no longer than reading takes. After a `ReadPreparation` it runs again.
    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (ReadTransaction) throws -> Result
    ) async throws -> Result {
        while true {
            do { return try readHere(body) } catch let preparation as any ReadPreparation {
                try await preparation.prepare(self)
            }
        }
    }

    /// GRDB's asynchronous `read` goes through two queues and wakes two threads, which costs more than most reads do.
    private func readHere<Result>(_ body: (ReadTransaction) throws -> Result) throws -> Result {
        do {
            return try pool.read { database in try body(ReadTransaction(connection: SQLConnection(database))) }
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

    /// How much room there is: what the volume has left, and the pages of the database that nothing stands on any more.
    package func room() async throws -> DatabaseRoom {
        let (used, reusable) = try await read { transaction in
            func pragma(_ name: String) throws -> Int64 { try transaction.row("PRAGMA \(name)")?.integer(0) ?? 0 }
            let (size, unused) = (try pragma("page_size"), try pragma("freelist_count"))
            return ((try pragma("page_count") - unused) * size, unused * size)
        }
        let volume = try DatabaseRoom(volumeOf: path).adding(reusable)
        return limits.bytes.map { volume.within($0, used: used) } ?? volume
    }

    /// How many writers wait now for the one that writes.
    package var waitingWriters: Int { commits.waiting }

    package func close() throws {
        try SQLConnection.translating { try pool.close() }
    }

    /// Whether a file is there that has something in it: SQLite takes an empty one for a database that is to be made.
    package static func isThere(_ path: String) throws -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return false }
            throw DatabaseError.unavailable("the file \(path) can't be looked at (error \(errno))")
        }
        return status.st_size > 0
    }

    /// Applies each missing step in a transaction of its own, under a write lock, so that two processes that start
    /// together don't both do it.
    private func apply(_ migrations: [Migration], _ upgrades: Bool) throws {
        try SQLConnection.translating {
            try pool.writeWithoutTransaction { database in
                let applied = try Self.appliedMigrations(database)
                if let unknown = applied.subtracting(migrations.map(\.name)).sorted().first {
                    throw DatabaseError.newerSchema(unknown)
                }
                for migration in migrations where !applied.contains(migration.name) {
                    guard upgrades else { throw DatabaseError.olderSchema(migration.name) }
                    try database.inTransaction(.immediate) {
                        // Another process may have done it since.
                        guard try !Self.appliedMigrations(database).contains(migration.name) else { return .commit }
                        try database.execute(
                            sql: "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY)")
                        for statement in migration.statements { try database.execute(sql: statement) }
                        try database.execute(
                            sql: "INSERT INTO schema_migrations (name) VALUES (?)", arguments: [migration.name])
                        return .commit
                    }
                }
            }
        }
    }

    private static func appliedMigrations(_ database: GRDB.Database) throws -> Set<String> {
        // Asked of SQLite itself: GRDB remembers what a schema had, and another process may have changed it.
        let table = try Int.fetchOne(
            database, sql: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'")
        guard table != nil else { return [] }
        return try Set(String.fetchAll(database, sql: "SELECT name FROM schema_migrations"))
    }

    /// Bounds what the writer may take: time, bytes, and the log that is written ahead, which has to fit beside the
    /// database on a small volume.
    private func bound() throws {
        let volume = try DatabaseRoom(volumeOf: path)
        try SQLConnection.translating {
            try pool.writeWithoutTransaction { database in
                let pageSize = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? Self.pageSize
                let slice = limits.slice.components
                try database.execute(
                    sql: "PRAGMA busy_timeout = \(slice.seconds * 1000 + slice.attoseconds / 1_000_000_000_000_000)")
                if let bytes = limits.bytes {
                    try database.execute(sql: "PRAGMA max_page_count = \(bytes / pageSize)")
                }
                let pages = min(Self.logPages.upperBound, max(Self.logPages.lowerBound, volume.total / 32 / pageSize))
                try database.execute(sql: "PRAGMA wal_autocheckpoint = \(pages)")
                try database.execute(sql: "PRAGMA journal_size_limit = \(2 * pages * pageSize)")
            }
        }
    }

    private static let pageSize: Int64 = 4096
    /// After how many pages the log is written back: SQLite's own 1000 where the volume has the room.
    private static let logPages: ClosedRange<Int64> = 50...1000
}
