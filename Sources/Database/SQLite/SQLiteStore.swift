import Glibc

/// A file of SQLite's in write-ahead mode, where readers never wait and a commit is on the disk before it is answered
/// (`synchronous=FULL`).
final class SQLiteStore: Sendable {
    private let readers: SQLiteReaders
    private let commits: GroupCommit
    private let path: String
    private let limits: DatabaseLimits

    /// How long whoever opens the database waits for another process that does.
    static let openingTimeout = Duration.seconds(5)

    /// Opens the database, and applies what is missing of `migrations`.
    ///
    /// Where nothing is missing, nothing is written: who only reads waits for no writer.
    init(
        path: String, migrations: [Migration], absence: Database.Absence, older: OlderSchema, limits: DatabaseLimits
    ) throws {
        if absence == .refuse, try !Self.isThere(path) { throw DatabaseError.notThere(path) }
        if absence == .make { try Self.makeFile(path) }
        guard access(path, R_OK | W_OK) == 0 else {
            throw DatabaseError.unavailable("the file \(path) can't be opened or made (error \(errno))")
        }
        let writer = try SQLiteConnection.translating {
            let writer = try Self.writer(path, limits)
            try writer.apply(migrations, older)
            return writer
        }
        writer.setTimeout(limits.slice)
        self.path = path
        self.limits = limits
        readers = SQLiteReaders(path: path)
        commits = try GroupCommit(writer, limits)
    }

    /// A process that ends next leaves nothing in the log beside the file.
    deinit { close() }

    /// Another connection that writes.
    func writer() throws -> SQLiteHandle { try Self.writer(path, limits) }

    private static func writer(_ path: String, _ limits: DatabaseLimits) throws -> SQLiteHandle {
        let handle = try SQLiteHandle(path: path, timeout: openingTimeout)
        guard try handle.statement("PRAGMA journal_mode = WAL").rows([]).first?.text(0) == "wal" else {
            throw DatabaseError.unavailable("the file \(path) can't be written ahead of")
        }
        // With NORMAL a commit can be lost to a power failure.
        try handle.run("PRAGMA synchronous = FULL")
        try handle.bound(by: limits, on: DatabaseRoom(volumeOf: path))
        return handle
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

    /// Reads one state of the database, on the caller's thread: waking another costs more than most reads do.
    func read<Result>(_ body: (ReadTransaction) throws -> Result) throws -> Result {
        try SQLiteConnection.translating { try readers.read(body) }
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

    /// Returns when those have been answered who wait, and the file is closed.
    func close() {
        commits.close()
        commits.waitUntilClosed()
        readers.close()
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
}
