import Permissions
import TestSupport
import Testing

/// What changes between two policies though nobody gains or loses a function by it.
struct RuleChangeTests {
    private typealias Case = (place: PolicyPlace, before: RuleChange.Rule?, after: RuleChange.Rule?)

    private func expect(
        _ expected: [Case], after change: (inout PolicyDraft) -> Void, _ place: SourceLocation = #_sourceLocation
    ) throws {
        let (old, new) = (try SmallCity.policy(), try SmallCity.policy(change))
        let there = expected.map { RuleChange($0.place, from: $0.before, to: $0.after) }
        let back = expected.map { RuleChange($0.place, from: $0.after, to: $0.before) }
        #expect(RuleChange.all(from: old, to: new) == there, sourceLocation: place)
        #expect(Set(RuleChange.all(from: new, to: old)) == Set(back), sourceLocation: place)
        #expect(RuleChange.all(from: new, to: new).isEmpty, sourceLocation: place)
    }

    private static func function(_ id: FunctionID, _ tier: Tier, parts: [Function] = []) -> Function {
        Function(id: id, name: "f", tier: tier, parts: parts)
    }

    @Test func `the tier of a function`() throws {
        let place = PolicyPlace.function("a.sign")
        let all = Tier(
            identity: .two, authentication: .three, freshness: .minutes(5), data: .sensitive, isAudited: true)
        try expect(
            [
                (place, .identity(nil), .identity(.two)), (place, .authentication(.two), .authentication(.three)),
                (place, .freshness(nil), .freshness(.minutes(5))), (place, .data(.internal), .data(.sensitive)),
                (place, .audit(false), .audit(true)),
            ],
            after: {
                let functions = $0.platforms[0].functions.map { $0.id == "a.sign" ? Self.function($0.id, all) : $0 }
                $0.platforms = [Platform(id: "a", name: "a", functions: functions)]
            })
    }

    @Test func `functions that come, and the parts of a group instead of the group`() throws {
        try expect(
            [(.function("a.b.c"), nil, .isThere), (.function("a.new"), nil, .isThere)],
            after: {
                let more = [
                    Self.function("a.b", Tier(), parts: [Self.function("a.b.c", Tier(isAudited: true))]),
                    Self.function("a.new", Tier()),
                ]
                $0.platforms = [Platform(id: "a", name: "a", functions: $0.platforms[0].functions + more)]
            })
    }

    @Test func `exclusions that come, go or are about something else`() throws {
        let place = PolicyPlace.exclusion("two")
        let before = RuleChange.Rule.exclusion(.unit, ["editor", "signer"])
        try expect([(place, before, nil)], after: { $0.exclusions = [] })
        for (extent, roles) in [
            (.session, ["editor", "signer"]), (.unit, ["viewer", "signer"]),
        ] as [(Exclusion.Extent, Set<RoleID>)] {
            try expect(
                [(place, before, .exclusion(extent, roles))],
                after: { $0.exclusions = [Exclusion(id: "two", name: "x", extent: extent, roles: roles)] })
        }
        try expect(
            [],
            after: { $0.exclusions = [Exclusion(id: "two", name: "y", extent: .unit, roles: ["signer", "editor"])] })
    }

    @Test func `services that come, go or have other roles`() throws {
        let place = PolicyPlace.service("lgsp")
        func services(_ roles: RoleID...) -> (inout PolicyDraft) -> Void {
            { $0.services = [Service(id: "lgsp", name: "x", roles: roles)] }
        }
        try expect([(place, nil, .roles(["viewer"]))], after: services("viewer"))
        let one = try SmallCity.policy(services("viewer"))
        let other = try SmallCity.policy(services("signer", "viewer"))
        #expect(
            RuleChange.all(from: one, to: other)
                == [RuleChange(place, from: .roles(["viewer"]), to: .roles(["signer", "viewer"]))])
    }

    @Test func `what a role gives, where, who hands it out, and what its holder hands out`() throws {
        func change(_ role: Role) -> (inout PolicyDraft) -> Void {
            { $0.roles = $0.roles.map { $0.id == role.id ? role : $0 } }
        }
        try expect(
            [
                (.role("editor"), .functions(["a.edit"]), .functions(["a.edit", "a.view"])),
                (.role("editor"), .includes(["viewer"]), .includes([])),
                (.role("editor"), .kinds([]), .kinds(["dept"])),
                (.role("editor"), .delegableAt(["city", "dept"]), .delegableAt(["city"])),
                (.role("editor"), .standInDays(10), .standInDays(nil)),
            ],
            after: change(
                Role(
                    id: "editor", name: "r", functions: ["a.view", "a.edit"], kinds: ["dept"], delegableAt: ["city"])))
        try expect(
            [
                (.role("unit-admin"), .administers(["viewer", "editor"]), .administers(["viewer"])),
                (.role("unit-admin"), .mayDeny(false), .mayDeny(true)),
                (.role("unit-admin"), .keptOnMove(false), .keptOnMove(true)),
            ],
            after: change(
                Role(
                    id: "unit-admin", name: "r", functions: [], delegableAt: ["city"], standInDays: 5,
                    administration: .init(roles: ["viewer"], mayDeny: true), isKeptOnMove: true)))
        try expect(
            [(.role("new"), nil, .isThere)],
            after: { $0.roles.append(Role(id: "new", name: "r", functions: ["a.view"], standInDays: 3)) })
    }

    @Test func `where units of a kind stand`() throws {
        try expect(
            [(.kind("div"), .below(["dept"]), .below(["city", "dept"])), (.kind("ward"), nil, .isThere)],
            after: {
                $0.kinds[2] = UnitKindRule(kind: "div", name: "div", below: ["dept", "city"])
                $0.kinds.append(UnitKindRule(kind: "ward", name: "ward", below: ["city"]))
            })
    }

    @Test func `names are no rules`() throws {
        try expect(
            [],
            after: {
                $0.kinds[0] = UnitKindRule(kind: "city", name: "metropolis", below: [])
                $0.positions = [PositionName(position: "head", name: "head")]
            })
    }
}
