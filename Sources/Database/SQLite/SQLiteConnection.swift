/// SQLite's connection inside one transaction: what turns its failures into errors of ours.
struct SQLiteConnection: SQLConnection {
    private let handle: SQLiteHandle

    init(_ handle: SQLiteHandle) {
        self.handle = handle
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [Row] {
        try arguments.refuseUnstorable()
        return try Self.translating { try handle.statement(sql).rows(arguments) }
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try arguments.refuseUnstorable()
        return try Self.translating {
            try handle.statement(sql).run(arguments)
            return handle.changes
        }
    }

    /// There is no wire to wait for.
    func put(_ sql: String, _ arguments: [SQLValue]) throws { _ = try execute(sql, arguments) }

    func setLargeCache(_ isLarge: Bool) throws {
        try Self.translating { try handle.setLargeCache(isLarge) }
    }

    /// Runs a body whose failure undoes what it wrote, and nothing else of the transaction.
    /// - Throws: what the body has thrown; `SavepointLost` when it couldn't be undone.
    func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
        _ = try execute("SAVEPOINT member", [])
        do {
            let result = try body()
            _ = try execute("RELEASE member", [])
            return result
        } catch {
            do {
                _ = try execute("ROLLBACK TO member", [])
                _ = try execute("RELEASE member", [])
            } catch let failure {
                throw SavepointLost(cause: error, failure: failure)
            }
            throw error
        }
    }

    /// What SQLite says becomes an error of ours; everything else stays what it is.
    static func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let failure as SQLiteFailure { throw DatabaseError(failure) }
    }
}

/// What a body wrote before it failed couldn't be undone: its transaction must not be committed.
struct SavepointLost: Error, CustomStringConvertible {
    let cause: any Error
    let failure: any Error

    var description: String { "a part of the transaction can't be undone: \(failure); after: \(cause)" }
}
