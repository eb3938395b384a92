import Directory
import Identity
import Permissions
import TestSupport
import Testing

/// What takes administration away takes it away wherever an act reaches and for as long as it lasts, and whoever acts
/// with another's right acts within what the other may.
struct AdministrativeDenialTests {
    private typealias City = SmallCity

    private static let post = Post("head", at: "H57.01")

    /// `admin` administers department one by grant 1; grant 2 takes some of it away.
    private func city(_ denial: RoleGrant) -> City {
        var city = City()
        city.grants = [City.grant(1, .person(City.admin), "unit-admin", of: "H57.01"), denial]
        return city
    }

    private func denial(
        _ subject: GrantSubject = .person(City.admin), _ role: RoleID = "unit-admin", _ extent: Reach.Extent = .subtree,
        of unit: UnitID = "H57.01.01", _ period: Period = .hours(0)
    ) -> RoleGrant {
        City.grant(2, subject, role, extent, of: unit, period, effect: .deny)
    }

    private func proposal(
        _ extent: Reach.Extent, of unit: UnitID, _ period: Period = .hours(2, 50), to subject: GrantSubject? = nil,
        _ role: RoleID = "viewer", by giver: PersonID = City.admin
    ) -> RoleGrant {
        City.grant(9, subject ?? .person(City.clerk), role, extent, of: unit, period, by: giver)
    }

    /// Why a grant isn't given; `nil` when it is.
    private func refusal(
        _ city: City, _ grant: RoleGrant, at hour: Int = 1, _ policy: Policy? = nil
    ) throws
        -> DelegationRefusal?
    {
        let delegation = Delegation(try city.snapshot(policy), at: .hour(hour))
        do throws(DelegationRefusal) {
            _ = try delegation.give(grant, by: grant.grantedBy ?? City.admin)
            return nil
        } catch { return error }
    }

    @Test(arguments: [Reach.Extent.unit, .subtree, .kind("div")])
    func `a denial below the unit that the right comes from is not passed by`(extent: Reach.Extent) throws {
        let city = city(
            denial(.person(City.admin), "unit-admin", extent, of: extent == .kind("div") ? "H57.01" : "H57.01.01"))
        let denied = DelegationRefusal.denied(own: 1, by: 2)
        #expect(try refusal(city, proposal(.unit, of: "H57.01.01")) == denied)
        #expect(try refusal(city, proposal(.subtree, of: "H57.01.01")) == denied)
        #expect(try refusal(city, proposal(.subtree, of: "H57.01")) == denied, "it covers the unit below too")
        #expect(try refusal(city, proposal(.kind("div"), of: "H57.01")) == denied)
        #expect(try refusal(city, proposal(.unit, of: "H57.01")) == nil, "of the unit itself nothing was taken away")
    }

    @Test func `a denial of a whole city's administration counts at a department`() throws {
        // The role makes no sense on a department: the denial does.
        var city = city(denial(.person(City.admin), "city-admin", of: "H57.01"))
        city.grants[0] = City.grant(1, .person(City.admin), "city-admin", of: "H57")
        #expect(try refusal(city, proposal(.unit, of: "H57.01.01")) == .denied(own: 1, by: 2))
        #expect(try refusal(city, proposal(.subtree, of: "H57")) == .denied(own: 1, by: 2))
        #expect(try refusal(city, proposal(.subtree, of: "H57.02")) == nil)
    }

