import Database
import Identity
import Permissions
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct PermissionRevisionsTests {
    /// A store whose revisions were begun when the clock said so, in seconds after noon.
    private func store(_ clock: [Int]) async throws -> (store: TemporaryDatabase, revisions: [PermissionRevision]) {
        let store = try TemporaryDatabase()
        let revisions = try await store.write(queuingFor: .permissions) { transaction in
            var revisions: [PermissionRevision] = []
            for seconds in clock {
                revisions.append(try transaction.permissionRevisions.begin(at: .noon + .seconds(seconds)))
            }
            return revisions
        }
        return (store, revisions)
    }

    @Test func `before anything was recorded there is none`() async throws {
        let store = try TemporaryDatabase()
        let found = try await store.read { transaction in
            [try transaction.permissionRevisions.latest(), try transaction.permissionRevisions.latest(by: .noon)]
        }
        #expect(found == [.none, .none])
    }

    @Test func `each is later than the one before, and the last is the present`() async throws {
        let (store, revisions) = try await store([0, 1, 1, 5])
        #expect(revisions.map(\.number) == [1, 2, 3, 4])
        #expect(PermissionRevision.none < revisions[0] && revisions[0] < revisions[1])
        #expect(revisions.map(\.moment) == [0, 1, 1, 5].map { .noon + .seconds($0) })
        #expect(
            try await store.read { transaction in try transaction.permissionRevisions.latest() }
                == revisions[3])
    }

    @Test func `their moments never go back, whatever the clock does`() async throws {
        let (_, revisions) = try await store([0, 10, -100, 9, 11, 2])
        #expect(revisions.map(\.moment) == [0, 10, 10, 10, 11, 11].map { .noon + .seconds($0) })
    }

    @Test(arguments: [(-1, 0), (0, 1), (1, 1), (9, 1), (10, 3), (11, 4), (1000, 4)])
    func `the one by a moment is the last that was recorded by then`(seconds: Int, number: Int64) async throws {
        let (store, _) = try await store([0, 10, 5, 11])
        let found = try await store.read { transaction in
            try transaction.permissionRevisions.latest(by: .noon + .seconds(seconds))
        }
        #expect(found.number == number)
    }

    @Test func `who hasn't queued for the next one begins none`() async throws {
        let store = try TemporaryDatabase()
        for table in [nil, LockedTable.auditEvents] {
            await #expect(throws: UnqueuedRevision.self) {
                try await store.write(queuingFor: table) { transaction in
                    _ = try transaction.permissionRevisions.begin(at: .noon)
                }
            }
        }
    }

    @Test func `fifty that begin at once are fifty`() async throws {
        let store = try TemporaryDatabase()
        let numbers = try await race(50) { _ in
            try await store.write(queuingFor: .permissions) { transaction in
                try transaction.permissionRevisions.begin(at: .noon).number
            }
        }
        #expect(Set(numbers).count == 50)
    }

    @Test func `a grant's number is never given again, not even after the grant is gone`() async throws {
        let store = try await TemporaryDatabase.ofPeople(1)
        let person = try Sample.person()
        let give: @Sendable (WriteTransaction) throws -> GrantID = {
            transaction in
            let revision = try transaction.permissionRevisions.begin(at: .noon)
            let id = try transaction.roleGrants.newID(in: revision)
            try transaction.roleGrants.add(
                RoleGrant(
                    id: id, subject: .person(person), role: "can-bo", reach: Reach(.unit, of: "H57"), period: .always,
                    grantedBy: nil, reason: ""), in: revision)
            return id
        }
        let (first, found, second) = try await store.write(queuingFor: .permissions) { transaction in
            let first = try give(transaction)
            let stored = try transaction.roleGrants.find(first)
            if let stored {
                _ = try transaction.roleGrants.remove(stored, in: try transaction.permissionRevisions.begin(at: .noon))
            }
            // As a repair by hand might do.
            try transaction.execute("DELETE FROM role_grants")
            try transaction.execute("DELETE FROM role_grant_numbers")
            return (first, stored?.fact.id, try give(transaction))
        }
        #expect(found == first && second != first)
        let more = try await race(20) { _ in try await store.write(queuingFor: .permissions, give) }
        #expect(Set(more + [first, second]).count == 22)
    }

    @Test func `the grant of a number is the one that the records have now`() async throws {
        let store = try await TemporaryDatabase.ofPeople(2)
        let grants = try SampleFacts.roleGrants()
        let found = try await store.write(queuingFor: .permissions) { transaction in
            let revision = try transaction.permissionRevisions.begin(at: .noon)
            for grant in grants { try transaction.roleGrants.add(grant, in: revision) }
            let stored = try transaction.roleGrants.find(7)
            let next = try transaction.permissionRevisions.begin(at: .noon)
            if let stored { _ = try transaction.roleGrants.remove(stored, in: next) }
            let gone = try transaction.roleGrants.find(7)?.fact
            return (
                stored?.fact, gone, try transaction.roleGrants.find(8)?.fact,
                try transaction.roleGrants.find(9999)?.fact
            )
        }
        #expect(found.0 == grants[6] && found.1 == nil && found.2 == grants[7] && found.3 == nil)
    }
}
