import CSQLite

/// What SQLite says of a call that failed.
struct SQLiteFailure: Error, Hashable {
    /// The primary result code (sqlite.org/rescode.html).
    let code: Int32
    let message: String

    /// - Parameter database: `nil` where there is no connection that could say more.
    init(_ code: Int32, in database: OpaquePointer?) {
        self.code = code & 0xFF
        message = database.flatMap(sqlite3_errmsg).map { String(cString: $0) } ?? "no connection"
    }

    init(_ message: String) {
        code = SQLITE_MISUSE
        self.message = message
    }

    /// Whether another connection holds the lock.
    var isBusy: Bool { code == SQLITE_BUSY }
}

extension DatabaseError {
    init(_ failure: SQLiteFailure) {
        switch failure.code {
        case SQLITE_CONSTRAINT: self = .constraint(failure.message)
        default: self = .unavailable("\(failure.message) (SQLite \(failure.code))")
        }
    }
}
