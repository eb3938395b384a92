import CSQLite

/// A prepared statement. It is bound, stepped through and reset within one call, so that none stands open between two.
final class SQLiteStatement {
    private let statement: OpaquePointer
    private let database: OpaquePointer
    /// Of each of SQLite's parameters, which argument it is: SQLite takes `$2` for a name, and counts names as they come.
    private let places: [Int]
    /// The texts that are bound: SQLite reads them here, where it would copy each into memory that it asks for.
    private var texts: UnsafeMutableRawBufferPointer

    /// - Parameter sql: one statement, and nothing behind it.
    init(_ sql: String, in database: OpaquePointer) throws(SQLiteFailure) {
        var statement: OpaquePointer?
        var (code, isOne) = (SQLITE_OK, false)
        sql.withCString { text in
            var rest: UnsafePointer<CChar>?
            code = sqlite3_prepare_v3(database, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, &rest)
            isOne = rest.map { String(cString: $0).allSatisfy(\.isWhitespace) } ?? true
        }
        guard code == SQLITE_OK else { throw SQLiteFailure(code, in: database) }
        guard let statement, isOne else {
            sqlite3_finalize(statement)
            throw SQLiteFailure("not one statement")
        }
        self.statement = statement
        self.database = database
        texts = Self.room(64)
        places = (0..<sqlite3_bind_parameter_count(statement)).compactMap { index in
            let name = sqlite3_bind_parameter_name(statement, index + 1).map { String(cString: $0) } ?? ""
            return Int(name.dropFirst()).map { $0 - 1 }
        }
        guard Set(places) == Set(places.indices) else { throw SQLiteFailure("the parameters aren't $1, $2, …") }
    }

    deinit {
        sqlite3_finalize(statement)
        texts.deallocate()
    }

    /// All rows.
    func rows(_ arguments: [SQLValue]) throws -> [Row] {
        defer { reset() }
        try bind(arguments)
        var rows: [Row] = []
        while try step() { rows.append(try row()) }
        return rows
    }

    /// Runs it to its end.
    func run(_ arguments: [SQLValue] = []) throws(SQLiteFailure) {
        defer { reset() }
        try bind(arguments)
        while try step() {}
    }

    /// - Returns: whether there is a row.
    private func step() throws(SQLiteFailure) -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        case let code: throw SQLiteFailure(code, in: database)
        }
    }

    private func bind(_ arguments: [SQLValue]) throws(SQLiteFailure) {
        guard arguments.count == places.count else {
            throw SQLiteFailure("\(arguments.count) arguments for \(places.count) parameters")
        }
        makeRoom(for: arguments)
        var end = 0
        for (parameter, place) in places.enumerated() {
            let index = Int32(parameter + 1)
            let code =
                switch arguments[place] {
                case .null: sqlite3_bind_null(statement, index)
                case .integer(let number): sqlite3_bind_int64(statement, index, number)
                case .text(let text): bind(text, index, behind: &end)
                }
            guard code == SQLITE_OK else { throw SQLiteFailure(code, in: database) }
        }
    }

    /// How much may stay with a statement, which is kept for good.
    private static let keptBytes = 16_384

    private func reset() {
        sqlite3_reset(statement)
        if texts.count > Self.keptBytes { setRoom(64) }
    }

    private func makeRoom(for arguments: [SQLValue]) {
        var count = 0
        for case .text(let text) in arguments { count += text.utf8.count }
        if count > texts.count { setRoom(count) }
    }

    private func setRoom(_ count: Int) {
        sqlite3_clear_bindings(statement)
        texts.deallocate()
        texts = Self.room(count)
    }

    private static func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
        .allocate(byteCount: count, alignment: 1)
    }

    private func bind(_ text: String, _ index: Int32, behind end: inout Int) -> Int32 {
        let bytes = text.utf8Span.span
        guard let count = Int32(exactly: bytes.count) else { return SQLITE_TOOBIG }
        let place = UnsafeMutableRawBufferPointer(rebasing: texts[end..<end + bytes.count])
        bytes.withUnsafeBytes { place.copyMemory(from: $0) }
        end += bytes.count
        return sqlite3_bind_text(statement, index, place.baseAddress?.assumingMemoryBound(to: CChar.self), count, nil)
    }

    /// The row that was stepped to.
    private func row() throws(DatabaseError) -> Row {
        let count = Int(sqlite3_column_count(statement))
        var values: [SQLValue] = []
        values.reserveCapacity(count)
        for column in 0..<count { values.append(try value(column)) }
        return Row(values)
    }

    private func value(_ column: Int) throws(DatabaseError) -> SQLValue {
        let index = Int32(column)
        switch sqlite3_column_type(statement, index) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, index))
        case SQLITE_TEXT:
            let bytes = UnsafeBufferPointer(
                start: sqlite3_column_text(statement, index), count: Int(sqlite3_column_bytes(statement, index)))
            return .text(String(decoding: bytes, as: UTF8.self))
        default: throw .unexpectedValue(column: column)
        }
    }
}
