import TestSupport
import Testing

@testable import Database

/// What goes into a statement and comes out of it, as it does with SQLite.
@Suite(.onPostgreSQL) struct PostgreSQLStatementTests {
    private let stand: PostgreSQLStand

    init() throws { stand = try PostgreSQLStand() }

    @Test(arguments: [
        "", "Nguyễn Thị Minh Hoạ", "a\u{301}", "🇻🇳", "'; DROP TABLE notes; --", String(repeating: "x", count: 100_000),
    ])
    func `a text comes back byte by byte`(text: String) async throws {
        let back = try await stand.database.write { transaction in
            try transaction.execute("INSERT INTO notes (name) VALUES ($1)", .text(text))
            return try transaction.row("SELECT name FROM notes WHERE name = $1", .text(text))?.text(0)
        }
        let bytes: [UInt8]? = back.map { Array($0.utf8) }
        #expect(bytes == Array(text.utf8))
    }

    @Test(arguments: [Int64.min, -1, 0, 1, .max])
    func `a number comes back, and so does a sum`(number: Int64) async throws {
        let row = try await stand.database.read { transaction in
            try transaction.row(
                "SELECT size + $1, SUM(size + $1), COUNT(*), size = 0, NULL FROM notes GROUP BY size", .integer(number))
        }
        let numbers = try (0..<3).map { try row?.integer($0) }
        #expect(numbers == [number, number, 1])
        #expect(try row?.flag(3) == true)
        #expect(try row?.optionalText(4) == nil)
    }

    @Test func `a parameter has the type of its value, however little the statement says of it`() async throws {
        let sql = "SELECT CASE WHEN $2 = 1 THEN $1 ELSE size END FROM notes"
        let answers = try await stand.database.read { transaction in
            try [SQLValue.null, .integer(7), .null, .integer(8)].map { value in
                try transaction.row(sql, value, .integer(1))?.optionalInteger(0)
            }
        }
        #expect(answers == [nil, 7, nil, 8])
    }

    @Test func `a transaction that fails among very many statements is ended, and the connection goes on`() throws {
        let connection = try PostgreSQLConnection(
            try PostgreSQLParameters(stand.settings), stand.settings.timeouts)
        let first = PostgreSQLTransaction(connection, .write(locking: "notes"))
        for number in 0..<StatementText.limit { _ = try first.rows("SELECT \(number) AS n", []) }
        // Its end wasn't said yet, and so isn't prepared.
        #expect(throws: DatabaseError.self) { try first.rows("SELECT 1 / 0", []) }
        guard case .failed = first.commit() else {
            Issue.record("committed")
            return
        }
        #expect(!connection.isBroken)
        let second = PostgreSQLTransaction(connection, .write(locking: "notes"))
        #expect(try second.rows("SELECT size FROM notes", []).count == 1)
        guard case .committed = second.commit() else {
            Issue.record("not committed")
            return
        }
    }

    @Test func `texts are in the order of their bytes, whatever the locale says`() async throws {
        let texts = ["mai", "Mai", "Ạ", "an", "Zô", "đ", "z", "counter"]
        try await stand.database.write { transaction in
            for text in texts where text != "counter" {
                try transaction.execute("INSERT INTO notes (name) VALUES ($1)", .text(text))
            }
        }
        let sorted = texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(try await stand.names() == sorted)
    }

    @Test func `what breaks a constraint is said by its name, and not by the values of the row`() async throws {
        let number = "079200000123"
        let body: @Sendable (WriteTransaction) throws -> Void = { transaction in
            try transaction.execute("INSERT INTO notes (name) VALUES ($1)", .text(number))
        }
        try await stand.database.write(body)
        let error = await #expect(throws: DatabaseError.self) { try await stand.database.write(body) }
        #expect(error == .constraint("23505 notes_pkey"))
    }

    @Test func `statements beyond those that are kept prepared go on, and so do those before`() async throws {
        let sums = try await stand.database.read { transaction in
            try (0..<1400).map { number in
                try transaction.row("SELECT \(number % 700) + $1", .integer(1))?.integer(0)
            }
        }
        let expected: [Int64?] = (0..<1400).map { Int64($0 % 700 + 1) }
        #expect(sums == expected)
    }

    @Test(arguments: ["UPDATE log SET text = 'b'", "DELETE FROM log", "TRUNCATE log"])
    func `a log only grows`(statement: String) async throws {
        try await stand.database.write { try $0.execute("INSERT INTO log (text) VALUES ('a')") }
        await #expect(throws: DatabaseError.self) { try await stand.database.write { try $0.execute(statement) } }
        #expect(try await stand.database.read { try $0.row("SELECT COUNT(*) FROM log")?.integer(0) } == 1)
    }
}
