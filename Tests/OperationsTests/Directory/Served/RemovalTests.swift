import Database
import Directory
import Identity
import LDAP
import LDAPTestSupport
import Storage
import TestSupport
import Testing

@testable import Operations

/// Removals as a whole run finds them on a real slapd: each is asked again, and those of a day count together.
@Suite(.bothDatabases) struct RemovalTests {
    private static let plan = Slapd.Plan().with { $0.people = 60 }

    private static func dns(_ city: ServedCity, _ filter: (String) -> Bool) async throws -> [String] {
        let tree = try await city.tree()
        return tree.keys.compactMap { tree.name(of: $0)?.text }.filter { $0.hasPrefix("uid=") && filter($0) }.sorted()
    }

    @Test func `who is missing from a reading and is there when asked for by key doesn't leave`() async throws {
        try await ServedCity.run(Self.plan) { city in
            #expect(try await city.settle().word == "applied")
            let revision = try await city.here.revision()
            let desk = try await city.desk()
            // What a paged reading misses of entries that move while it lasts (RFC 2696 §3).
            let whole = try await desk.readWhole()
            var tree = try #require(whole.tree)
            let keys = tree.keys.sorted { $0.description < $1.description }.filter { tree.name(of: $0) != nil }
            for key in keys.prefix(20) { tree.remove(key) }
            let settled = try await desk.settle(FollowedSource(tree: tree), .whole, city.here.act)
            #expect(settled.outcome.word == "nothing")
            #expect(try await city.here.revision() == revision)
        }
    }

