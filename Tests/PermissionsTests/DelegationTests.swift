import Directory
import Identity
import Permissions
import TestSupport
import Testing

struct DelegationTests {
    /// An administrator of department one until hour 100.
    private func city() throws -> Snapshot {
        var city = SmallCity()
        city.grants = [
            SmallCity.grant(1, .person(SmallCity.admin), "unit-admin", of: "H57.01", .hours(0, 100))
        ]
        city.assignments = [
            Assignment(person: SmallCity.admin, post: Post("head", at: "H57.01.01"), period: .hours(0))
        ]
        return try city.snapshot()
    }

    private func give(_ grant: RoleGrant) throws -> DelegationRefusal? {
        let delegation = Delegation(try city(), at: .hour(1))
        do {
            _ = try delegation.give(grant, by: SmallCity.admin)
            return nil
        } catch {
            return error
        }
    }

    private func proposal(
        _ subject: GrantSubject = .person(SmallCity.clerk),
        _ role: RoleID = "viewer",
        _ extent: Reach.Extent = .unit,
        of unit: UnitID = "H57.01.01",
        _ period: Period = .hours(2, 50),
        by giver: PersonID = SmallCity.admin,
        effect: RoleGrant.Effect = .permit
    ) -> RoleGrant {
        SmallCity.grant(9, subject, role, extent, of: unit, period, by: giver, effect: effect)
    }

    @Test func `an administrator gives a delegable role inside its subtree`() throws {
        #expect(try give(proposal()) == nil)
    }

    @Test func `not to itself, and not to a post of its own`() throws {
        #expect(try give(proposal(.person(SmallCity.admin))) == .toItself)
        #expect(try give(proposal(.holders(of: Post("head", at: "H57.01.01")))) == .toItself)
    }

    @Test func `not to everyone, and not to citizens`() throws {
        #expect(try give(proposal(.everyone(at: "div"))) == .subjectTooWide)
        #expect(try give(proposal(.citizens(.one))) == .subjectTooWide)
    }

