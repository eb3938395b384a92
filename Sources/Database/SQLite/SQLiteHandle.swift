import CSQLite

/// One connection to a file, and the statements that it has prepared: each once, by its text.
///
/// `@unchecked Sendable`, as a pointer isn't: one thread uses it at a time, the writer's own or that of whoever has taken it
/// from `SQLiteReaders`.
final class SQLiteHandle: @unchecked Sendable {
    private let database: OpaquePointer
    private var statements: [StatementText: SQLiteStatement] = [:]
    private var isOpen = true

    /// The pages that a connection keeps in memory, in KiB: what is above the leaves of the indexes. The kernel has the
    /// others at hand.
    private static let cacheKiB = 1024
    /// The same while one transaction changes very many places: the indexes that it writes to here and there fit in.
    private static let largeCacheKiB = 12_288

    /// Said once, before the first connection.
    private static let accountOfMemory = csqlite_keep_no_account_of_memory()

    /// Opens a file that is there.
    /// - Parameter timeout: how long it waits for a lock of another connection.
    init(path: String, timeout: Duration) throws(SQLiteFailure) {
        guard Self.accountOfMemory == SQLITE_OK else { throw SQLiteFailure("SQLite is in use by somebody else") }
        var database: OpaquePointer?
        let code = sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let database else {
            let failure = SQLiteFailure(code, in: database)
            sqlite3_close_v2(database)
            throw failure
        }
        self.database = database
        csqlite_refuse_double_quoted_texts(database)
        setTimeout(timeout)
        try run("PRAGMA foreign_keys = ON; PRAGMA cache_size = -\(Self.cacheKiB)")
    }

    deinit { close() }

    /// Nothing is asked of it afterwards.
    func close() {
        guard isOpen else { return }
        isOpen = false
        statements = [:]
        sqlite3_close_v2(database)
    }

    func setTimeout(_ timeout: Duration) {
        let (seconds, attoseconds) = timeout.components
        sqlite3_busy_timeout(database, Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }

    func setLargeCache(_ isLarge: Bool) throws(SQLiteFailure) {
        try run("PRAGMA cache_size = -\(isLarge ? Self.largeCacheKiB : Self.cacheKiB)")
    }

    /// The statement of this text, prepared when it is asked for the first time. SQLite itself prepares it again when the
    /// schema has changed.
    func statement(_ sql: String) throws(SQLiteFailure) -> SQLiteStatement {
        let text = StatementText(sql)
        if let statement = statements[text] { return statement }
        let statement = try SQLiteStatement(sql, in: database)
        // Where lists of any length make more than that, all are prepared anew.
        if statements.count >= StatementText.limit { statements = [:] }
        statements[text] = statement
        return statement
    }

    /// How many rows the last statement changed that changes any.
    var changes: Int { Int(sqlite3_changes64(database)) }

    /// How many rows all statements have changed, those of triggers and of foreign keys too. What changes the schema isn't
    /// counted: migrations alone do, and they are no members of a group.
    var changesOfAll: Int64 { sqlite3_total_changes64(database) }

    /// Runs statements of which nothing is kept.
    func run(_ sql: String) throws(SQLiteFailure) {
        let code = sqlite3_exec(database, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteFailure(code, in: database) }
    }

    // MARK: Transactions

    enum Kind: String {
        /// Sees one state from its first statement on.
        case reading = "BEGIN"
        /// Holds the lock of the one that writes from its beginning.
        case writing = "BEGIN IMMEDIATE"
    }

    var isInsideTransaction: Bool { sqlite3_get_autocommit(database) == 0 }

    func begin(_ kind: Kind) throws(SQLiteFailure) { try statement(kind.rawValue).run() }

    func commit() throws(SQLiteFailure) { try statement("COMMIT").run() }

    /// After some failures, such as a full disk, SQLite has ended the transaction by itself (lang_transaction.html §2.2).
    func rollBack() throws(SQLiteFailure) {
        if isInsideTransaction { try statement("ROLLBACK").run() }
    }

    /// Runs a body between `BEGIN` and `COMMIT`; when it fails, nothing of it stays.
    func transaction<Result>(_ kind: Kind, _ body: (SQLiteConnection) throws -> Result) throws -> Result {
        try begin(kind)
        do {
            let result = try body(SQLiteConnection(self))
            try commit()
            return result
        } catch {
            try rollBack()
            throw error
        }
    }

    // MARK: The whole file

    /// Copies it page by page into another (sqlite.org/backup.html).
    func copy(into other: SQLiteHandle) throws(SQLiteFailure) {
        guard let backup = sqlite3_backup_init(other.database, "main", database, "main") else {
            throw SQLiteFailure(sqlite3_errcode(other.database), in: other.database)
        }
        let code = sqlite3_backup_step(backup, -1)
        sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE else { throw SQLiteFailure(code, in: other.database) }
    }

    /// Puts all of the write-ahead log into the main file and empties it.
    func foldInLog() throws(SQLiteFailure) {
        let code = sqlite3_wal_checkpoint_v2(database, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteFailure(code, in: database) }
    }
}
