import Directory
import Identity
import Permissions
import TestSupport
import Testing

struct ExplainTests {
    private func explain(
        _ person: PersonID,
        _ function: FunctionID,
        _ unit: UnitID,
        hour: Int = 1,
        persona: Persona = .staff
    ) throws -> Explanation {
        var city = SmallCity()
        city.assignments = [
            Assignment(person: SmallCity.clerk, post: Post("clerk", at: "H57.01.01"), period: .hours(0)),
            Assignment(person: SmallCity.clerk, post: Post("clerk", at: "H57.02"), period: .hours(0)),
        ]
        city.grants = [
            SmallCity.grant(
                1,
                .holders(of: Post("clerk", at: "H57.01.01")),
                "editor",
                of: "H57.01",
                .hours(0, 10)
            ),
            SmallCity.grant(2, .person(SmallCity.other), "editor", of: "H57"),
            SmallCity.grant(3, .person(SmallCity.other), "viewer", .unit, of: "H57.02", effect: .deny),
        ]
        return try city.snapshot().explain(
            Question(
                person: person,
                persona: persona,
                function: function,
                unit: unit,
                moment: .hour(hour),
                session: .at(nil, .two, hour)
            )
        )
    }

    @Test func `a permit names the grant, who gave it, the post, the roles and the units`() throws {
        let chain = try #require(try explain(SmallCity.clerk, "a.view", "H57.01.01").chain)
        #expect(chain.grant == 1 && chain.grantedBy == SmallCity.boss)
        #expect(chain.through == .holder(of: Post("clerk", at: "H57.01.01")))
        #expect(chain.roles == ["editor", "viewer"])
        #expect(chain.functions == ["a.view"])
        #expect(chain.units == ["H57.01", "H57.01.01"])
    }

    @Test func `a denial names the grant that denies`() throws {
        let explanation = try explain(SmallCity.other, "a.view", "H57.02")
        #expect(explanation.decision == .deny(.denied(by: 3)))
        #expect(explanation.chain?.grant == 3)
    }

    @Test func `what is nearest to permitting is told`() throws {
        #expect(
            try explain(SmallCity.clerk, "a.edit", "H57.01", hour: 11).nearest
                == .notAtThisTime(1, period: .hours(0, 10))
        )
        #expect(
            try explain(SmallCity.clerk, "a.edit", "H57.01", persona: .post(Post("clerk", at: "H57.02")))
                .nearest
                == .otherPersona(.post(Post("clerk", at: "H57.01.01")), 1)
        )
        #expect(
            try explain(SmallCity.clerk, "a.edit", "H57.02").nearest
                == .elsewhere(1, anchor: "H57.01", steps: 2)
        )
        #expect(try explain(SmallCity.clerk, "a.sign", "H57.01").nearest == .needsRole(["signer"]))
        #expect(try explain(SmallCity.boss, "a.sign", "H57.01").nearest == .needsRole(["signer"]))
    }

    @Test func `a grant to each one's own unit is explained by the post at the unit in question`() throws {
        var city = SmallCity()
        let posts = [Post("clerk", at: "H57.01"), Post("clerk", at: "H57.02")]
        city.assignments = posts.map { Assignment(person: SmallCity.clerk, post: $0, period: .hours(0)) }
        city.grants = [
            RoleGrant(
                id: 1, subject: .everyone(at: "dept"), role: "viewer", reach: Reach(.unit, of: .ownUnit),
                period: .hours(0), grantedBy: nil, reason: "x")
        ]
        let snapshot = try city.snapshot()
        for post in posts {
            for persona in [Persona.staff, .post(post)] {
                let explanation = snapshot.explain(
                    Question(
                        person: SmallCity.clerk, persona: persona, function: "a.view", unit: post.unit,
                        moment: .hour(5), session: .at(nil, .two, 5)))
                #expect(explanation.chain?.through == .everyone(at: "dept", post: post))
                #expect(explanation.chain?.units == [post.unit])
            }
        }
    }

    private static let members = Post("member", at: "H57")

    @Test(arguments: [Persona.staff, .post(members), .citizen])
    func `a grant in person to somebody in no post is what is missing nearest`(persona: Persona) throws {
        func explain(_ assignments: [Assignment]) throws -> Explanation {
            var city = SmallCity()
            city.grants = [SmallCity.grant(1, .person(SmallCity.clerk), "editor", of: "H57.01")]
            city.assignments = assignments
            return try city.snapshot().explain(
                Question(
                    person: SmallCity.clerk, persona: persona, function: "a.edit", unit: "H57.01", moment: .hour(5),
                    session: .at(nil, .two, 5)))
        }
        let ended = Assignment(person: SmallCity.clerk, post: Self.members, period: .hours(0, 5))
        let later = Assignment(person: SmallCity.clerk, post: Self.members, period: .hours(6))
        let others = Assignment(person: SmallCity.other, post: Self.members, period: .always)
        for assignments in [[], [ended], [later], [ended, later], [others]] {
            let explanation = try explain(assignments)
            #expect(explanation.decision == .deny(.noGrant) && explanation.nearest == .inNoPost(1))
        }
        let held = try explain([Assignment(person: SmallCity.clerk, post: Self.members, period: .hours(5))])
        if persona == .citizen {
            #expect(held.nearest == .otherPersona(.staff, 1))
        } else {
            #expect(held.decision.isPermit && held.nearest == nil)
        }
    }
}
