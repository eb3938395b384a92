import Directory
import Identity
import Permissions
import TestSupport

/// A small random city: a policy, a tree that changes once, people in posts, and grants of every sort whose
/// times, reaches and roles meet often.
struct RandomWorld {
    let policy: Policy
    /// All versions of all units.
    let units: [Unit]
    let people: [PersonID]
    var assignments: [Assignment]
    var grants: [RoleGrant]
    var nextGrant: UInt64 = 1

    /// Hours run from 0 to this; the tree changes at `move`.
    static let end = 20
    static let move = 10
    static let kinds: [UnitKind] = ["city", "dept", "div", "commune"]
    static let positions: [Position] = ["head", "clerk"]

    init(_ generator: inout SeededGenerator) {
        policy = Self.policy(&generator)
        units = Self.units(&generator)
        people = (0..<4).map(PersonID.number)
        assignments = []
        grants = []
        for person in people {
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                assignments.append(
                    Assignment(person: person, post: post(&generator), period: Self.period(&generator))
                )
            }
        }
        for _ in 0..<Int.random(in: 6...30, using: &generator) { grants.append(grant(&generator)) }
        for _ in 0..<Int.random(in: 0...8, using: &generator) { grants.append(standIn(&generator)) }
    }

    var reference: Reference {
        Reference(policy: policy, units: units, assignments: assignments, grants: grants)
    }

    func tree(at hour: Int) throws -> UnitTree { try UnitTree(of: units, at: .hour(hour)) }

    func snapshot(at hour: Int) throws -> Snapshot {
        try SnapshotCompiler.compile(
            policy: policy,
            tree: tree(at: hour),
            assignments: assignments,
            grants: grants
        )
        .snapshot
    }

    func question(_ generator: inout SeededGenerator, hour: Int) -> Question {
        let person = generator.pick(people)
        let persona: Persona
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...1: persona = .citizen
        case 2...3:
            persona = .post(
                assignments.filter { $0.person == person }.randomElement(using: &generator)?.post
                    ?? post(&generator)
            )
        default: persona = .staff
        }
        return Question(
            person: person,
            persona: persona,
            function: generator.chance(90) ? generator.pick(Self.leaves) : generator.pick(Self.functions),
            unit: generator.pick(Self.unitNames),
            moment: .hour(hour),
            session: SessionAssurance(
                identity: generator.pick([nil, .one, .two, .two]),
                authentication: generator.pick([.one, .two, .three, .three]),
                authenticatedAt: .hour(hour - Int.random(in: -1...3, using: &generator))
            ),
            exercised: generator.chance(30) ? [generator.pick(policy.roles).id] : []
        )
    }

    // MARK: Parts

    static let unitNames: [UnitID] = (1...9).map { UnitID("H57.0\($0)")! } + ["H57", "H57.99"]
    static let functions: [FunctionID] = [
        "a.x.view", "a.x.edit", "a.y", "a.x", "b.z.view", "b.z.deep.one", "b.z.deep.two", "b.z.deep",
        "b.none",
    ]

    static let leaves: [FunctionID] = [
        "a.x.view", "a.x.edit", "a.y", "b.z.view", "b.z.deep.one", "b.z.deep.two",
    ]

    private static func policy(_ generator: inout SeededGenerator) -> Policy {
        while true {
            let draft = PolicyDraft(
                platforms: platforms(&generator),
                kinds: [
                    UnitKindRule(kind: "city", name: "city", below: []),
                    UnitKindRule(kind: "dept", name: "dept", below: ["city"]),
                    UnitKindRule(kind: "div", name: "div", below: ["dept"]),
                ],
                roles: roles(&generator),
                exclusions: (0..<Int.random(in: 0...3, using: &generator)).map { number in
                    Exclusion(
                        id: "rule-\(number)",
                        name: "rule",
                        extent: generator.pick([.unit, .session]),
                        roles: [roleName(Int.random(in: 0..<3, using: &generator)), roleName(3 + number)]
                    )
                }
            )
            if let policy = try? Policy(draft) { return policy }
        }
    }

    private static func platforms(_ generator: inout SeededGenerator) -> [Platform] {
        func tier() -> Tier {
            Tier(
                identity: generator.pick([nil, nil, .one, .two]),
                authentication: generator.pick([.one, .one, .one, .two, .three]),
                freshness: generator.pick([nil, nil, nil, .hours(1), .hours(2)]),
                data: .internal,
                isAudited: generator.chance(15)
            )
        }
        func function(_ id: FunctionID, _ parts: [Function] = []) -> Function {
            Function(id: id, name: "f", tier: tier(), parts: parts)
        }
        return [
            Platform(
                id: "a",
                name: "a",
                functions: [function("a.x", [function("a.x.view"), function("a.x.edit")]), function("a.y")]
            ),
            Platform(
                id: "b",
                name: "b",
                functions: [
                    function(
                        "b.z",
                        [
                            function("b.z.view"),
                            function("b.z.deep", [function("b.z.deep.one"), function("b.z.deep.two")]),
                        ]
                    )
                ]
            ),
        ]
    }

    private static func roleName(_ number: Int) -> RoleID { RoleID("role-\(number)")! }

    private static func roles(_ generator: inout SeededGenerator) -> [Role] {
        (0..<7).map { number in
            let functions = functions.dropLast().filter { _ in generator.chance(35) }
            return Role(
                id: roleName(number),
                name: "role",
                functions: functions.isEmpty ? ["a.x"] : functions,
                includes: (0..<number).filter { _ in generator.chance(15) }.map(roleName),
                kinds: generator.chance(35)
                    ? [generator.pick(kinds.prefix(3)), generator.pick(kinds.prefix(3))] : []
            )
        }
    }

    /// Nine units under the city, some of a kind that the policy doesn't know; later, some of them stand
    /// elsewhere, and some are gone or come.
    private static func units(_ generator: inout SeededGenerator) -> [Unit] {
        let root = Unit(id: "H57", kind: "city", name: "H57", parent: nil, period: .always)
        func layout(_ period: Period, _ names: [UnitID]) -> [Unit] {
            var placed: [UnitID] = ["H57"]
            return names.shuffled(using: &generator).map { name in
                let unit = Unit(
                    id: name,
                    kind: generator.pick(kinds.dropFirst()),
                    name: name.text,
                    parent: generator.pick(placed),
                    period: period
                )
                placed.append(name)
                return unit
            }
        }
        let all = Array(unitNames.prefix(9))
        return [root]
            + layout(.hours(-1000, move), Array(all.dropLast()))
            + layout(.hours(move), generator.chance(50) ? all : Array(all.dropFirst()))
    }

    static func period(_ generator: inout SeededGenerator) -> Period {
        let from = Int.random(in: 0..<end, using: &generator)
        if generator.chance(60) { return .hours(0) }
        return generator.chance(30)
            ? .hours(from) : .hours(from, Int.random(in: (from + 1)...end, using: &generator))
    }

    func post(_ generator: inout SeededGenerator) -> Post {
        Post(generator.pick(Self.positions), at: generator.pick(Self.unitNames.prefix(6)))
    }

    mutating func grant(_ generator: inout SeededGenerator) -> RoleGrant {
        var subject: GrantSubject
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...3: subject = .person(generator.pick(people))
        case 4...6:
            subject = .holders(of: assignments.randomElement(using: &generator)?.post ?? post(&generator))
        case 7...8: subject = .everyone(at: generator.pick(Self.kinds))
        default: subject = .citizens(generator.pick([.one, .two]))
        }
        let extent: Reach.Extent = generator.pick([
            .unit, .subtree, .subtree, .kind(generator.pick(Self.kinds)),
        ])
        return RoleGrant(
            id: newGrantID(),
            effect: generator.chance(8) ? .deny : .permit,
            subject: subject,
            role: generator.chance(3) ? "unheard-of" : generator.pick(policy.roles).id,
            reach: generator.chance(15)
                ? Reach(extent, of: .ownUnit)
                : Reach(extent, of: generator.chance(30) ? "H57" : generator.pick(Self.unitNames)),
            period: Self.period(&generator),
            grantedBy: generator.pick(people),
            reason: "random"
        )
    }

    /// Mostly sound, now and then of something that isn't the principal's.
    mutating func standIn(_ generator: inout SeededGenerator) -> RoleGrant {
        let basis = generator.pick(grants)
        var principal = generator.pick(people)
        if generator.chance(85) {
            switch basis.subject {
            case .person(let person): principal = person
            case .holders(let post):
                principal = assignments.first { $0.post == post }?.person ?? principal
            case .everyone, .citizens: break
            }
        }
        let from = Int.random(in: 0..<Self.end, using: &generator)
        return RoleGrant(
            id: newGrantID(),
            subject: .person(generator.pick(people)),
            role: basis.role,
            reach: generator.chance(90) ? basis.reach : Reach(.subtree, of: "H57"),
            period: .hours(generator.chance(50) ? 0 : from, from + Int.random(in: 1...20, using: &generator)),
            grantedBy: principal,
            reason: "away",
            standsInFor: basis.id
        )
    }

    mutating func newGrantID() -> GrantID {
        nextGrant += 1
        return GrantID(nextGrant)
    }
}
