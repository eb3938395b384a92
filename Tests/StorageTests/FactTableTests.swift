import Database
import Directory
import Identity
import Permissions
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct FactTableTests {
    /// What is read of facts that were added all at once.
    private func found<Fact>(_ facts: [Fact], in table: FactStore<Fact>) async throws -> [Fact] {
        let store = try await TemporaryDatabase.ofPeople(2)
        return try await store.write(queuingFor: .permissions) { transaction in
            let revision = try transaction.permissionRevisions.begin(at: .noon)
            for fact in facts { try table.facts(transaction).add(fact, in: revision) }
            return try table.facts(transaction).facts(at: revision).map(\.fact)
        }
    }

    @Test func `facts of every shape are read as they were written, in their order`() async throws {
        #expect(try await found(SampleFacts.units, in: .units) == SampleFacts.units)
        let assignments = try SampleFacts.assignments()
        #expect(try await found(assignments, in: .assignments) == assignments)
        let grants = try SampleFacts.roleGrants()
        #expect(Set(grants.map(\.grantedBy)).count == 3 && grants.contains { $0.standsInFor != nil })
        #expect(try await found(grants, in: .roleGrants) == grants)
    }

    @Test func `the files of a policy are kept to the letter`() async throws {
        let policies = try SampleFacts.policies()
        let found = try await found(policies, in: .policies)
        #expect(found == policies)
        // Strings compare by what they mean; a file is its bytes.
        for (kept, given) in zip(found.flatMap(\.files), policies.flatMap(\.files)) {
            #expect(Array(kept.text.utf8) == Array(given.text.utf8))
        }
        #expect(found.first?.files.map(\.name) == ["a b.yaml", "bi.yaml", "roles.yaml"])
    }

    @Test func `a fact is in the records from its revision up to that of its removal`() async throws {
        let store = try TemporaryDatabase()
        let unit = SampleFacts.units[0]
        let seen = try await store.write(queuingFor: .permissions) { transaction in
            let before = try transaction.permissionRevisions.begin(at: .noon)
            let added = try transaction.permissionRevisions.begin(at: .noon)
            try transaction.units.add(unit, in: added)
            let between = try transaction.permissionRevisions.begin(at: .noon)
            let removed = try transaction.permissionRevisions.begin(at: .noon)
            let isRemoved = try transaction.units.remove(try transaction.units.facts(at: between)[0], in: removed)
            let after = try transaction.permissionRevisions.begin(at: .noon)
            var counts: [Int] = []
            for revision in [PermissionRevision.none, before, added, between, removed, after] {
                counts.append(try transaction.units.facts(at: revision).count)
            }
            return (isRemoved, counts)
        }
        #expect(seen.0)
        #expect(seen.1 == [0, 0, 1, 1, 0, 0])
    }

    @Test func `a version is removed once, and keeps the revision of its removal`() async throws {
        let store = try TemporaryDatabase()
        let unit = SampleFacts.units[0]
        let seen = try await store.write(queuingFor: .permissions) { transaction in
            let first = try transaction.permissionRevisions.begin(at: .noon)
            try transaction.units.add(unit, in: first)
            let stored = try transaction.units.facts(at: first)[0]
            let second = try transaction.permissionRevisions.begin(at: .noon)
            let one = try transaction.units.remove(stored, in: second)
            let third = try transaction.permissionRevisions.begin(at: .noon)
            let two = try transaction.units.remove(stored, in: third)
            return ([one, two], try transaction.units.facts(at: second).count)
        }
        #expect(seen.0 == [true, false])
        #expect(seen.1 == 0)
    }

    @Test func `one of fifty removes a version`() async throws {
        let store = try TemporaryDatabase()
        let unit = SampleFacts.units[0]
        let stored = try await store.write(queuingFor: .permissions) { transaction in
            let revision = try transaction.permissionRevisions.begin(at: .noon)
            try transaction.units.add(unit, in: revision)
            return try transaction.units.facts(at: revision)[0]
        }
        let won = try await race(50) { _ in
            try await store.write(queuingFor: .permissions) { transaction in
                try transaction.units.remove(stored, in: try transaction.permissionRevisions.begin(at: .noon))
            }
        }
        #expect(won.count { $0 } == 1)
    }

    @Test func `what came and went between two revisions is no change`() async throws {
        let store = try TemporaryDatabase()
        let (staying, passing, going) = (SampleFacts.units[0], SampleFacts.units[4], SampleFacts.units[5])
        let changes = try await store.write(queuingFor: .permissions) { transaction in
            let first = try transaction.permissionRevisions.begin(at: .noon)
            try transaction.units.add(going, in: first)
            let second = try transaction.permissionRevisions.begin(at: .noon)
            try transaction.units.add(passing, in: second)
            try transaction.units.add(staying, in: second)
            let third = try transaction.permissionRevisions.begin(at: .noon)
            for stored in try transaction.units.facts(at: second) where stored.fact != staying {
                _ = try transaction.units.remove(stored, in: third)
            }
            return [
                try transaction.units.changes(from: first, to: third),
                try transaction.units.changes(from: first, to: second),
                try transaction.units.changes(from: second, to: third),
                try transaction.units.changes(from: third, to: third),
            ]
        }
        #expect(changes.map(\.removed) == [[going], [], [going, passing], []])
        #expect(changes.map(\.added) == [[staying], [passing, staying], [], []])
        #expect(changes.map(\.isEmpty) == [false, false, false, true])
    }

    @Test func `the posts of a person are those that the records have now, whenever they count`() async throws {
        let store = try await TemporaryDatabase.ofPeople(2)
        let (facts, person) = (try SampleFacts.assignments(), try Sample.person(1))
        let found = try await store.write(queuingFor: .permissions) { transaction in
            let revision = try transaction.permissionRevisions.begin(at: .noon)
            for fact in facts { try transaction.assignments.add(fact, in: revision) }
            let all = try transaction.assignments.facts(of: person)
            let next = try transaction.permissionRevisions.begin(at: .noon)
            _ = try transaction.assignments.remove(all[0], in: next)
            return (all.map(\.fact), try transaction.assignments.facts(of: person).map(\.fact))
        }
        let own = facts.filter { $0.person == person }
        #expect(found.0 == own && own.count == 4)
        #expect(found.1 == Array(own.dropFirst()))
    }

    @Test(arguments: [
        "units SET id = 'h57'", "units SET kind = 'Sở'", "units SET parent = 'x'", "units SET valid_until = valid_from",
        "assignments SET position = 'Giám đốc'", "assignments SET unit = ''", "policies SET files = '[]'",
        "policies SET files = '{'", "policies SET files = '{\"a\":1}'", "role_grants SET id = -1",
        "role_grants SET effect = 'allow'",
        "role_grants SET subject = 'person:x'", "role_grants SET subject = 'citizens:9'",
        "role_grants SET role = 'Vai trò'", "role_grants SET extent = 'all'", "role_grants SET anchor = 'any'",
        "role_grants SET stands_in_for = -1", "role_grants SET valid_from = 5, valid_until = 4",
    ])
    func `a record that was tampered with is an error, and no fact`(change: String) async throws {
        let store = try await TemporaryDatabase.ofPeople(2)
        let (grant, assignment) = (try SampleFacts.roleGrants()[0], try SampleFacts.assignments()[0])
        let (unit, policy) = (SampleFacts.units[4], PolicyVersion(number: 1, files: [], period: .always))
        let read: @Sendable (WriteTransaction) throws -> Int = {
            transaction in
            let revision = try transaction.permissionRevisions.latest()
            return try transaction.units.facts(at: revision).count + transaction.assignments.facts(at: revision).count
                + transaction.roleGrants.facts(at: revision).count + transaction.policies.facts(at: revision).count
        }
        let count = try await store.write(queuingFor: .permissions) { transaction in
            let revision = try transaction.permissionRevisions.begin(at: .noon)
            try transaction.units.add(unit, in: revision)
            try transaction.assignments.add(assignment, in: revision)
            try transaction.roleGrants.add(grant, in: revision)
            try transaction.policies.add(policy, in: revision)
            let count = try read(transaction)
            try transaction.execute("UPDATE \(change)")
            return count
        }
        #expect(count == 4)
        await #expect(throws: DatabaseError.self) { try await store.write(read) }
    }
}
