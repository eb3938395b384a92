import Directory
import Identity
import Permissions
import TestSupport
import Testing

struct SnapshotTests {
    private func decision(_ snapshot: Snapshot, at hour: Int) -> Decision {
        snapshot.decide(
            Question(
                person: SmallCity.clerk, function: "a.report.view", unit: "H57.01", moment: .hour(hour),
                session: .at(nil, .one, hour)))
    }

    @Test func `a snapshot that is limited answers inside of the limit, and nowhere else`() throws {
        let whole = try ClaimCity.snapshot([
            SmallCity.grant(1, .person(SmallCity.clerk), "viewer", of: "H57", .hours(-100))
        ])
        let limited = whole.limited(to: .hours(5, 10))
        #expect(limited.period == .hours(5, 10))
        for (hour, isInside) in [(4, false), (5, true), (9, true), (10, false)] {
            #expect(decision(limited, at: hour).isPermit == isInside)
            #expect((decision(limited, at: hour) == .deny(.outsideOfSnapshot)) == !isInside)
            #expect(decision(whole, at: hour).isPermit)
        }
    }

    @Test func `a limit narrows what is narrow already, and never widens it`() throws {
        let limited = try ClaimCity.snapshot([]).limited(to: .hours(5, 10))
        #expect(limited.limited(to: .hours(7)).period == .hours(7, 10))
        #expect(limited.limited(to: .always).period == .hours(5, 10))
    }

    @Test func `somebody's posts are those of the moment, each once, in the order of their texts`() throws {
        var city = SmallCity()
        let (clerk, head) = (Post("clerk", at: "H57.02"), Post("head", at: "H57.01"))
        city.assignments = [
            Assignment(person: SmallCity.clerk, post: head, period: .hours(0, 10)),
            Assignment(person: SmallCity.clerk, post: clerk, period: .hours(0, 8)),
            Assignment(person: SmallCity.clerk, post: clerk, period: .hours(4)),
            Assignment(person: SmallCity.clerk, post: Post("head", at: "H57.99"), period: .hours(0)),
            Assignment(person: SmallCity.other, post: Post("clerk", at: "H57.01"), period: .hours(0)),
        ]
        let snapshot = try city.snapshot()
        func posts(_ hour: Int) -> [Post] { snapshot.posts(of: SmallCity.clerk, at: .hour(hour)) }
        #expect(posts(-1) == [])
        #expect(posts(0) == [clerk, head] && posts(5) == [clerk, head] && posts(9) == [clerk, head])
        #expect(posts(10) == [clerk])
        // A unit that isn't there, any more or yet, has no posts.
        #expect(posts(20) == [clerk])
        #expect(snapshot.posts(of: .number(77), at: .hour(5)) == [])
    }

    @Test(
        arguments: [
            ("a.sign", Tier(authentication: .two, freshness: .minutes(15))), ("a.report.view", Tier()),
            ("a.trace", Tier(authentication: .two, isAudited: true)), ("a.report", nil), ("a.none", nil),
            ("z.view", nil),
        ] as [(FunctionID, Tier?)])
    func `the tier of a function is that of the policy, and a group has none`(
        function: FunctionID, tier: Tier?
    ) throws {
        #expect(try ClaimCity.snapshot([]).tier(of: function) == tier)
    }

    @Test(
        arguments: [
            ("proposer", true), ("decider", true), ("chief", true), ("viewer", false), ("all", false), ("none", false),
        ] as [(RoleID, Bool)])
    func `a role is exclusive in a session when it, or one that it includes, shuts another out`(
        role: RoleID, isExclusive: Bool
    ) throws {
        #expect(try ClaimCity.snapshot([]).isExclusiveInSession(role) == isExclusive)
    }

    @Test func `roles that exclude each other at a unit are free in a session`() throws {
        let snapshot = try SmallCity().snapshot()
        #expect(!snapshot.isExclusiveInSession("editor") && !snapshot.isExclusiveInSession("signer"))
    }

    @Test func `a snapshot gives back its policy, and the policy its audited functions`() throws {
        let policy = try ClaimCity.policy()
        #expect(try ClaimCity.snapshot([]).definition == policy)
        #expect(policy.auditedFunctions == ["a.trace"])
        #expect(try SmallCity.policy().auditedFunctions == [])
    }
}
