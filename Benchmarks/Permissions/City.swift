import Directory
import Identity
import Permissions

/// A city of the size that is asked for: 6,000 units in four levels, 100,000 people in a post each, 250,000
/// grants.
struct City {
    let policy: Policy
    let tree: UnitTree
    let people: [PersonID]
    let assignments: [Assignment]
    let grants: [RoleGrant]
    let functions: [FunctionID]

    static let now = Instant(secondsSince1970: 1_790_000_000)

    enum Fault: Error { case badName, tooFewBytes }

    init(seed: UInt64) throws {
        var random = Generator(state: seed)
        let functions = try (0..<11).flatMap { platform in
            try (0..<20).map { try Self.name(FunctionID("platform-\(platform).function-\($0)")) }
        }
        let kinds = try ["thanh_pho", "so", "xa", "phong"].map { try Self.name(UnitKind($0)) }
        let roles = try (0..<60).map { try Self.name(RoleID("role-\($0)")) }
        policy = try Self.policy(functions, kinds, roles, &random)
        self.functions = functions

        let root = try Self.name(UnitID("H57"))
        let long = Period(from: Self.now - .hours(24 * 365))
        guard let long else { throw Fault.badName }
        var units = [Unit(id: root, kind: kinds[0], name: "Huế", parent: nil, period: long)]
        for first in 1...60 {
            let id = try Self.name(UnitID("H57.\(first)"))
            units.append(
                Unit(id: id, kind: kinds[first <= 20 ? 1 : 2], name: "u", parent: root, period: long)
            )
            for second in 1...9 {
                let below = try Self.name(UnitID("H57.\(first).\(second)"))
                units.append(Unit(id: below, kind: kinds[3], name: "u", parent: id, period: long))
                for third in 1...10 {
                    let id = try Self.name(UnitID("H57.\(first).\(second).\(third)"))
                    units.append(Unit(id: id, kind: kinds[3], name: "u", parent: below, period: long))
                }
            }
        }
        tree = try UnitTree(of: units, at: Self.now)

        people = try (0..<100_000).map { _ in
            guard
                let person = PersonID(random: (0..<16).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            else { throw Fault.tooFewBytes }
            return person
        }
        let positions = try ["lanh-dao", "truong", "pho", "chuyen-vien", "van-thu"].map {
            try Self.name(Position($0))
        }
        var assignments: [Assignment] = []
        for person in people {
            let post = Post(random.pick(positions), at: random.pick(units).id)
            assignments.append(Assignment(person: person, post: post, period: long))
        }
        self.assignments = assignments
        grants = Self.grants(people, units, positions, roles, root, long, &random)
    }

    /// 200,000 in person, 50,000 to posts; of the first 2,000 for the whole city; one in 200 a denial.
    private static func grants(
        _ people: [PersonID],
        _ units: [Unit],
        _ positions: [Position],
        _ roles: [RoleID],
        _ root: UnitID,
        _ period: Period,
        _ random: inout Generator
    ) -> [RoleGrant] {
        (0..<250_000).map { number in
            let unit = random.pick(units).id
            let isForPost = number % 5 == 0
            let anchor = !isForPost && number % 100 == 1 ? root : unit
            return RoleGrant(
                id: GrantID(UInt64(number)),
                effect: number % 200 == 7 ? .deny : .permit,
                subject: isForPost
                    ? .holders(of: Post(random.pick(positions), at: unit)) : .person(random.pick(people)),
                role: random.pick(roles),
                reach: Reach(number % 3 == 0 ? .unit : .subtree, of: anchor),
                period: period,
                grantedBy: people[number % 500],
                reason: "Quyết định số \(number)"
            )
        }
    }

    private static func policy(
        _ functions: [FunctionID],
        _ kinds: [UnitKind],
        _ roles: [RoleID],
        _ random: inout Generator
    ) throws -> Policy {
        let name = Bilingual("Tên", "Name")
        let platforms = try Dictionary(grouping: functions) { $0.platform }.compactMap {
            platform,
            functions in
            Platform(
                id: try Self.name(platform),
                name: name,
                functions: functions.sorted { $0.text < $1.text }.map {
                    Function(id: $0, name: name, tier: Tier(authentication: .two, freshness: .hours(12)))
                }
            )
        }
        return try Policy(
            PolicyDraft(
                platforms: platforms.sorted { $0.id.slug < $1.id.slug },
                kinds: kinds.map { UnitKindRule(kind: $0, name: name, below: []) },
                roles: roles.enumerated().map { number, id in
                    Role(
                        id: id,
                        name: name,
                        functions: (0..<25).map { _ in random.pick(functions) },
                        kinds: number % 4 == 0 ? Set(kinds.dropFirst()) : []
                    )
                },
                exclusions: [
                    Exclusion(id: "two", name: name, extent: .unit, roles: [roles[0], roles[1]])
                ]
            )
        )
    }

    static func name<Name>(_ name: Name?) throws -> Name {
        guard let name else { throw Fault.badName }
        return name
    }
}

/// SplitMix64, so that every run measures the same city.
struct Generator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(next() % UInt64(elements.count))]
    }
}
