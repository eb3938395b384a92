import Directory
import Identity
import Permissions
import Testing

struct PastMomentsTests {
    private func records() throws -> PermissionRecords {
        let policy = PolicyVersion(number: 1, policy: try SmallCity.policy(), period: .always)
        let grant = SmallCity.grant(1, .person(SmallCity.clerk), "viewer", of: "H57.01", .hours(0))
        let shortened = SmallCity.grant(1, .person(SmallCity.clerk), "viewer", of: "H57.01", .hours(0, 5))
        return PermissionRecords(
            policies: [Recorded(policy, recorded: .always)],
            units: SmallCity.units.map { Recorded($0, recorded: .always) },
            grants: [
                // At hour 8 it became known that the right had ended at hour 5.
                Recorded(grant, recorded: .hours(0, 8)),
                Recorded(shortened, recorded: .hours(8)),
            ]
        )
    }

    @Test(arguments: [(4, 4, true), (6, 6, true), (6, 9, false), (9, 9, false), (4, 9, true)])
    func `a past moment is answered as it was, and as it was known`(
        valid: Int, known: Int, permits: Bool
    )
        throws
    {
        let view = AsOf(valid: .hour(valid), recorded: .hour(known))
        let snapshot = try SnapshotCompiler.compile(try records(), at: view).snapshot
        let question = Question(
            person: SmallCity.clerk,
            function: "a.view",
            unit: "H57.01",
            moment: .hour(valid),
            session: .best(at: .hour(valid))
        )
        #expect(snapshot.decide(question).isPermit == permits)
    }

    @Test func `a snapshot refuses a moment for which it was not made`() throws {
        var records = try records()
        let later = Unit(id: "H57.03", kind: "dept", name: "Sở Ba", parent: "H57", period: .hours(7))
        records.units.append(Recorded(later, recorded: .always))
        let snapshot = try SnapshotCompiler.compile(records, at: AsOf(.hour(1))).snapshot
        #expect(snapshot.period.until == .hour(7))
        let question = Question(
            person: SmallCity.clerk,
            function: "a.view",
            unit: "H57.01",
            moment: .hour(7),
            session: .best(at: .hour(7))
        )
        #expect(snapshot.decide(question) == .deny(.outsideOfSnapshot))
    }

    @Test func `without a policy or a tree there is no snapshot`() throws {
        var records = try records()
        records.units.removeFirst()
        #expect(throws: SnapshotError.self) { _ = try SnapshotCompiler.compile(records, at: AsOf(.hour(1))) }
        records.policies = []
        #expect(throws: SnapshotError.noPolicy) {
            _ = try SnapshotCompiler.compile(records, at: AsOf(.hour(1)))
        }
    }

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
}
