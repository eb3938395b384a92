import Database
import TestSupport
import Testing

@testable import Storage

/// Lists of texts, which stand in columns as JSON arrays.
@Suite(.bothDatabases) struct ListColumnTests {
    private func read(_ column: SQLValue) async throws -> [String] {
        let row = try await TemporaryDatabase().read { transaction in try transaction.row("SELECT $1", column) }
        return try #require(row).list(0)
    }

    @Test(arguments: [
        [], [""], ["", ""], ["a"], ["https://api.hue.test/", "urn:x"], ["a\"b"], ["\\"], ["a,b", "]", "[\"x\"]"],
        ["Huế", "\n"], ["\",\""], ["\"]"],
    ])
    func `a list comes back as it went in`(list: [String]) async throws {
        #expect(try await read(.list(list)) == list)
    }

    @Test(arguments: [#" [ "a" , "b" ] "#, #"["a", "b"]"#, #"["\u0061","b"]"#])
    func `a list that somebody else wrote is read too`(text: String) async throws {
        #expect(try await read(.text(text)) == ["a", "b"])
    }

    @Test(arguments: [
        "[\"a\nb\"]", "", "[", "]", "[\"", "[\"]", "[\"a\"", "[\"a\"]]", "[\"a\",]", "[,\"a\"]", "[\"a\"\"b\"]",
        "[\"a\" \"b\"]", "[\"a\",b]", "{}", "\"a\"", "[\"a\"}",
    ])
    func `what is no list is a corrupt record`(text: String) async throws {
        await #expect(throws: DatabaseError.self) { try await read(.text(text)) }
    }
}
