import Directory
import Identity
import Permissions
import TestSupport
import Testing

/// Delegation can't escalate: whatever random people try to give, one after the other, nothing is ever given
/// that the administrators of the first hour could not have given themselves.
struct DelegationPropertyTests {
    /// What could be handed out: a role at a unit in an hour.
    private struct Power: Hashable {
        let role: RoleID
        let unit: UnitID
        let hour: Int
    }

    private static let hours = [1, 5, 9, 13]
    private static let roles: [RoleID] = ["viewer", "editor", "signer", "unit-admin", "city-admin"]

    @Test(arguments: 0..<4)
    func `no sequence of grants gives anybody more than the first administrators could`(run: Int) async throws {
        var accepted = 0
        for world in 0..<max(40, EngineAndReferenceTests.fewerWorlds) {
            // Others of the suite run on the same few threads.
            await Task.yield()
            let seed = EngineAndReferenceTests.seed &+ UInt64(run * 100_000 + world) &+ 900_000
            var generator = SeededGenerator(seed: seed)
            var city = SmallCity()
            let people = (1...5).map(PersonID.number)
            city.assignments = people.compactMap { person in
                guard generator.chance(70) else { return nil }
                return Assignment(
                    person: person,
                    post: Post(generator.pick(["head", "clerk"]), at: generator.pick(SmallCity.units).id),
                    period: .hours(0, generator.pick([nil, 8, 12]))
                )
            }
            city.grants = (0..<3).map { Self.firstGrant($0, people, &generator) }
            let first = Self.powers(of: city.grants)
            for step in 0..<60 {
                // Mostly somebody who has been given a role, so that chains of administrators come about.
                let holders = city.grants.compactMap { grant in
                    if case .person(let person) = grant.subject { person } else { nil }
                }
                let giver = generator.chance(80) ? generator.pick(holders) : generator.pick(people)
                let proposal = Self.proposal(step, by: giver, people, &generator)
                let delegation = Delegation(try city.snapshot(), at: .hour(1))
                guard let authorized = try? delegation.give(proposal, by: giver) else { continue }
                accepted += 1
                let grant = RoleGrant(authorized.proposal, id: proposal.id)
                #expect(grant.subject != .person(giver), "seed \(seed)")
                for power in Self.given(by: grant) where !first.contains(power) {
                    Issue.record("seed \(seed) step \(step): \(giver) gave \(power) by \(grant)")
                    return
                }
                city.grants.append(grant)
                let now = Self.powers(of: city.grants)
                #expect(now.isSubset(of: first), "seed \(seed) step \(step)")
            }
        }
        #expect(accepted > 20)
    }

    /// One administrator for the whole city, the others anywhere.
    private static func firstGrant(
        _ number: Int,
        _ people: [PersonID],
        _ generator: inout SeededGenerator
    ) -> RoleGrant {
        let role: RoleID = number == 0 || generator.chance(50) ? "city-admin" : "unit-admin"
        let extents: [Reach.Extent] = [.unit, .subtree, .subtree, .kind("dept")]
        let ends: [Int?] = [nil, nil, 10]
        return SmallCity.grant(
            GrantID(UInt64(number + 1)),
            .person(generator.pick(people)),
            role,
            generator.pick(extents),
            of: number == 0 ? "H57" : generator.pick(SmallCity.units).id,
            .hours(0, generator.pick(ends))
        )
    }

    private static func proposal(
        _ step: Int,
        by giver: PersonID,
        _ people: [PersonID],
        _ generator: inout SeededGenerator
    ) -> RoleGrant {
        let from = Int.random(in: 1...6, using: &generator)
        return SmallCity.grant(
            GrantID(UInt64(100 + step)),
            generator.chance(70)
                ? .person(generator.pick(people))
                : .holders(
                    of: Post(generator.pick(["head", "clerk"]), at: generator.pick(SmallCity.units).id)
                ),
            generator.pick(roles),
            generator.pick([.unit, .subtree, .kind("div")]),
            of: generator.pick(SmallCity.units).id,
            .hours(from, generator.chance(30) ? nil : from + Int.random(in: 1...9, using: &generator)),
            by: giver,
            effect: generator.chance(20) ? .deny : .permit
        )
    }

    /// The roles, units and hours that a grant is about.
    private static func given(by grant: RoleGrant) -> [Power] {
        covered(grant).flatMap { unit in
            hours.filter { grant.period.contains(.hour($0)) }.map {
                Power(role: grant.role, unit: unit, hour: $0)
            }
        }
    }

    /// What the holders of administering grants could give, written down apart from the engine.
    private static func powers(of grants: [RoleGrant]) -> Set<Power> {
        let administers: [RoleID: [RoleID]] = [
            "unit-admin": ["viewer", "editor"], "city-admin": ["viewer", "editor", "signer", "unit-admin"],
        ]
        let delegableAt: [RoleID: Set<UnitKind>] = [
            "viewer": ["city", "dept", "div"], "editor": ["city", "dept"], "signer": ["city"],
            "unit-admin": ["city"],
        ]
        var powers: Set<Power> = []
        for grant in grants where grant.effect == .permit {
            let units = covered(grant)
            for administered in SmallCity.units where units.contains(administered.id) {
                if grant.role == "city-admin", administered.kind != "city" { continue }
                for role in administers[grant.role] ?? []
                where delegableAt[role]?.contains(administered.kind) == true {
                    for unit in units where isUnder(unit, administered.id) {
                        for hour in hours where grant.period.contains(.hour(hour)) {
                            powers.insert(Power(role: role, unit: unit, hour: hour))
                        }
                    }
                }
            }
        }
        return powers
    }

    private static func covered(_ grant: RoleGrant) -> [UnitID] {
        guard case .unit(let anchor) = grant.reach.anchor else { return [] }
        return SmallCity.units.filter { unit in
            switch grant.reach.extent {
            case .unit: unit.id == anchor
            case .subtree: isUnder(unit.id, anchor)
            case .kind(let kind): isUnder(unit.id, anchor) && unit.kind == kind
            }
        }.map(\.id)
    }

    /// The ids of these units say where they stand.
    private static func isUnder(_ unit: UnitID, _ above: UnitID) -> Bool {
        unit == above || unit.text.hasPrefix(above.text + ".")
    }
}
