import Directory
import Identity
import Permissions
import TestSupport
import Testing

/// What the operators of the installation may record without a right of their own, and what they may not either.
struct OperatorGrantTests {
    private static let clerk = GrantSubject.person(SmallCity.clerk)

    private static func proposal(
        _ subject: GrantSubject = clerk, _ role: RoleID = "viewer", _ reach: Reach = Reach(.unit, of: "H57.01"),
        _ period: Period = .hours(5), by giver: PersonID? = nil, effect: RoleGrant.Effect = .permit,
        standsInFor: GrantID? = nil
    ) -> RoleGrant {
        RoleGrant(
            id: 9, effect: effect, subject: subject, role: role, reach: reach, period: period, grantedBy: giver,
            reason: "test", standsInFor: standsInFor)
    }

    /// A city in which the clerk signs at the division from hour 30 on.
    private func delegation() throws -> Delegation {
        var city = SmallCity()
        city.grants = [
            SmallCity.grant(1, .person(SmallCity.admin), "city-admin", of: "H57"),
            SmallCity.grant(2, Self.clerk, "signer", .unit, of: "H57.01.01", .hours(30)),
        ]
        city.assignments += [
            Assignment(person: SmallCity.clerk, post: Post("clerk", at: "H57.01.01"), period: .hours(0))
        ]
        return Delegation(try city.snapshot(), at: .hour(1))
    }

    @Test(arguments: [
        proposal(), proposal(clerk, "city-admin", Reach(.unit, of: "H57")), proposal(effect: .deny),
        proposal(clerk, "viewer", Reach(.subtree, of: "H57"), .always), proposal(.holders(of: Post("head", at: "H57"))),
        proposal(.holders(of: Post("head", at: "H57.99"))),
    ])
    func `operators need no right of their own`(grant: RoleGrant) throws {
        let given = try delegation().give(asOperators: grant)
        #expect(given.proposal == grant.proposal && given.under == nil)
    }

    /// Each of them is refused to the administrator of the whole city.
    @Test(
        arguments: [
            (proposal(.citizens(.one)), .subjectTooWide), (proposal(.everyone(at: "div")), .subjectTooWide),
            (proposal(.everyone(at: "div"), "viewer", Reach(.unit, of: .ownUnit)), .subjectTooWide),
            (proposal(clerk, "viewer", Reach(.unit, of: "H57.01"), .hours(0)), .startsInThePast),
            (proposal(.person(SmallCity.admin)), .toItself),
            (proposal(clerk, "city-admin", Reach(.unit, of: "H57")), .roleNotAdministered("city-admin")),
        ] as [(RoleGrant, DelegationRefusal)])
    func `operators may name citizens, everyone and the past, which no administrator may`(
        grant: RoleGrant, refusal: DelegationRefusal
    ) throws {
        #expect(throws: Never.self) { try delegation().give(asOperators: grant) }
        let own = Self.proposal(grant.subject, grant.role, grant.reach, grant.period, by: SmallCity.admin)
        #expect(throws: refusal) { try delegation().give(own, by: SmallCity.admin) }
    }

    @Test(
        arguments: [
            (proposal(standsInFor: 1), .isAStandIn), (proposal(by: SmallCity.admin), .notInTheNameOfTheGiver),
            (proposal(.everyone(at: "moon")), .unknownKind("moon")),
            (proposal(.everyone(at: "moon"), "viewer", Reach(.unit, of: .ownUnit)), .unknownKind("moon")),
            (proposal(clerk, "viewer", Reach(.kind("moon"), of: "H57")), .unknownKind("moon")),
            (proposal(.everyone(at: "div"), "viewer", Reach(.kind("moon"), of: .ownUnit)), .unknownKind("moon")),
            (proposal(clerk, "none"), .unknownRole("none")),
            (proposal(.everyone(at: "div"), "none", Reach(.unit, of: .ownUnit)), .unknownRole("none")),
            (proposal(clerk, "viewer", Reach(.unit, of: "H57.99")), .unknownUnit("H57.99")),
            (proposal(.citizens(.one), "viewer", Reach(.subtree, of: "H57.99")), .unknownUnit("H57.99")),
            (proposal(clerk, "viewer", Reach(.unit, of: .ownUnit)), .hasNoOwnUnit),
            (proposal(.citizens(.one), "viewer", Reach(.unit, of: .ownUnit)), .hasNoOwnUnit),
            (proposal(.holders(of: Post("head", at: "H57")), "viewer", Reach(.subtree, of: .ownUnit)), .hasNoOwnUnit),
            (proposal(clerk, "city-admin", Reach(.unit, of: "H57.01")), .roleMakesNoSenseThere("dept")),
            (proposal(clerk, "city-admin", Reach(.kind("div"), of: "H57")), .roleMakesNoSenseThere("div")),
        ] as [(RoleGrant, DelegationRefusal)])
    func `what the policy and the records make nothing of is refused to operators too`(
        grant: RoleGrant, refusal: DelegationRefusal
    ) throws {
        #expect(throws: refusal) { try delegation().give(asOperators: grant) }
    }

    @Test(arguments: [clerk, .holders(of: Post("clerk", at: "H57.01.01"))])
    func `what would meet a role that excludes it is refused to operators too`(subject: GrantSubject) throws {
        func give(_ period: Period, of unit: UnitID, _ effect: RoleGrant.Effect = .permit) throws {
            let grant = Self.proposal(subject, "editor", Reach(.subtree, of: unit), period, effect: effect)
            _ = try delegation().give(asOperators: grant)
        }
        #expect(throws: DelegationRefusal.wouldMeetExcluded(SmallCity.clerk)) { try give(.hours(5), of: "H57") }
        #expect(throws: Never.self) { try give(.hours(5, 30), of: "H57") }
        #expect(throws: Never.self) { try give(.hours(5), of: "H57.02") }
        #expect(throws: Never.self) { try give(.hours(5), of: "H57", .deny) }
    }

    @Test(arguments: [
        proposal(.everyone(at: "div"), "editor", Reach(.subtree, of: "H57")),
        proposal(.everyone(at: "div"), "editor", Reach(.unit, of: .ownUnit)),
    ])
    func `what everyone gets is looked at for each of those who are there`(grant: RoleGrant) throws {
        #expect(throws: DelegationRefusal.wouldMeetExcluded(SmallCity.clerk)) {
            try delegation().give(asOperators: grant)
        }
        let elsewhere = Self.proposal(.everyone(at: "dept"), "editor", grant.reach)
        #expect(throws: Never.self) { try delegation().give(asOperators: elsewhere) }
    }
}
