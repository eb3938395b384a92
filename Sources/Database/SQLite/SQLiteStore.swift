import GRDB
import Glibc

/// A file of SQLite's in write-ahead mode, where readers never wait and a commit is on the disk before it is answered
/// (`synchronous=FULL`).
final class SQLiteStore: Sendable {
    let pool: DatabasePool
    private let commits: GroupCommit
    private let path: String
    private let limits: DatabaseLimits

    /// How long whoever opens the database waits for another process that does.
    private static let openingTimeout = 5.0
    /// The pages that a connection keeps in memory, in KiB. Readers are few, so that memory stays small.
    private static let cacheKiB = 2048
    private static let readers = 4

    /// Opens the database, and applies what is missing of `migrations`.
    ///
    /// Where nothing is missing, nothing is written: who only reads waits for no writer.
    /// - Parameter upgrades: whether what is missing is applied; otherwise it is an error.
    init(
        path: String, migrations: [Migration], absence: Database.Absence, upgrades: Bool, limits: DatabaseLimits
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
        let pool = try SQLiteConnection.translating {
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

    /// Reads one state of the database, on the caller's thread: GRDB's asynchronous `read` goes through two queues and
    /// wakes two threads, which costs more than most reads do.
    func read<Result>(_ body: (ReadTransaction) throws -> Result) throws -> Result {
        try SQLiteConnection.translating {
            try pool.read { database in try body(ReadTransaction(connection: SQLiteConnection(database))) }
        }
    }

    /// Runs one transaction; it is durable when the call returns. It may share its commit with others.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Result
    ) async throws -> Result {
        try await commits.write(body)
    }

    /// How much room there is: what the volume has left, and the pages of the database that nothing stands on any more.
    func room() async throws -> DatabaseRoom {
        let (used, reusable) = try read { transaction in
            func pragma(_ name: String) throws -> Int64 { try transaction.row("PRAGMA \(name)")?.integer(0) ?? 0 }
            let (size, unused) = (try pragma("page_size"), try pragma("freelist_count"))
            return ((try pragma("page_count") - unused) * size, unused * size)
        }
        let volume = try DatabaseRoom(volumeOf: path).adding(reusable)
        return limits.bytes.map { volume.within($0, used: used) } ?? volume
    }

    /// How many writers wait now for the one that writes.
    var waitingWriters: Int { commits.waiting }

    func close() throws {
        try SQLiteConnection.translating { try pool.close() }
    }

    /// Whether a file is there that has something in it: SQLite takes an empty one for a database that is to be made.
    static func isThere(_ path: String) throws -> Bool {
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
        try SQLiteConnection.translating {
            try pool.writeWithoutTransaction { database in
                let applied = try Self.appliedMigrations(database)
                for migration in try Migration.missing(migrations, applied: applied, upgrades: upgrades) {
                    try database.inTransaction(.immediate) {
                        // Another process may have done it since.
                        guard try !Self.appliedMigrations(database).contains(migration.name) else { return .commit }
                        try database.execute(
                            sql: "CREATE TABLE IF NOT EXISTS \(Migration.table) (name TEXT PRIMARY KEY)")
                        for statement in migration.statements.flatMap({ $0.statements(for: .sqlite) }) {
                            try database.execute(sql: statement)
                        }
                        try database.execute(
                            sql: "INSERT INTO \(Migration.table) (name) VALUES (?)", arguments: [migration.name])
                        return .commit
                    }
                }
            }
        }
    }

    private static func appliedMigrations(_ database: GRDB.Database) throws -> Set<String> {
        // Asked of SQLite itself: GRDB remembers what a schema had, and another process may have changed it.
        let table = try Int.fetchOne(
            database, sql: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
            arguments: [Migration.table])
        guard table != nil else { return [] }
        return try Set(String.fetchAll(database, sql: "SELECT name FROM \(Migration.table)"))
    }

    /// Bounds what the writer may take: time, bytes, and the log that is written ahead, which has to fit beside the
    /// database on a small volume.
    private func bound() throws {
        let volume = try DatabaseRoom(volumeOf: path)
        try SQLiteConnection.translating {
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
