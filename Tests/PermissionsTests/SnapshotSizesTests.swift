import Directory
import Identity
import Permissions
import TestSupport
import Testing

/// What random cities, with their short names and few units, don't reach: names of every length, and
/// snapshots that outgrow what they began as.
struct SnapshotSizesTests {
    @Test func `functions are told apart whatever the length of their names`() throws {
        let names = (1...64).map { String(repeating: "x", count: $0) }
        let functions = try names.map { try #require(FunctionID("a.\($0)")) }
        let snapshot = try Self.snapshot(functions, [Self.root])
        for function in functions {
            #expect(snapshot.decide(Self.question(function, Self.root.id)).isPermit)
            let other = try #require(FunctionID(function.text.dropLast() + "y"))
            #expect(snapshot.decide(Self.question(other, Self.root.id)) == .deny(.unknownFunction))
        }
        let longer = try #require(FunctionID("a.\(names[63]).\(names[63]).\(names[63])"))
        #expect(snapshot.decide(Self.question(longer, Self.root.id)) == .deny(.unknownFunction))
    }

    @Test func `units are told apart whatever the length of their ids`() throws {
        let ids = try (1...60).map { try #require(UnitID("H57.\(String(repeating: "1", count: $0))")) }
        let snapshot = try Self.snapshot(["a.x"], [Self.root] + ids.map(Self.unit))
        for id in ids {
            #expect(snapshot.decide(Self.question("a.x", id)).isPermit)
            let other = try #require(UnitID(id.text.dropLast() + "2"))
            #expect(snapshot.decide(Self.question("a.x", other)) == .deny(.unknownUnit))
        }
    }

    @Test func `a snapshot grows by more units than a page has, and the one before stays as it was`() throws {
        let ids = try (1...300).map { try #require(UnitID("H57.\($0)")) }
        let before = try Self.snapshot(["a.x"], [Self.root], grants: [])
        let tree = try UnitTree(of: [Self.root] + ids.map(Self.unit), at: .hour(0))
        var after = before.applying([.treeReplaced(tree)]).snapshot
        for (number, id) in ids.enumerated() {
            let post = Post(number.isMultiple(of: 2) ? "head" : "clerk", at: id)
            let person = PersonID.number(number)
            let grant = SmallCity.grant(GrantID(UInt64(number)), .holders(of: post), "r", .unit, of: id)
            let assignment = Assignment(person: person, post: post, period: .always)
            after = after.applying([.grantAdded(grant), .assignmentAdded(assignment)]).snapshot
        }
        for (number, id) in ids.enumerated() {
            let next = ids[(number + 1) % ids.count]
            #expect(after.decide(Self.question("a.x", id, PersonID.number(number))).isPermit)
            #expect(after.decide(Self.question("a.x", next, PersonID.number(number))) == .deny(.noGrant))
            #expect(before.decide(Self.question("a.x", id, PersonID.number(number))) == .deny(.unknownUnit))
        }
    }

    @Test func `people are told apart with no post, one and several, with many grants and none, however many come`()
        throws
    {
        let units = try (1...3).map { Self.unit(try #require(UnitID("H57.\($0)"))) }
        var snapshot = try Self.snapshot(["a.x"], [Self.root] + units, grants: [])
        func check(_ number: Int) {
            let person = PersonID.number(number + 10)
            for (place, unit) in units.enumerated() {
                let decision = snapshot.decide(Self.question("a.x", unit.id, person))
                #expect(decision.isPermit == (number % 4 > 0 && place < number % 3), "\(number) \(place)")
            }
        }
        for number in 0..<300 {
            let person = PersonID.number(number + 10)
            let assignments = units.prefix(number % 4).map {
                Assignment(person: person, post: Post("clerk", at: $0.id), period: .always)
            }
            let grants = units.prefix(number % 3).enumerated().map { place, unit in
                SmallCity.grant(GrantID(UInt64(number * 3 + place)), .person(person), "r", .unit, of: unit.id)
            }
            snapshot =
                snapshot.applying(assignments.map { .assignmentAdded($0) } + grants.map { .grantAdded($0) })
                .snapshot
            for earlier in stride(from: 0, through: number, by: 29) { check(earlier) }
            check(number)
            #expect(snapshot.decide(Self.question("a.x", Self.root.id, .number(1000 + number))) == .deny(.noGrant))
        }
        (0..<300).forEach(check)
    }

    /// More roles than a word has bits: a decision knows lists of grants by the last bits of their roles.
    @Test func `roles are told apart however many there are`() throws {
        let functions = try (0..<150).map { try #require(FunctionID("a.f\($0)")) }
        let roles = try (0..<150).map { try #require(RoleID("r\($0)")) }
        let units = try (0..<150).map { Self.unit(try #require(UnitID("H57.\($0)"))) }
        let rules = zip(roles, functions).map { Role(id: $0, name: "r", functions: [$1]) }
        var grants: [RoleGrant] = []
        var assignments: [Assignment] = []
        for (number, unit) in units.enumerated() {
            let post = Post(number.isMultiple(of: 2) ? "head" : "clerk", at: unit.id)
            assignments.append(Assignment(person: .number(number), post: post, period: .always))
            let (own, ofPost) = (roles[number], roles[(number + 1) % 150])
            grants.append(SmallCity.grant(GrantID(UInt64(3 * number)), .person(.number(number)), own, of: "H57"))
            grants.append(SmallCity.grant(GrantID(UInt64(3 * number + 1)), .holders(of: post), ofPost, of: "H57"))
            let denied = roles[(number + 64) % 150]
            grants.append(
                SmallCity.grant(
                    GrantID(UInt64(3 * number + 2)), .holders(of: post), denied, of: unit.id, effect: .deny))
        }
        let snapshot = try Self.snapshot(
            functions, [Self.root] + units, roles: rules, assignments: assignments, grants: grants)
        for number in 0..<150 {
            for (place, function) in functions.enumerated() {
                let question = Self.question(function, units[number].id, .number(number))
                let expected: Decision =
                    switch (place - number + 150) % 150 {
                    case 0: .permit(Permit(grant: GrantID(UInt64(3 * number)), role: roles[place]))
                    case 1: .permit(Permit(grant: GrantID(UInt64(3 * number + 1)), role: roles[place]))
                    case 64: .deny(.denied(by: GrantID(UInt64(3 * number + 2))))
                    default: .deny(.noGrant)
                    }
                #expect(snapshot.decide(question) == expected)
            }
        }
    }

    private static let root = Unit(id: "H57", kind: "city", name: "Huế", parent: nil, period: .always)

    private static func unit(_ id: UnitID) -> Unit {
        Unit(id: id, kind: "dept", name: "u", parent: root.id, period: .always)
    }

    private static func question(
        _ function: FunctionID, _ unit: UnitID, _ person: PersonID = SmallCity.clerk
    ) -> Question {
        Question(person: person, function: function, unit: unit, moment: .hour(1), session: .best(at: .hour(1)))
    }

    /// One in which the clerk may use all functions everywhere, unless other grants are given.
    private static func snapshot(
        _ functions: [FunctionID],
        _ units: [Unit],
        roles: [Role]? = nil,
        assignments: [Assignment] = SmallCity().assignments,
        grants: [RoleGrant] = [SmallCity.grant(GrantID(1), .person(SmallCity.clerk), "r", of: root.id)]
    ) throws -> Snapshot {
        let draft = PolicyDraft(
            platforms: [
                Platform(
                    id: "a",
                    name: "a",
                    functions: functions.map { Function(id: $0, name: "f", tier: Tier(authentication: .two)) }
                )
            ],
            kinds: [
                UnitKindRule(kind: "city", name: "city", below: []),
                UnitKindRule(kind: "dept", name: "dept", below: ["city"]),
            ],
            roles: roles ?? [Role(id: "r", name: "r", functions: functions)],
            exclusions: []
        )
        return SnapshotCompiler.compile(
            policy: try Policy(draft),
            tree: try UnitTree(of: units, at: .hour(0)),
            assignments: assignments,
            grants: grants
        ).snapshot
    }
}
