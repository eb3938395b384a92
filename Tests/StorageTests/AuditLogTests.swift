import Audit
import Database
import Identity
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct AuditLogTests {
    private func event(_ outcome: AuditEvent.Outcome = .success) throws -> AuditEvent {
        AuditEvent(
            moment: .noon, action: .signIn, outcome: outcome, actor: .person(try Sample.person()),
            origin: AuditEvent.Origin(address: "192.0.2.1", port: 4711), client: "platform", session: "s",
            object: "o")
    }

    @Test func `an event says who, what, when, from where and by which client`() async throws {
        let store = try TemporaryDatabase()
        let event = try event(.refused("wrong-password"))
        let row = try await store.write { transaction in
            try transaction.audit.append(event)
            return try transaction.row("SELECT * FROM audit_events")
        }
        let found = try #require(row)
        #expect(try found.integer(0) == 1)
        #expect(try found.integer(1) == Instant.noon.millisecondsSince1970)
        #expect(try found.integer(6) == 4711)
        let texts = try [2, 3, 4, 5, 7, 8, 9].map { try found.text($0) }
        #expect(
            texts == [
                "sign-in", "refused: wrong-password", "person:\(try Sample.person().text)", "192.0.2.1",
                "platform", "s",
                "o",
            ])
    }

    @Test(
        arguments: [
            "UPDATE audit_events SET outcome = 'success'", "DELETE FROM audit_events",
            "DELETE FROM audit_events WHERE number = 1",
            "UPDATE audit_events SET number = 9 WHERE number = 1",
            "INSERT OR REPLACE INTO audit_events (number, moment, action, outcome, actor, address) "
                + "VALUES (1, 1, 'a', 'b', 'c', 'd')",
        ])
    func `the database refuses to change or forget an event`(sql: String) async throws {
        let store = try TemporaryDatabase()
        let event = try event(.refused("wrong-password"))
        try await store.write { transaction in try transaction.audit.append(event) }
        await #expect(throws: DatabaseError.self) {
            try await store.write { transaction in _ = try transaction.execute(sql) }
        }
        let kept = try await store.read { transaction in
            try transaction.row("SELECT outcome FROM audit_events WHERE number = 1")?.text(0)
        }
        #expect(kept == "refused: wrong-password")
    }

    @Test func `an act that is undone leaves no event`() async throws {
        let store = try TemporaryDatabase()
        let event = try event()
        await #expect(throws: DatabaseError.self) {
            try await store.write { transaction in
                try transaction.audit.append(event)
                throw DatabaseError.corruptRecord("undone")
            }
        }
        let kept = try await store.read { transaction in
            try transaction.rows("SELECT number FROM audit_events")
        }
        #expect(kept.isEmpty)
    }

    @Test func `a hundred events at once are all there, numbered without a gap`() async throws {
        let store = try TemporaryDatabase()
        let event = try event()
        _ = try await race(100) { _ in
            try await store.write { transaction in try transaction.audit.append(event) }
        }
        let row = try await store.read { transaction in
            try transaction.row("SELECT COUNT(*), MIN(number), MAX(number) FROM audit_events")
        }
        let found = try #require(row)
        #expect(try [found.integer(0), found.integer(1), found.integer(2)] == [100, 1, 100])
    }
}