    @Test func `a denial that begins while the grant would last stands in its way`() throws {
        let later = city(denial(of: "H57.01.01", .hours(30, 40)))
        #expect(try refusal(later, proposal(.unit, of: "H57.01.01")) == .denied(own: 1, by: 2))
        #expect(try refusal(later, proposal(.unit, of: "H57.01.01", .hours(2, 30))) == nil)
        #expect(try refusal(later, proposal(.unit, of: "H57.01.01", .hours(2, 31))) != nil)
        #expect(
            try refusal(later, proposal(.unit, of: "H57.01.01", .hours(41, 50)), at: 41) == nil, "it is over by then")
        // By a post that begins later.
        var posted = city(denial(.holders(of: Self.post)))
        posted.assignments.append(Assignment(person: City.admin, post: Self.post, period: .hours(30)))
        #expect(try refusal(posted, proposal(.unit, of: "H57.01.01")) == .denied(own: 1, by: 2))
        #expect(try refusal(posted, proposal(.unit, of: "H57.01.01", .hours(2, 30))) == nil)
    }

    @Test func `a role that excludes the administering one is not passed by`() throws {
        let policy = try City.policy { draft in
            draft.exclusions.append(Exclusion(id: "apart", name: "x", extent: .unit, roles: ["unit-admin", "signer"]))
        }
        var city = City()
        city.grants = [
            City.grant(1, .person(City.admin), "unit-admin", of: "H57.01"),
            City.grant(2, .person(City.admin), "signer", .unit, of: "H57.01.01", .hours(30)),
        ]
        #expect(try refusal(city, proposal(.subtree, of: "H57.01"), policy) == .excluded(own: 1))
        #expect(try refusal(city, proposal(.unit, of: "H57.01.01"), policy) == .excluded(own: 1))
        #expect(try refusal(city, proposal(.unit, of: "H57.01.01", .hours(2, 30)), policy) == nil)
        #expect(try refusal(city, proposal(.unit, of: "H57.01"), policy) == nil)
    }

    @Test func `what a denial reaches is neither ended nor judged`() throws {
        let city = city(denial())
        let delegation = Delegation(try city.snapshot(), at: .hour(1))
        for grant in [proposal(.unit, of: "H57.01.01"), proposal(.subtree, of: "H57.01")] {
            #expect(throws: DelegationRefusal.denied(own: 1, by: 2)) {
                _ = try delegation.revoke(grant, by: City.admin)
            }
            #expect(throws: DelegationRefusal.denied(own: 1, by: 2)) { try delegation.review(grant, by: City.admin) }
        }
        let beside = proposal(.unit, of: "H57.01")
        #expect(throws: Never.self) { _ = try delegation.revoke(beside, by: City.admin) }
        #expect(throws: Never.self) { try delegation.review(beside, by: City.admin) }
    }

    // MARK: Standing in

    /// `admin` lets `deputyAdmin` stand in by grant 3.
    private func deputised(_ other: RoleGrant? = nil) -> City {
        var city = City()
        city.grants = [
            City.grant(1, .person(City.admin), "unit-admin", of: "H57.01"),
            City.grant(
                3, .person(City.deputyAdmin), "unit-admin", of: "H57.01", .hours(0, 100), by: City.admin, standsInFor: 1
            ),
        ]
        if let other { city.grants.append(other) }
        return city
    }

    @Test func `a deputy gives nothing where the principal is denied`() throws {
        func give(_ city: City, _ unit: UnitID) throws -> DelegationRefusal? {
            try refusal(city, proposal(.unit, of: unit, by: City.deputyAdmin))
        }
        #expect(try give(deputised(), "H57.01.01") == nil)
        let denied = deputised(denial())
        #expect(try give(denied, "H57.01.01") == .denied(own: 3, by: 2))
        #expect(try give(denied, "H57.01") == nil)
        #expect(try give(deputised(denial(.person(City.deputyAdmin))), "H57.01.01") == .denied(own: 3, by: 2))
    }

    @Test func `a deputy gives the principal nothing that the principal couldn't take`() throws {
        var city = deputised()
        city.assignments.append(Assignment(person: City.admin, post: Self.post, period: .hours(30)))
        func give(to subject: GrantSubject, _ period: Period = .hours(2, 50)) throws -> DelegationRefusal? {
            try refusal(city, proposal(.unit, of: "H57.01.01", period, to: subject, by: City.deputyAdmin))
        }
        let principal = DelegationRefusal.toThePrincipal(City.admin)
        #expect(try give(to: .person(City.admin)) == principal)
        #expect(try give(to: .holders(of: Self.post)) == principal, "a post that will be the principal's")
        #expect(try give(to: .holders(of: Self.post), .hours(2, 30)) == nil)
        #expect(try give(to: .person(City.clerk)) == nil)
        // With a right of one's own it is one's own act.
        city.grants.append(City.grant(4, .person(City.deputyAdmin), "unit-admin", of: "H57.01"))
        #expect(try give(to: .person(City.admin)) == nil)
    }

    @Test func `a deputy neither lifts a denial of the principal's nor judges what the principal has`() throws {
        let policy = try City.policy { draft in
            draft.roles = draft.roles.map { role in
                role.id != "city-admin"
                    ? role
                    : Role(
                        id: role.id, name: role.name, functions: [], kinds: role.kinds, standInDays: 5,
                        administration: role.administration)
            }
        }
        var city = City()
        let own = proposal(.unit, of: "H57.01", to: .person(City.admin), by: City.boss)
        let denial = City.grant(5, .person(City.admin), "viewer", of: "H57.01", effect: .deny)
        city.grants = [
            City.grant(1, .person(City.admin), "city-admin", of: "H57"),
            City.grant(
                3, .person(City.deputyAdmin), "city-admin", of: "H57", .hours(0, 100), by: City.admin, standsInFor: 1),
            own, denial,
        ]
        let delegation = Delegation(try city.snapshot(policy), at: .hour(2))
        let principal = DelegationRefusal.toThePrincipal(City.admin)
        #expect(throws: principal) { _ = try delegation.revoke(denial, by: City.deputyAdmin) }
        for grant in [own, denial] {
            #expect(throws: principal) { try delegation.review(grant, by: City.deputyAdmin) }
        }
        #expect(throws: DelegationRefusal.toItself) { try delegation.review(own, by: City.admin) }
        let others = proposal(.unit, of: "H57.01", by: City.boss)
        #expect(throws: Never.self) { try delegation.review(others, by: City.deputyAdmin) }
    }

    @Test func `what a deputy gave in somebody's stead doesn't come back to them by standing in`() throws {
        var city = deputised()
        city.grants.append(City.grant(6, .person(City.clerk), "editor", of: "H57.01", by: City.deputyAdmin))
        let delegation = Delegation(try city.snapshot(), at: .hour(1))
        func standIn(_ deputy: PersonID) -> RoleGrant {
            City.grant(7, .person(deputy), "editor", of: "H57.01", .hours(2, 30), by: City.clerk, standsInFor: 6)
        }
        for giver in [City.admin, City.deputyAdmin] {
            #expect(throws: DelegationRefusal.gaveItThemselves) {
                _ = try delegation.standIn(standIn(giver), by: City.clerk)
            }
        }
        #expect(throws: Never.self) { _ = try delegation.standIn(standIn(City.other), by: City.clerk) }
    }
}
