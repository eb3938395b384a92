import Database
import Directory
import Identity
import Permissions
import Storage
import TestSupport
import Testing

/// Random histories of the four tables, against sets that remember every revision.
@Suite(.bothDatabases) struct FactTablePropertyTests {
    @Test(arguments: 0..<6 as Range<UInt64>)
    func `the facts of a revision and the changes to another make the facts of that one`(seed: UInt64) async throws {
        try await check(SampleFacts.units, in: .units, seed: seed)
        try await check(SampleFacts.assignments(), in: .assignments, seed: seed)
        try await check(SampleFacts.roleGrants(), in: .roleGrants, seed: seed)
        let policies = (1...8).map {
            PolicyVersion(number: $0, files: [PolicyFile(name: "a", text: "\($0)")], period: .always)
        }
        try await check(policies, in: .policies, seed: seed)
    }

    private func check<Fact>(_ facts: [Fact], in table: FactStore<Fact>, seed: UInt64) async throws {
        let store = try await TemporaryDatabase.ofPeople(2)
        let broken: [String] = try await store.write(queuingFor: .permissions) { transaction in
            var generator = SeededGenerator(seed: seed)
            var history: [(revision: PermissionRevision, facts: Set<Fact>)] = [(.none, [])]
            for _ in 0..<16 {
                let revision = try transaction.permissionRevisions.begin(at: .noon)
                var held = history.last?.facts ?? []
                for _ in 0..<Int.random(in: 0...5, using: &generator) {
                    let fact = generator.pick(facts)
                    if held.insert(fact).inserted {
                        try table.facts(transaction).add(fact, in: revision)
                    } else {
                        held.remove(fact)
                        for stored in try table.facts(transaction).facts(at: revision) where stored.fact == fact {
                            _ = try table.facts(transaction).remove(stored, in: revision)
                        }
                    }
                }
                history.append((revision, held))
            }
            var broken: [String] = []
            for (place, old) in history.enumerated() {
                if Set(try table.facts(transaction).facts(at: old.revision).map(\.fact)) != old.facts {
                    broken.append("facts at \(old.revision.number)")
                }
                for new in history[place...] {
                    let changes = try table.facts(transaction).changes(from: old.revision, to: new.revision)
                    let left = old.facts.subtracting(changes.removed)
                    let isSound =
                        old.facts.isSuperset(of: changes.removed) && left.isDisjoint(with: changes.added)
                        && left.union(changes.added) == new.facts
                    if !isSound { broken.append("\(old.revision.number) to \(new.revision.number)") }
                }
            }
            if Set(history.map(\.facts)).count < 8 { broken.append("a history in which nothing happens") }
            return broken
        }
        #expect(broken == [], "\(Fact.self), seed \(seed)")
    }
}
