import Database
import TestSupport
import Testing

@Suite struct RowTests {
    /// Reads one row and makes something of it.
    private func read<Value: Sendable>(
        _ sql: String, _ arguments: SQLValue = .null,
        _ body: @escaping @Sendable (Row) throws -> Value
    ) async throws -> Value {
        let store = try TestSchema.store()
        return try await store.read { transaction in
            guard let row = try transaction.row(sql, arguments) else { throw DatabaseError.corruptRecord("no row") }
            return try body(row)
        }
    }

    @Test(
        arguments: [
            .integer(0), .integer(.max), .integer(.min), .text(""), .text("Huế"), .text("a'b\"c;--"), .null,
            .text("NULL"), .text("1"), .flag(true),
        ] as [SQLValue])
    func `a value comes back as it went in`(value: SQLValue) async throws {
        switch value {
        case .integer(let number):
            #expect(
                try await read("SELECT $1", value) { row in try row.integer(0) }
                    == number)
        case .text(let text):
            #expect(
                try await read("SELECT $1", value) { row in try row.text(0) } == text)
        case .null:
            let read = try await read("SELECT $1", value) { row in
                (try row.optionalText(0), try row.optionalInteger(0))
            }
            #expect(read.0 == nil && read.1 == nil)
        }
    }

    @Test func `arguments are taken by their numbers, in whatever order the text names them`() async throws {
        let texts = try await TestSchema.store().read { transaction in
            let row = try transaction.row(
                "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)", .text("one"), .text("two"))
            return try (0...2).map { try row?.text($0) }
        }
        #expect(texts == ["two", "one", "two"])
    }

    @Test func `a flag is 0 or not`() async throws {
        #expect(try await read("SELECT 1 WHERE $1 IS NULL") { row in try row.flag(0) })
        #expect(try await !read("SELECT 0 WHERE $1 IS NULL") { row in try row.flag(0) })
    }

    @Test(arguments: [1, -1, Int.max, Int.min])
    func `a column that isn't there is an error`(column: Int) async throws {
        await #expect(throws: DatabaseError.unexpectedValue(column: column)) {
            _ = try await read("SELECT $1") { row in try row.optionalText(column) }
        }
    }

    @Test(arguments: ["SELECT 1.5, $1", "SELECT x'00ff', $1", "SELECT 1e300 * 1e300, $1"])
    func `a type that the schema has not is an error`(sql: String) async throws {
        await #expect(throws: DatabaseError.unexpectedValue(column: 0)) {
            _ = try await read(sql) { row in try row.optionalText(0) }
        }
    }

    @Test func `a value of another type is an error`() async throws {
        let error = DatabaseError.unexpectedValue(column: 0)
        await #expect(throws: error) {
            _ = try await read("SELECT $1", .text("1")) { row in try row.integer(0) }
        }
        await #expect(throws: error) {
            _ = try await read("SELECT $1", .integer(1)) { row in try row.text(0) }
        }
        await #expect(throws: error) {
            _ = try await read("SELECT $1") { row in try row.text(0) }
        }
        await #expect(throws: error) {
            _ = try await read("SELECT $1") { row in try row.integer(0) }
        }
        await #expect(throws: error) {
            _ = try await read("SELECT $1") { row in try row.flag(0) }
        }
    }
}
