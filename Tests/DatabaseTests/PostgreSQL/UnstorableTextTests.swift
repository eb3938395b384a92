import Database
import TestSupport
import Testing

/// What one of the two databases can't store, neither is given.
@Suite(.bothDatabases) struct UnstorableTextTests {
    @Test func `a text with NUL is refused, not cut`() async throws {
        let store = try TestSchema.portableStore()
        await #expect(throws: DatabaseError.unstorableText) {
            try await store.write { try $0.note("a\u{0}b") }
        }
        await #expect(throws: DatabaseError.unstorableText) {
            try await store.read { _ = try $0.rows("SELECT name FROM notes WHERE name = $1", .text("a\u{0}b")) }
        }
    }
}
