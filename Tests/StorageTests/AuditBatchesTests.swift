import Audit
import Database
import Identity
import Storage
import TestSupport
import Testing

/// The audit log gets shorter in one way, and the database holds to it: whole batches that were exported.
@Suite(.bothDatabases) struct AuditBatchesTests {
    /// A log of so many events, a minute apart.
    private func log(_ count: Int) async throws -> TemporaryDatabase {
        let store = try TemporaryDatabase()
        try await store.write { transaction in
            for number in 0..<count {
                try transaction.audit.append(
                    AuditEvent(
                        moment: .noon + .minutes(number), action: .signIn, actor: .anonymous, origin: .local))
            }
        }
        return store
    }

    private static func batch(_ first: Int64, _ last: Int64, count: Int64? = nil) -> AuditBatch {
        AuditBatch(
            first: first, last: last, count: count ?? last - first + 1, latest: .noon, sha256: "hash")
    }

    private func numbers(_ store: TemporaryDatabase) async throws -> [Int64] {
        try await store.read { transaction in try transaction.audit.events(after: 0, limit: 100).map(\.number) }
    }

    @Test func `only events of a batch whose removal is written down can go`() async throws {
        let store = try await log(5)
        try await store.write { transaction in
            try transaction.auditBatches.add(Self.batch(1, 2), at: .noon)
            try transaction.auditBatches.add(Self.batch(3, 4), at: .noon)
        }
        for number in 1...5 {
            await #expect(throws: DatabaseError.self) {
                try await store.write { try $0.execute("DELETE FROM audit_events WHERE number = \(number)") }
            }
        }
        let (isBegun, again, removed) = try await store.write { transaction in
            (
                try transaction.auditBatches.beginRemoval(of: 1, at: .noon),
                try transaction.auditBatches.beginRemoval(of: 1, at: .noon),
                try transaction.auditBatches.removeEvents(of: Self.batch(1, 2), atMost: 10)
            )
        }
        #expect(isBegun && !again && removed == 2)
        await #expect(throws: DatabaseError.self) {
            try await store.write { _ = try $0.auditBatches.removeEvents(of: Self.batch(3, 4), atMost: 10) }
        }
        #expect(try await numbers(store) == [3, 4, 5])
        // A number that is gone is never given again.
        try await store.write { transaction in
            try transaction.audit.append(
                AuditEvent(moment: .noon, action: .signIn, actor: .anonymous, origin: .local))
        }
        #expect(try await numbers(store) == [3, 4, 5, 6])
    }

    @Test(arguments: [
        batch(2, 3), batch(1, 9), batch(1, 3, count: 2), batch(1, 0),
    ])
    func `a batch has all events since the last one`(wrong: AuditBatch) async throws {
        let store = try await log(3)
        await #expect(throws: DatabaseError.self) {
            try await store.write { try $0.auditBatches.add(wrong, at: .noon) }
        }
    }

    @Test(arguments: [
        "UPDATE audit_batches SET last_event = 3", "UPDATE audit_batches SET sha256 = 'x', removed_at = 1",
        "DELETE FROM audit_batches",
        """
        INSERT INTO audit_batches (first_event, last_event, count, latest_moment, sha256, exported_at, removed_at)
        VALUES (3, 3, 1, 1, 'x', 1, 1)
        """,
    ])
    func `a batch stays what it was`(statement: String) async throws {
        let store = try await log(3)
        try await store.write { try $0.auditBatches.add(Self.batch(1, 2), at: .noon) }
        await #expect(throws: DatabaseError.self) { try await store.write { try $0.execute(statement) } }
        let kept = try await store.read { try $0.auditBatches.all() }
        #expect(kept.map(\.batch) == [Self.batch(1, 2)] && kept.allSatisfy { $0.removedAt == nil })
    }

    @Test func `events are found by time, action, client and person`() async throws {
        let store = try TemporaryDatabase()
        let person = try Sample.person()
        try await store.write { transaction in
            for (minute, action, actor, client, object) in [
                (0, AuditEvent.Action.signIn, AuditEvent.Actor.person(person), "a", nil as String?),
                (1, .consent, .person(person), "b", nil), (2, .signIn, .anonymous, "a", nil),
                (3, .accountDisable, .administrator("root"), nil as String?, "thu.nguyen"),
            ] {
                try transaction.audit.append(
                    AuditEvent(
                        moment: .noon + .minutes(minute), action: action, actor: actor, origin: .local, client: client,
                        object: object))
            }
        }
        func found(_ change: (inout AuditFilter) -> Void) async throws -> [Int64] {
            var filter = AuditFilter()
            change(&filter)
            let asked = filter
            return try await store.read { transaction in
                try transaction.audit.events(before: .max, asked, limit: 10).map(\.number)
            }
        }
        #expect(try await found { _ in } == [4, 3, 2, 1])
        #expect(try await found { $0.from = .noon + .minutes(1) } == [4, 3, 2])
        #expect(try await found { $0.until = .noon + .minutes(1) } == [1])
        #expect(try await found { $0.action = .signIn } == [3, 1])
        #expect(try await found { $0.client = "b" } == [2])
        #expect(try await found { $0.people = ["person:\(person.text)", "thu.nguyen"] } == [4, 2, 1])
        #expect(
            try await found {
                $0.client = "a"
                $0.people = ["person:\(person.text)"]
            } == [1])
    }
}
