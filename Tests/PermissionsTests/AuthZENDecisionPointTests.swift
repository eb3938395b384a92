import Directory
import Identity
import Permissions
import Testing
import Wire

struct AuthZENDecisionPointTests {
    private func point(
        platform: PlatformID = "a", authentication: AuthenticationLevel = .two
    ) throws
        -> AuthZENDecisionPoint
    {
        var city = SmallCity()
        city.grants = [
            SmallCity.grant(1, .person(SmallCity.clerk), "editor", of: "H57.01"),
            SmallCity.grant(2, .person(SmallCity.other), "viewer", of: "H57"),
        ]
        let people = ["sub-clerk": SmallCity.clerk, "sub-other": SmallCity.other]
        return AuthZENDecisionPoint(
            try city.snapshot(),
            platform: platform,
            at: .hour(1),
            names: AuthenticationContextNames([.two: "urn:hue:aal:2"]),
            resolve: { subject, _ in
                people[subject.id].map {
                    .success(.init(person: $0, persona: .staff, session: .at(nil, authentication, 1)))
                } ?? .failure(.unknownSubject)
            }
        )
    }

    private func evaluation(_ subject: String, _ action: String, _ unit: String) -> AuthZENEvaluation {
        AuthZENEvaluation(
            subject: AuthZENSubject(type: "user", id: subject),
            action: AuthZENAction(name: action),
            resource: AuthZENResource(type: "unit", id: unit)
        )
    }

    @Test func `a platform is told yes, and no with the stage`() throws {
        let point = try point()
        #expect(point.decide(evaluation("sub-clerk", "edit", "H57.01.01")) == AuthZENDecision(true))
        #expect(point.decide(evaluation("sub-clerk", "a.edit", "H57.01.01")) == AuthZENDecision(true))
        #expect(point.decide(evaluation("sub-clerk", "edit", "H57.02")).context == ["reason": "no_grant"])
        #expect(point.decide(evaluation("nobody", "edit", "H57.01")).context == ["reason": "unknown_subject"])
    }

    @Test func `the unit of another resource is its property`() throws {
        let document = AuthZENEvaluation(
            subject: AuthZENSubject(type: "user", id: "sub-clerk"),
            action: AuthZENAction(name: "edit"),
            resource: AuthZENResource(type: "document", id: "7", properties: ["unit": "H57.01"])
        )
        #expect(try point().decide(document).decision)
    }

    @Test func `another platform's functions are unknown to it`() throws {
        #expect(
            try point(platform: "b").decide(evaluation("sub-clerk", "a.edit", "H57.01")).context == [
                "reason": "unknown_function"
            ]
        )
    }

    @Test func `a step up is said in the terms of RFC 9470`() throws {
        let decision = try point(authentication: .one).decide(evaluation("sub-clerk", "edit", "H57.01"))
        #expect(!decision.decision)
        #expect(decision.context?["error"] == "insufficient_user_authentication")
        #expect(decision.context?["acr_values"] == "urn:hue:aal:2")
    }

    @Test func `searches find subjects, units and actions`() throws {
        let point = try point()
        func ids(_ json: JSONObject, _ member: String) -> [String] {
            (json["results"]?.array ?? []).compactMap { $0.object?[member]?.string }
        }
        let names = [SmallCity.clerk: "sub-clerk", SmallCity.other: "sub-other"]
        func subjects(limit: Int, after last: PersonID? = nil) -> (answer: JSONObject, named: [String]) {
            let (answer, named) = point.subjects(
                "user", AuthZENAction(name: "view"), AuthZENResource(type: "unit", id: "H57.01"), limit: limit,
                after: last
            ) { names[$0] }
            return (answer, named.map(\.subject))
        }
        #expect(Set(ids(subjects(limit: 9).answer, "id")) == ["sub-clerk", "sub-other"])
        let first = subjects(limit: 1)
        #expect(first.answer["page"]?.object?["next_token"]?.string?.isEmpty == false)
        let last = try #require(names.first { $0.value == first.named.first }?.key)
        let second = subjects(limit: 1, after: last)
        #expect(second.answer["page"]?.object?["next_token"] == "")
        #expect(Set(first.named + second.named) == ["sub-clerk", "sub-other"])
        let resources = try AuthZENSearch.resources([
            "subject": ["type": "user", "id": "sub-clerk"], "action": ["name": "edit"],
            "resource": ["type": "unit"],
        ])
        #expect(ids(try point.search(resources), "id") == ["H57.01", "H57.01.01"])
        let actions = try AuthZENSearch.actions([
            "subject": ["type": "user", "id": "sub-clerk"], "resource": ["type": "unit", "id": "H57.01"],
        ])
        #expect(ids(try point.search(actions), "name") == ["a.edit", "a.view"])
    }
}
