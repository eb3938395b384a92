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
            },
            name: { person in people.first { $0.value == person }?.key }
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
        let subjects = try AuthZENSearch.subjects([
            "subject": ["type": "user"], "action": ["name": "view"],
            "resource": ["type": "unit", "id": "H57.01"],
        ])
        #expect(ids(try point.search(subjects), "id") == ["sub-clerk", "sub-other"])
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
