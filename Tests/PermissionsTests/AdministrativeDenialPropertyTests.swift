import Directory
import Identity
import Permissions
import TestSupport
import Testing

/// A denied administrator can't give, end or judge anything that the denial reaches. What a denial reaches is written
/// down here apart from the engine, with sets of units and hours.
struct AdministrativeDenialPropertyTests {
    private static let hours = 1..<20
    private static let now = 1
    private static let administering: [RoleID] = ["unit-admin", "city-admin"]

    private enum Act: CaseIterable { case give, revoke, review }

    @Test(arguments: 0..<4)
    func `nobody administers what a denial of theirs, or of whom they stand in for, reaches`(run: Int) async throws {
        var accepted = 0
        var denied = 0
        for world in 0..<max(60, EngineAndReferenceTests.fewerWorlds) {
            // Others of the suite run on the same few threads.
            await Task.yield()
            let seed = EngineAndReferenceTests.seed &+ UInt64(run * 100_000 + world) &+ 700_000
            var generator = SeededGenerator(seed: seed)
            let city = try Self.city(&generator)
            let policy = try Self.policy()
            let delegation = Delegation(try city.snapshot(policy), at: .hour(Self.now))
            for _ in 0..<60 {
                let actor = generator.pick(Self.people)
                let grant = Self.proposal(&generator, by: actor)
                let act = generator.pick(Act.allCases)
                let outcome = Self.outcome(act, grant, by: actor, delegation)
                let usable = Self.rights(of: actor, in: city).filter { right in
                    Self.isUsable(right, by: actor, for: grant, act, in: city)
                }
                switch outcome {
                case .success(let right):
                    accepted += 1
                    #expect(!usable.isEmpty, "seed \(seed): \(actor) did \(act) with \(grant)")
                    if let right {
                        #expect(usable.contains { $0.id == right }, "seed \(seed): \(actor) gave by \(right): \(grant)")
                    }
                case .failure(.denied): denied += 1
                case .failure: break
                }
            }
        }
        #expect(accepted > 50 && denied > 10, "\(accepted) done, \(denied) denied")
    }

    private static func outcome(
        _ act: Act, _ grant: RoleGrant, by actor: PersonID, _ delegation: Delegation
    ) -> Result<GrantID?, DelegationRefusal> {
        do throws(DelegationRefusal) {
            switch act {
            case .give: return .success(try delegation.give(grant, by: actor).under)
            case .revoke: _ = try delegation.revoke(grant, by: actor)
            case .review: try delegation.review(grant, by: actor)
            }
            return .success(nil)
        } catch { return .failure(error) }
    }

    // MARK: The definition

    /// What somebody administers by now.
    private static func rights(of person: PersonID, in city: SmallCity) -> [RoleGrant] {
        city.grants.filter {
            $0.effect == .permit && administering.contains($0.role) && $0.period.contains(.hour(now))
                && !own($0, person, in: city).filter { $0 == now }.isEmpty
        }
    }

    private static func isUsable(
        _ right: RoleGrant, by actor: PersonID, for grant: RoleGrant, _ act: Act, in city: SmallCity
    ) -> Bool {
        let principal = right.standsInFor == nil ? nil : right.grantedBy
        let moments = hours.filter {
            $0 == now || act == .give && Instant.hour($0) >= .hour(now) && isBefore($0, grant)
        }
        for person in [actor, principal].compactMap({ $0 }) {
            for denial in city.grants where denial.effect == .deny && denial.role == right.role {
                let hit = Set(own(denial, person, in: city)).intersection(moments)
                if !hit.isEmpty, !reached(denial).isDisjoint(with: reached(grant)) { return false }
            }
        }
        guard let principal else { return true }
        switch act {
        case .give: return own(grant, principal, in: city).isEmpty
        case .revoke: return grant.effect == .permit || own(grant, principal, in: city).isEmpty
        case .review: return !own(grant, principal, in: city).contains(now)
        }
    }

    private static func isBefore(_ hour: Int, _ grant: RoleGrant) -> Bool {
        grant.period.until.map { .hour(hour) < $0 } ?? true
    }

