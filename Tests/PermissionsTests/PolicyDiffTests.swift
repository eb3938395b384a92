import Permissions
import TestSupport
import Testing

struct PolicyDiffTests {
    @Test func `the difference between two policies is told by person, function and unit`() throws {
        var city = SmallCity()
        city.grants = [SmallCity.grant(1, .person(SmallCity.clerk), "viewer", of: "H57.01")]
        let old = try city.snapshot()
        city.grants = [SmallCity.grant(1, .person(SmallCity.clerk), "editor", .unit, of: "H57.01")]
        let diff = PolicyDiff(from: old, to: try city.snapshot(), people: [SmallCity.clerk], at: .hour(1))
        #expect(diff.changes.map(\.function) == ["a.edit", "a.view"])
        #expect(diff.changes.map(\.gained) == [["H57.01"], []])
        #expect(diff.changes.map(\.lost) == [[], ["H57.01.01"]])
        #expect(diff.changes.allSatisfy { $0.who == .person(SmallCity.clerk) })
    }

    @Test func `what citizens gain and lose is told by their level`() throws {
        var city = SmallCity()
        let old = try city.snapshot()
        city.grants = [SmallCity.grant(1, .citizens(.two), "viewer", .unit, of: "H57.01")]
        let diff = PolicyDiff(from: old, to: try city.snapshot(), people: [SmallCity.clerk], at: .hour(1))
        #expect(diff.changes.map(\.who) == [.citizens(.two)])
        #expect(diff.changes.map(\.gained) == [["H57.01"]])
    }

    @Test func `what people may is compared, and the rules of the two policies too`() throws {
        var city = SmallCity()
        let old = try city.snapshot()
        #expect(PolicyDiff(from: old, to: old, people: [SmallCity.clerk], at: .hour(1)).isEmpty)
        let other = try city.snapshot(try SmallCity.policy { $0.exclusions = [] })
        let rules = PolicyDiff(from: old, to: other, people: [SmallCity.clerk], at: .hour(1))
        #expect(rules.changes.isEmpty && rules.rules.count == 1 && !rules.isEmpty)
        city.grants = [SmallCity.grant(1, .person(SmallCity.clerk), "viewer", of: "H57.01")]
        let people = PolicyDiff(from: old, to: try city.snapshot(), people: [SmallCity.clerk], at: .hour(1))
        #expect(people.rules.isEmpty && !people.isEmpty)
    }
}
