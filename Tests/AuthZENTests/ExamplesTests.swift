import AuthZEN
import Foundation
import Testing
import Wire

/// The examples of the OpenID AuthZEN Authorization API 1.0 (Copyright 2026 The OpenID Foundation), as files
/// in Vectors, with the answers that the specification prints.
struct ExamplesTests {
    static func vector(_ name: String) throws -> JSONObject {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Vectors/\(name).json")
        return try JSONReader.readObject(Array(try Data(contentsOf: url)))
    }

    /// Alice may read documents 1 and 3.
    static func decide(_ evaluation: Evaluation) -> EvaluationResponse {
        EvaluationResponse(["1", "3"].contains(evaluation.resource.id))
    }

    static func answer(_ request: Evaluations) -> JSONObject {
        request.json(
            request.outcomes { evaluation, _ in EvaluationOutcome(response: decide(evaluation)) }.map(\.response))
    }

    @Test func `an evaluation is read with all its entities`() throws {
        let evaluation = try Evaluation(try Self.vector("evaluation"))
        #expect(evaluation.subject == Subject(type: "user", id: "alice@example.com"))
        #expect(evaluation.resource == Resource(type: "account", id: "123"))
        #expect(evaluation.action == Action(name: "can_read", properties: ["method": "GET"]))
        #expect(evaluation.context == ["time": "1985-10-26T01:22-07:00"])
        #expect(EvaluationResponse(true).json == ["decision": true])
    }

    @Test(arguments: ["evaluations-full", "evaluations-defaults", "evaluations-override"])
    func `evaluations take what they leave out from the defaults`(name: String) throws {
        let request = try Evaluations(try Self.vector(name))
        let evaluations = try request.evaluations.map { try $0.get() }
        #expect(evaluations.map(\.resource.id) == ["boxcarring.md", "subject-search.md", "resource-search.md"])
        #expect(evaluations.allSatisfy { $0.subject.id == "alice@example.com" })
        #expect(evaluations.allSatisfy { $0.context == ["time": "2024-05-31T15:22-07:00"] })
        let last = name == "evaluations-override" ? "can_edit" : "can_read"
        #expect(evaluations.map(\.action.name) == ["can_read", "can_read", last])
    }

    @Test(arguments: [
        ("execute_all", [true, false, true]),
        ("deny_on_first_deny", [true, false]),
        ("permit_on_first_permit", [true]),
    ])
    func `each semantic answers as the specification prints it`(semantic: String, decisions: [Bool]) throws {
        let request = try Evaluations(try Self.vector("semantic-" + semantic))
        let expected = JSONValue.array(decisions.map { .object(["decision": .bool($0)]) })
        #expect(Self.answer(request) == ["evaluations": expected])
    }

    /// The specification's own example of an item with an error; ours says what is wrong with it.
    static let unreadable: [(item: JSONValue, message: String)] = [
        ([:], "evaluations[1].resource is missing"),
        (["resource": ["id": "1"]], "evaluations[1].resource.type is missing"),
        (["resource": "1"], "evaluations[1].resource has the wrong type"),
        (
            ["resource": ["type": "document", "id": "1"], "subject": ["type": "user"]],
            "evaluations[1].subject.id is missing"
        ),
        (["resource": ["type": "document", "id": "1"], "context": 1], "evaluations[1].context has the wrong type"),
        (1, "evaluations[1] has the wrong type"),
    ]

