import GRDB

/// SQLite's connection inside one transaction: the only place that turns our values into GRDB's and back.
struct SQLiteConnection: SQLConnection {
    private let database: GRDB.Database

    init(_ database: GRDB.Database) {
        self.database = database
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [Row] {
        try arguments.refuseUnstorable()
        return try Self.translating {
            let statement = try database.cachedStatement(sql: sql)
            let cursor = try GRDB.Row.fetchCursor(statement, arguments: Self.bindings(arguments))
            var rows: [Row] = []
            while let row = try cursor.next() { rows.append(try Self.row(row)) }
            return rows
        }
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try arguments.refuseUnstorable()
        return try Self.translating {
            try database.cachedStatement(sql: sql).execute(arguments: Self.bindings(arguments))
            return database.changesCount
        }
    }

    /// There is no wire to wait for.
    func put(_ sql: String, _ arguments: [SQLValue]) throws { _ = try execute(sql, arguments) }

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

    private static func bindings(_ values: [SQLValue]) -> StatementArguments {
        StatementArguments(
            values.map { value -> DatabaseValue in
                switch value {
                case .null: .null
                case .integer(let number): number.databaseValue
                case .text(let text): text.databaseValue
                }
            })
    }

    private static func row(_ row: GRDB.Row) throws -> Row {
        Row(
            try row.databaseValues.enumerated().map { column, value in
                switch value.storage {
                case .null: .null
                case .int64(let number): .integer(number)
                case .string(let text): .text(text)
                case .double, .blob: throw DatabaseError.unexpectedValue(column: column)
                }
            })
    }

    /// What GRDB and SQLite throw becomes an error of ours; everything else stays what it is.
    static func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as GRDB.DatabaseError { throw DatabaseError(error) }
    }
}

/// What a body wrote before it failed couldn't be undone: its transaction must not be committed.
struct SavepointLost: Error, CustomStringConvertible {
    let cause: any Error
    let failure: any Error

    var description: String { "a part of the transaction can't be undone: \(failure); after: \(cause)" }
}

extension DatabaseError {
    init(_ error: GRDB.DatabaseError) {
        let message = error.message ?? "no message"
        switch error.resultCode {
        case .SQLITE_CONSTRAINT: self = .constraint(message)
        default: self = .unavailable("\(error.resultCode): \(message)")
        }
    }
}
