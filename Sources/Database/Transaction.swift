/// A transaction that sees one state of the database. Storage's reading functions extend this protocol; its writing
/// ones extend `WriteTransaction`, so that a read can't write.
package protocol Transaction {
    var connection: any SQLConnection { get }
}

extension Transaction {
    /// All rows of a query. Parameters are numbered `$1`, `$2`, … in the order in which they first stand.
    package func rows(_ sql: String, _ arguments: SQLValue...) throws -> [Row] {
        try connection.rows(sql, arguments)
    }

    /// The same with parameters that were put together elsewhere.
    package func rows(_ sql: String, arguments: [SQLValue]) throws -> [Row] {
        try connection.rows(sql, arguments)
    }

    /// The one row of a query that has at most one.
    package func row(_ sql: String, _ arguments: SQLValue...) throws -> Row? {
        try connection.rows(sql, arguments).first
    }
}

/// Reads only.
package struct ReadTransaction: Transaction {
    package let connection: any SQLConnection
}

/// Reads and writes; what it writes is durable when the call that opened it returns.
package struct WriteTransaction: Transaction {
    package let connection: any SQLConnection
    /// What it has queued for, whichever database it is.
    package var table: LockedTable?

    /// Runs a statement.
    /// - Returns: how many rows it changed.
    @discardableResult
    package func execute(_ sql: String, _ arguments: SQLValue...) throws -> Int {
        try connection.execute(sql, arguments)
    }

    /// Runs a statement whose answer nobody waits for, such as an event of the audit log: what is wrong with it is said
    /// by a later statement, or fails the transaction when it is committed.
    package func put(_ sql: String, _ arguments: SQLValue...) throws {
        try connection.put(sql, arguments)
    }

    /// The same with parameters that were put together elsewhere.
    package func put(_ sql: String, arguments: [SQLValue]) throws {
        try connection.put(sql, arguments)
    }

    /// Runs a statement with parameters that were put together elsewhere.
    @discardableResult
    package func execute(_ sql: String, arguments: [SQLValue]) throws -> Int {
        try connection.execute(sql, arguments)
    }

    /// Runs a body that changes very many places. What doesn't fit into SQLite's usual cache is written out and read again for
    /// each of them.
    package func withLargeCache<Result>(_ body: () throws -> Result) throws -> Result {
        try connection.setLargeCache(true)
        let result: Result
        do { result = try body() } catch {
            try connection.setLargeCache(false)
            throw error
        }
        try connection.setLargeCache(false)
        return result
    }
}