    @Test(arguments: unreadable)
    func `an evaluation that can't be read is denied with its error, and the others are answered`(
        item: JSONValue, message: String
    ) throws {
        var request = try Self.vector("semantic-execute_all")
        let first = try #require(request["evaluations"]?.array?.first)
        let failed: JSONValue = [
            "decision": false, "context": ["error": ["status": 400, "message": .string(message)]],
        ]
        for (semantic, expected) in [
            ("execute_all", [["decision": true], failed, ["decision": true]]),
            ("deny_on_first_deny", [["decision": true], failed]), ("permit_on_first_permit", [["decision": true]]),
        ] as [(JSONValue, [JSONValue])] {
            request["evaluations"] = [first, item, first]
            request["options"] = ["evaluations_semantic": semantic]
            #expect(Self.answer(try Evaluations(request)) == ["evaluations": .array(expected)])
        }
        request["options"] = ["evaluations_semantic": "permit_on_first_permit"]
        request["evaluations"] = [["resource": ["type": "document", "id": "2"]], item, first, first]
        #expect(
            Self.answer(try Evaluations(request))
                == ["evaluations": [["decision": false], failed, ["decision": true]]])
    }

    @Test func `an item's entity stands for the default as a whole`() throws {
        var request = try Self.vector("semantic-execute_all")
        request["resource"] = ["type": "document"]
        request["evaluations"] = [["resource": ["id": "1"]], ["resource": ["type": "document", "id": "1"]], [:]]
        let messages = Self.answer(try Evaluations(request))["evaluations"]?.array?.map {
            $0.object?["context"]?.object?["error"]?.object?["message"]?.string
        }
        #expect(messages == ["evaluations[0].resource.type is missing", nil, "resource.id is missing"])
    }

    @Test func `without a list evaluations answer like one evaluation`() throws {
        var single = try Self.vector("evaluation")
        #expect(Self.answer(try Evaluations(single)) == ["decision": false])
        single["evaluations"] = []
        #expect(Self.answer(try Evaluations(single)) == ["decision": false])
    }

    @Test func `searches leave out the id of what is sought, or have it ignored`() throws {
        var subject = try Self.vector("search-subject")
        let expected = Search.Sought.subjects(
            type: "user",
            Action(name: "can_read"),
            Resource(type: "account", id: "123")
        )
        #expect(try Search.subjects(subject).sought == expected)
        subject["subject"] = ["type": "user", "id": "ignored"]
        #expect(try Search.subjects(subject).sought == expected)
        #expect(
            try Search.resources(try Self.vector("search-resource")).sought
                == .resources(
                    type: "account",
                    properties: JSONObject(),
                    Subject(type: "user", id: "alice@example.com"),
                    Action(name: "can_read")
                )
        )
        #expect(
            try Search.actions(try Self.vector("search-action")).sought
                == .actions(
                    Subject(type: "user", id: "alice@example.com"),
                    Resource(type: "account", id: "123")
                )
        )
    }

    @Test func `three results come in two pages of at most two`() throws {
        let results = ["123", "456", "789"].map { id -> (key: String, json: JSONObject) in
            (id, ["type": "account", "id": .string(id)])
        }
        var request = try Self.vector("search-page")
        let first = try Search.resources(request).page.answer(results)
        #expect(first["results"]?.array?.count == 2)
        #expect(first["page"]?.object?["count"] == 2 && first["page"]?.object?["total"] == 3)
        let token = try #require(first["page"]?.object?["next_token"]?.string)
        #expect(!token.isEmpty)
        request["page"] = ["token": .string(token), "limit": 2]
        let second = try Search.resources(request).page.answer(results)
        #expect(second["results"] == [["type": "account", "id": "789"]])
        #expect(second["page"]?.object?["next_token"] == "")
    }

    @Test(arguments: [
        ("subject", RequestError.missing("subject")),
        ("action", .missing("action")),
        ("resource", .missing("resource")),
    ])
    func `a member that is missing is a bad request`(member: String, error: RequestError) throws {
        var request = try Self.vector("evaluation")
        request[member] = nil
        #expect(throws: error) { _ = try Evaluation(request) }
        request[member] = ["type": 1]
        #expect(throws: RequestError.self) { _ = try Evaluation(request) }
    }

    @Test func `a page of no results ends where it began, at the beginning too`() throws {
        let results = ["a", "b"].map { (key: $0, json: JSONObject([("id", .string($0))])) }
        func page(_ token: String, limit: Int64) throws -> (ids: [String?], next: String) {
            var request = try Self.vector("search-page")
            request["page"] = ["token": .string(token), "limit": .integer(limit)]
            let answer = try Search.resources(request).page.answer(results)
            let ids = answer["results"]?.array?.map { $0.object?["id"]?.string } ?? []
            return (ids, try #require(answer["page"]?.object?["next_token"]?.string))
        }
        let start = try page("", limit: 0)
        #expect(start.ids.isEmpty && !start.next.isEmpty)
        let first = try page(start.next, limit: 1)
        #expect(first.ids == ["a"])
        let none = try page(first.next, limit: 0)
        #expect(none.ids.isEmpty && none.next == first.next)
        let second = try page(none.next, limit: 1)
        #expect(second.ids == ["b"] && second.next.isEmpty)
        #expect(try page(second.next, limit: 0).ids.isEmpty)
    }

    @Test func `an unknown semantic, too many evaluations and a foreign page token are bad requests`() throws {
        var request = try Self.vector("semantic-execute_all")
        request["options"] = ["evaluations_semantic": "guess"]
        #expect(throws: RequestError.unknownSemantic) { _ = try Evaluations(request) }
        request["options"] = nil
        request["evaluations"] = .array(
            Array(repeating: .object(JSONObject()), count: Evaluations.bound + 1)
        )
        #expect(throws: RequestError.tooManyEvaluations(bound: 1000)) { _ = try Evaluations(request) }
        var search = try Self.vector("search-page")
        search["page"] = ["token": "!"]
        #expect(throws: RequestError.badPageToken) { _ = try Search.resources(search) }
    }

    @Test func `the metadata name every endpoint`() {
        let json = DecisionPointMetadata(decisionPoint: "https://pdp.example.com").json
        #expect(json["policy_decision_point"] == "https://pdp.example.com")
        #expect(json["access_evaluation_endpoint"] == "https://pdp.example.com/access/v1/evaluation")
        #expect(json["search_subject_endpoint"] == "https://pdp.example.com/access/v1/search/subject")
        #expect(json["search_resource_endpoint"] == "https://pdp.example.com/access/v1/search/resource")
        #expect(json.count == 6)
    }
}
