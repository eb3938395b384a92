import AuthZEN
import Directory
import Identity
import Permissions
import TestSupport
import Testing
import Wire

struct DecisionPointTests {
    private static let people = ["sub-clerk": SmallCity.clerk, "sub-other": SmallCity.other]

    private func point(platform: PlatformID = "a") throws -> DecisionPoint {
        var city = SmallCity()
        city.grants = [
            SmallCity.grant(1, .person(SmallCity.clerk), "editor", of: "H57.01"),
            SmallCity.grant(2, .person(SmallCity.other), "viewer", of: "H57"),
        ]
        return DecisionPoint(try city.snapshot(), platform: platform, at: .hour(1))
    }

    private func caller(
        _ subject: String, _ authentication: AuthenticationLevel = .two
    ) -> Result<Caller, CallerRefusal> {
        Self.people[subject].map {
            .success(Caller(person: $0, persona: .staff, assurance: .at(nil, authentication, 1)))
        } ?? .failure(.unknownSubject)
    }

    private func response(
        _ point: DecisionPoint, _ evaluation: Evaluation, _ authentication: AuthenticationLevel = .two
    ) -> EvaluationResponse {
        point.decide(evaluation, for: caller(evaluation.subject.id, authentication)).response
    }

    private func evaluation(_ subject: String, _ action: String, _ unit: String) -> Evaluation {
        Evaluation(
            subject: Subject(type: "user", id: subject),
            action: Action(name: action),
            resource: Resource(type: "unit", id: unit)
        )
    }

    @Test func `a platform is told yes, and no with the stage`() throws {
        let point = try point()
        #expect(response(point, evaluation("sub-clerk", "edit", "H57.01.01")) == EvaluationResponse(true))
        #expect(response(point, evaluation("sub-clerk", "a.edit", "H57.01.01")) == EvaluationResponse(true))
        #expect(response(point, evaluation("sub-clerk", "edit", "H57.02")).context == ["reason": "no_grant"])
        #expect(response(point, evaluation("nobody", "edit", "H57.01")).context == ["reason": "unknown_subject"])
    }

    @Test func `the unit of another resource is its property`() throws {
        let document = Evaluation(
            subject: Subject(type: "user", id: "sub-clerk"),
            action: Action(name: "edit"),
            resource: Resource(type: "document", id: "7", properties: ["unit": "H57.01"])
        )
        #expect(response(try point(), document).decision)
    }

    @Test func `another platform's functions are unknown to it`() throws {
        #expect(
            response(try point(platform: "b"), evaluation("sub-clerk", "a.edit", "H57.01")).context == [
                "reason": "unknown_function"
            ]
        )
    }

    @Test func `a step up is said in the terms of RFC 9470`() throws {
        let decision = response(try point(), evaluation("sub-clerk", "edit", "H57.01"), .one)
        #expect(!decision.decision)
        #expect(decision.context?["error"] == "insufficient_user_authentication")
        #expect(decision.context?["acr_values"] == "https://hue.gov.vn/acr/2")
    }

    @Test func `searches find subjects, units and actions`() throws {
        let point = try point()
        func ids(_ json: JSONObject, _ member: String) -> [String] {
            (json["results"]?.array ?? []).compactMap { $0.object?[member]?.string }
        }
        let (view, unit) = (Action(name: "view"), Resource(type: "unit", id: "H57.01"))
        #expect(Set(point.subjects(view, on: unit)) == [SmallCity.clerk, SmallCity.other])
        #expect(point.subjects(view, on: unit) == point.subjects(view, on: unit).sorted())
        #expect(point.subjects(Action(name: "edit"), on: unit) == [SmallCity.clerk])
        #expect(point.subjects(view, on: Resource(type: "unit", id: "the moon")).isEmpty)
        let clerk = caller("sub-clerk")
        let resources = try Search.resources([
            "subject": ["type": "user", "id": "sub-clerk"], "action": ["name": "edit"],
            "resource": ["type": "unit"],
        ])
        let units = point.resources("unit", for: clerk, Action(name: "edit"))
        #expect(ids(resources.page.answer(units), "id") == ["H57.01", "H57.01.01"])
        let actions = try Search.actions([
            "subject": ["type": "user", "id": "sub-clerk"], "resource": ["type": "unit", "id": "H57.01"],
        ])
        #expect(ids(actions.page.answer(point.actions(for: clerk, on: unit)), "name") == ["a.edit", "a.view"])
    }
}