    /// The hours in which a grant is somebody's.
    private static func own(_ grant: RoleGrant, _ person: PersonID, in city: SmallCity) -> [Int] {
        hours.filter { hour in
            guard grant.period.contains(.hour(hour)) else { return false }
            return switch grant.subject {
            case .person(let named): named == person
            case .holders(let post):
                city.assignments.contains {
                    $0.person == person && $0.post == post && $0.period.contains(.hour(hour))
                }
            case .everyone, .citizens: false
            }
        }
    }

    private static func reached(_ grant: RoleGrant) -> Set<UnitID> {
        guard case .unit(let anchor) = grant.reach.anchor else { return [] }
        // The ids of these units say where they stand.
        let under = SmallCity.units.filter { $0.id == anchor || $0.id.text.hasPrefix(anchor.text + ".") }
        return switch grant.reach.extent {
        case .unit: [anchor]
        case .subtree: Set(under.map(\.id))
        case .kind(let kind): Set(under.filter { $0.kind == kind }.map(\.id))
        }
    }

    // MARK: Random cities

    private static let people = (1...4).map(PersonID.number)
    private static let extents: [Reach.Extent] = [.unit, .subtree, .subtree, .kind("div"), .kind("dept")]

    /// The city's, in which every administrator may let another stand in.
    private static func policy() throws -> Policy {
        try SmallCity.policy { draft in
            draft.roles = draft.roles.map { role in
                role.administration == nil
                    ? role
                    : Role(
                        id: role.id, name: role.name, functions: [], kinds: role.kinds, delegableAt: role.delegableAt,
                        standInDays: 5, administration: role.administration)
            }
        }
    }

    private static func city(_ generator: inout SeededGenerator) throws -> SmallCity {
        var city = SmallCity()
        city.assignments += people.map { person in
            Assignment(person: person, post: post(&generator), period: period(&generator))
        }
        city.grants = (1...4).map { number in
            let role = generator.pick(administering)
            return SmallCity.grant(
                GrantID(UInt64(number)),
                generator.chance(70) ? .person(generator.pick(people)) : .holders(of: post(&generator)),
                role, generator.chance(70) ? .subtree : generator.pick(extents),
                of: generator.chance(60) ? "H57" : generator.pick(SmallCity.units).id, by: .number(9))
        }
        for basis in city.grants where generator.chance(70) {
            guard case .person(let principal) = basis.subject else { continue }
            city.grants.append(
                RoleGrant(
                    id: GrantID(basis.id.number + 10), subject: .person(generator.pick(people)), role: basis.role,
                    reach: basis.reach, period: .hours(0, 19), grantedBy: principal, reason: "away",
                    standsInFor: basis.id))
        }
        for number in 0..<Int.random(in: 0...3, using: &generator) {
            city.grants.append(
                SmallCity.grant(
                    GrantID(UInt64(30 + number)),
                    generator.chance(60) ? .person(generator.pick(people)) : .holders(of: post(&generator)),
                    generator.pick(administering), generator.pick(extents), of: generator.pick(SmallCity.units).id,
                    period(&generator), by: .number(9), effect: .deny))
        }
        return city
    }

    private static func proposal(_ generator: inout SeededGenerator, by giver: PersonID) -> RoleGrant {
        let from = Int.random(in: now...6, using: &generator)
        return SmallCity.grant(
            99, generator.chance(70) ? .person(generator.pick(people)) : .holders(of: post(&generator)),
            generator.pick(["viewer", "editor", "unit-admin"]), generator.pick(extents),
            of: generator.pick(SmallCity.units).id, .hours(from, from + Int.random(in: 1...10, using: &generator)),
            by: giver, effect: generator.chance(20) ? .deny : .permit)
    }

    private static func post(_ generator: inout SeededGenerator) -> Post {
        Post(generator.pick(["head", "clerk"]), at: generator.pick(SmallCity.units).id)
    }

    private static func period(_ generator: inout SeededGenerator) -> Period {
        let from = Int.random(in: 0...10, using: &generator)
        return generator.chance(50) ? .hours(0) : .hours(from, from + Int.random(in: 1...8, using: &generator))
    }
}
