import Glibc

extension SQLiteStore {
    /// Copies one state of the database into a new file, readable by its owner only, while others go on writing
    /// (sqlite.org/backup.html). What has been committed before the call is in it, whether it is in the main file yet or
    /// in the write-ahead log beside it: that is what copying the main file loses.
    func snapshot(to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DatabaseError.unavailable("the file \(path) can't be made (error \(errno))")
        }
        Glibc.close(descriptor)
        try SQLiteConnection.translating {
            let copy = try SQLiteHandle(path: path, timeout: Self.openingTimeout)
            defer { copy.close() }
            let source = try writer()
            defer { source.close() }
            try source.copy(into: copy)
            // Out of write-ahead mode, which is copied too, so that all of it is in the one file.
            try copy.run("PRAGMA journal_mode = DELETE")
        }
    }

    /// Puts all that stands in the write-ahead log into the main file, for one that is to be moved alone; whoever else has
    /// the database open makes it fail.
    func foldInLog() throws {
        try SQLiteConnection.translating {
            let handle = try writer()
            defer { handle.close() }
            try handle.foldInLog()
        }
    }

    /// Runs one long transaction on a connection of its own, blocking whoever calls.
    func fill<Value>(_ body: (any SQLConnection) throws -> Value) throws -> Value {
        try SQLiteConnection.translating {
            let handle = try writer()
            defer { handle.close() }
            return try handle.transaction(.writing, body)
        }
    }

    /// What SQLite finds wrong with the file; nothing when it is whole.
    func integrityProblems() async throws -> [String] {
        do {
            let answers = try read { transaction in
                try transaction.rows("PRAGMA integrity_check").map { row in try row.text(0) }
            }
            return answers == ["ok"] ? [] : answers
        } catch let error as DatabaseError {
            // Too broken to be looked through.
            return [error.description]
        }
    }
}