    @Test func `not outside of its subtree, and not a reach that leaves it`() throws {
        #expect(try give(proposal(of: "H57.02")) == .reachesBeyond(own: 1))
        #expect(
            try give(proposal(.person(SmallCity.clerk), "viewer", .subtree, of: "H57"))
                == .reachesBeyond(own: 1)
        )
    }

    @Test func `not for longer than its own right, and not for ever`() throws {
        let late = Period.hours(2, 101)
        #expect(try give(proposal(of: "H57.01.01", late)) == .outlasts(own: 1, until: .hour(100)))
        #expect(try give(proposal(of: "H57.01.01", .hours(2))) == .outlasts(own: 1, until: .hour(100)))
        #expect(try give(proposal(of: "H57.01.01", .hours(0, 2))) == .startsInThePast)
    }

    @Test func `not a role that it does not administer, and nothing in another's name`() throws {
        #expect(try give(proposal(.person(SmallCity.clerk), "signer")) == .roleNotAdministered("signer"))
        #expect(
            try give(proposal(.person(SmallCity.clerk), "unit-admin")) == .roleNotAdministered("unit-admin")
        )
        #expect(try give(proposal(by: SmallCity.boss)) == .notInTheNameOfTheGiver)
    }

    @Test func `a denial only where the policy lets administrators deny`() throws {
        #expect(try give(proposal(effect: .deny)) == .mayNotDeny(own: 1))
    }

    @Test func `not a role that would meet one that excludes it`() throws {
        var city = SmallCity()
        city.grants = [
            SmallCity.grant(1, .person(SmallCity.admin), "unit-admin", of: "H57.01"),
            SmallCity.grant(2, .person(SmallCity.clerk), "signer", .unit, of: "H57.01.01", .hours(30)),
        ]
        let delegation = Delegation(try city.snapshot(), at: .hour(1))
        #expect(throws: DelegationRefusal.wouldMeetExcluded(SmallCity.clerk)) {
            _ = try delegation.give(proposal(.person(SmallCity.clerk), "editor"), by: SmallCity.admin)
        }
        let before = proposal(.person(SmallCity.clerk), "editor", .unit, of: "H57.01.01", .hours(2, 30))
        #expect(throws: Never.self) { _ = try delegation.give(before, by: SmallCity.admin) }
    }

    /// `boss` lets `clerk` stand in for a right that was given in person; what happens to `boss` then.
    enum Fate: CaseIterable { case stays, leavesEveryPost, unitEnds, holdsWhatExcludesIt }

    @Test(arguments: Fate.allCases)
    func `a stand-in does no more than the principal would`(fate: Fate) throws {
        var city = SmallCity()
        city.assignments = [
            Assignment(
                person: SmallCity.boss, post: Post("head", at: fate == .unitEnds ? "H57.99" : "H57.02"),
                period: fate == .leavesEveryPost ? .hours(0, 10) : .hours(0)),
            Assignment(person: SmallCity.clerk, post: Post("clerk", at: "H57.01"), period: .hours(0)),
        ]
        city.grants = [
            SmallCity.grant(1, .person(SmallCity.boss), "editor", of: "H57.01"),
            SmallCity.grant(
                2, .person(SmallCity.clerk), "editor", of: "H57.01", .hours(2, 50), by: SmallCity.boss, standsInFor: 1),
        ]
        if fate == .holdsWhatExcludesIt {
            city.grants.append(SmallCity.grant(3, .person(SmallCity.boss), "signer", of: "H57.01"))
        }
        let snapshot = try city.snapshot()
        let question = Question(
            person: SmallCity.clerk, function: "a.edit", unit: "H57.01", moment: .hour(20),
            session: .at(.two, .two, 20))
        let expected: Decision =
            fate == .stays ? .permit(Permit(grant: 2, role: "editor")) : .deny(.principalMayNot(grant: 2))
        #expect(snapshot.decide(question) == expected)
        guard fate == .leavesEveryPost || fate == .unitEnds else { return }
        // Nor does anybody without a post pass on what they had.
        let next = SmallCity.grant(
            4, .person(SmallCity.other), "editor", of: "H57.01", .hours(20, 30), by: SmallCity.boss, standsInFor: 1)
        #expect(throws: DelegationRefusal.notHeld(1)) {
            _ = try Delegation(snapshot, at: .hour(20)).standIn(next, by: SmallCity.boss)
        }
    }

    @Test func `what somebody gave doesn't come back to them by standing in`() throws {
        var city = SmallCity()
        city.grants = [
            SmallCity.grant(1, .person(SmallCity.boss), "editor", of: "H57.01", by: SmallCity.admin)
        ]
        let delegation = Delegation(try city.snapshot(), at: .hour(0))
        func standIn(_ deputy: PersonID) -> RoleGrant {
            SmallCity.grant(
                2, .person(deputy), "editor", of: "H57.01", .hours(0, 30), by: SmallCity.boss, standsInFor: 1)
        }
        #expect(throws: DelegationRefusal.gaveItThemselves) {
            _ = try delegation.standIn(standIn(SmallCity.admin), by: SmallCity.boss)
        }
        #expect(throws: Never.self) { _ = try delegation.standIn(standIn(SmallCity.clerk), by: SmallCity.boss) }
    }

    /// The limit of the role is ten days. Hours from the beginning, of the stand-ins that there are and of the next.
    @Test(arguments: [
        ([(0, 96)], (96, 240), true), ([(0, 96)], (96, 241), false), ([(0, 96)], (119, 241), false),
        ([(0, 96)], (120, 360), true), ([(144, 241)], (0, 121), false), ([(144, 241)], (0, 120), true),
        ([(100, 200), (200, 300)], (0, 240), false), ([(100, 200), (200, 240)], (0, 90), true),
        ([(200, 240), (0, 90)], (100, 190), true), ([(200, 241), (0, 90)], (100, 190), false),
        ([(0, 240)], (10, 100), true),
    ])
    func `stand-ins that follow one another are as short together as one may be`(
        given: [(Int, Int)], next: (Int, Int), isAllowed: Bool
    ) throws {
        func standIn(_ number: Int, _ hours: (Int, Int), to deputy: PersonID) -> RoleGrant {
            SmallCity.grant(
                GrantID(UInt64(number)), .person(deputy), "editor", of: "H57.01", .hours(hours.0, hours.1),
                by: SmallCity.boss,
                standsInFor: 1)
        }
        var city = SmallCity()
        city.assignments = [SmallCity.boss, SmallCity.clerk, SmallCity.other].map {
            Assignment(person: $0, post: Post("clerk", at: "H57.01"), period: .hours(0))
        }
        city.grants = [SmallCity.grant(1, .person(SmallCity.boss), "editor", of: "H57.01")]
        city.grants += given.enumerated().map { standIn($0 + 2, $1, to: SmallCity.clerk) }
        let delegation = Delegation(try city.snapshot(), at: .hour(0))
        func isGiven(to deputy: PersonID) -> Bool {
            do throws(DelegationRefusal) {
                _ = try delegation.standIn(standIn(9, next, to: deputy), by: SmallCity.boss)
                return true
            } catch {
                #expect(error == .noStandIn(maximumDays: 10))
                return false
            }
        }
        #expect(isGiven(to: SmallCity.clerk) == isAllowed)
        #expect(isGiven(to: SmallCity.other), "another deputy is counted apart")
    }

    @Test func `a stand-in ends, is short enough, and lapses with the principal's post`() throws {
        var city = SmallCity()
        city.assignments = [
            Assignment(person: SmallCity.boss, post: Post("head", at: "H57.01"), period: .hours(0, 60)),
            Assignment(person: SmallCity.clerk, post: Post("clerk", at: "H57.01"), period: .hours(0)),
        ]
        city.grants = [SmallCity.grant(1, .holders(of: Post("head", at: "H57.01")), "editor", of: "H57.01")]
        let delegation = Delegation(try city.snapshot(), at: .hour(1))
        func standIn(_ until: Int?) -> RoleGrant {
            SmallCity.grant(
                2,
                .person(SmallCity.clerk),
                "editor",
                of: "H57.01",
                .hours(2, until),
                by: SmallCity.boss,
                standsInFor: 1
            )
        }
        #expect(throws: DelegationRefusal.isNoStandIn) {
            _ = try delegation.standIn(standIn(nil), by: SmallCity.boss)
        }
        #expect(throws: DelegationRefusal.noStandIn(maximumDays: 10)) {
            _ = try delegation.standIn(standIn(2 + 10 * 24 + 1), by: SmallCity.boss)
        }
        #expect(throws: DelegationRefusal.outlasts(own: 1, until: .hour(60))) {
            _ = try delegation.standIn(standIn(61), by: SmallCity.boss)
        }
        #expect(throws: DelegationRefusal.notHeld(1)) {
            let forged = SmallCity.grant(
                2,
                .person(SmallCity.clerk),
                "editor",
                of: "H57.01",
                .hours(2, 50),
                by: SmallCity.other,
                standsInFor: 1
            )
            _ = try delegation.standIn(forged, by: SmallCity.other)
        }

        let authorized = try delegation.standIn(standIn(50), by: SmallCity.boss)
        let given = RoleGrant(authorized.proposal, id: standIn(50).id)
        city.grants.append(given)
        let question = Question(
            person: SmallCity.clerk,
            function: "a.edit",
            unit: "H57.01",
            moment: .hour(20),
            session: .at(.two, .two, 20)
        )
        #expect(try city.snapshot().decide(question) == .permit(Permit(grant: 2, role: "editor")))
        city.assignments[0] = Assignment(
            person: SmallCity.boss,
            post: Post("head", at: "H57.01"),
            period: .hours(0, 10)
        )
        #expect(try city.snapshot().decide(question) == .deny(.principalMayNot(grant: 2)))
        for person in [SmallCity.boss, SmallCity.clerk] {
            #expect(throws: Never.self) { _ = try delegation.revoke(given, by: person) }
        }
        #expect(throws: DelegationRefusal.self) {
            _ = try delegation.revoke(given, by: SmallCity.other)
        }
    }

    @Test func `nobody lifts a denial of their own`() throws {
        var city = SmallCity()
        let denial = SmallCity.grant(
            2,
            .person(SmallCity.boss),
            "viewer",
            of: "H57",
            by: SmallCity.other,
            effect: .deny
        )
        city.grants = [SmallCity.grant(1, .person(SmallCity.boss), "city-admin", of: "H57"), denial]
        let delegation = Delegation(try city.snapshot(), at: .hour(1))
        #expect(throws: DelegationRefusal.toItself) { _ = try delegation.revoke(denial, by: SmallCity.boss) }
    }
}