    @Test func `who is missing stays while the server refuses to be asked for them by key`() async throws {
        try await ServedCity.run(Self.plan) { city in
            #expect(try await city.settle().word == "applied")
            let revision = try await city.here.revision()
            var tree = try await city.tree()
            for key in tree.keys.sorted().prefix(20) { tree.remove(key) }
            let read = FollowedSource(tree: tree)
            try await RewritingProxy.run(to: city.slapd.socket, [.end(after: 0, code: 50)]) { proxy in
                let desk = try await city.desk(proxy.url)
                await #expect(throws: LDAPError.refused(LDAPRefusal(code: 50))) {
                    try await desk.settle(read, .whole, city.here.act)
                }
            }
            #expect(try await city.here.revision() == revision)
            #expect(try await city.settle().word == "nothing")
        }
    }

    @Test func `who is missing from a subtree that is read again is asked for by key`() async throws {
        try await ServedCity.run(Self.plan) { city in
            let desk = try await city.desk()
            let tree = try await city.tree()
            let gone = try #require(EntryKey(octets: Array(repeating: 7, count: 16)))
            let unit = try #require(DistinguishedName("ou=H57.05,ou=don-vi,\(Slapd.base)"))
            // They stand elsewhere: one has moved while its old place was read.
            let found = try await desk.entries(below: unit, known: Array(tree.keys) + [gone])
            #expect(Set(found.map(\.key)) == Set(tree.keys))
            let nowhere = try #require(DistinguishedName("ou=khong-co,ou=don-vi,\(Slapd.base)"))
            #expect(try await desk.entries(below: nowhere, known: [gone]) == [])
        }
    }

    @Test func `who is missing is asked for where a plan can be made of the rest, and what has ended never again`()
        async throws
    {
        try await ServedCity.run(Self.plan.with { $0.logsOperations = true }) { city in
            func asked() async throws -> Int { try await city.slapd.searches("(entryUUID=") }
            #expect(try await city.settle().word == "applied")
            #expect(try await asked() == 0)
            city.here.clock.advance(by: .hours(1))
            for (hidden, word, count) in [
                ("dn.subtree=\"ou=can-bo,\(Slapd.base)\"", "refused: no-people", 0),
                ("dn.one=\"ou=don-vi,\(Slapd.base)\"", "refused: no-units", 1),
                ("dn.exact=\"ou=H57,ou=don-vi,\(Slapd.base)\"", "refused: root-missing", 1),
            ] {
                try await city.slapd.hide(hidden)
                #expect(try await city.settle().word == word)
                #expect(try await asked() == count, "\(word)")
                try await city.slapd.show()
            }
            try await city.slapd.delete("ou=H57.05.04,ou=don-vi,\(Slapd.base)")
            #expect(try await city.settle().word == "applied")
            #expect(try await asked() == 1)
            #expect(try await city.settle().word == "nothing")
            #expect(try await asked() == 0)
        }
    }

    @Test func `changes that nobody can ask for are a whole reading, and settled as one`() async throws {
        try await ServedCity.run(Self.plan) { city in
            let desk = try await city.desk()
            let (source, kind) = try await desk.readChanges(since: FollowedSource(tree: try await city.tree()))
            #expect(kind == .whole && source.mark != nil)
            #expect(try await desk.readChanges(since: source).kind == .changes)
        }
    }

    @Test func `removals of a day count together, and a new day begins anew`() async throws {
        try await ServedCity.run(Self.plan) { city in
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .hours(30))
            let people = try await Self.dns(city) { _ in true }

            try await city.slapd.delete(people[0], people[1])
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .hours(12))
            try await city.slapd.delete(people[2])
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .hours(11))
            try await city.slapd.delete(people[3])
            let held = try #require(try await city.settle().heldPlan)
            #expect(held.reasons == [.peopleRemoved(4, of: 60)])
            // The first two are a day ago, and no more than that.
            city.here.clock.advance(by: .hours(1))
            #expect(try await city.settle().word == "applied")
        }
    }

    @Test func `removals count together for as long as the mapping says`() async throws {
        try await ServedCity.run(Self.plan, { $0.replacing("within: 24h", with: "within: 1h") }) { city in
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .hours(30))
            let people = try await Self.dns(city) { _ in true }
            try await city.slapd.delete(people[0], people[1], people[2])
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .minutes(59))
            try await city.slapd.delete(people[3])
            let held = try #require(try await city.settle().heldPlan)
            #expect(held.reasons == [.peopleRemoved(4, of: 60)])
            city.here.clock.advance(by: .minutes(1))
            #expect(try await city.settle().word == "applied")
        }
    }

    @Test func `the last one who administers a unit doesn't leave without a word`() async throws {
        try await ServedCity.run(Self.plan) { city in
            #expect(try await city.settle().word == "applied")
            let person = try #require(try await city.here.firstOfStaff())
            try await city.here.give("quan-tri-don-vi", to: .person(person.id), at: "H57.05")
            city.here.clock.advance(by: .hours(1))
            try await city.slapd.delete(person.dn)
            let unit = try #require(UnitID("H57.05"))
            let held = try #require(try await city.settle().heldPlan)
            #expect(held.reasons == [.nobodyAdministers(unit)])
            #expect(try await city.approve().word == "applied")
        }
    }

    @Test func `a unit right below the city never ends without a word`() async throws {
        try await ServedCity.run(Self.plan) { city in
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .hours(1))
            let tree = try await city.tree()
            let all = tree.keys.compactMap { tree.name(of: $0)?.text }
            let department = all.filter { $0.hasPrefix("ou=H57.06,") || $0.hasPrefix("ou=H57.06.") }
            try await city.slapd.change(
                department.map { "dn: \($0)\nchangetype: delete\n" }.joined(separator: "\n"))
            let held = try #require(try await city.settle().heldPlan)
            let unit = try #require(UnitID("H57.06"))
            #expect(held.reasons.contains(.topLevelUnit(unit)))
        }
    }
}

extension TestInstallation {
    fileprivate func firstOfStaff() async throws -> (id: PersonID, dn: String)? {
        try await read { transaction in
            try transaction.rows("SELECT person, dn FROM directory_bindings WHERE person IS NOT NULL ORDER BY dn").first
                .map { (try #require(PersonID(try $0.text(0))), try $0.text(1)) }
        }
    }
}
