import TestSupport
import Testing
import Wire

@testable import Server

/// What the modules of the OpenID Foundation's suite for the Authorization API send that is wrong, or only looks so, and what
/// each wants. A case has its module's name, without `AuthzenPDP` and `Test`; Documentation/CONFORMANCE.md lists them.
@Suite(.bothDatabases) struct AuthZENModulesTests {
    private let provider: RunningProvider
    private let city: City
    private let bi: PlatformClient

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        bi = city.platform()
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.01.01")
    }

    struct Module: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let path: String
        var method = "POST"
        var type = "application/json"
        let body: String
    }

    // MARK: Bodies

    /// A message with these members; what stands in `changes` instead of one, or `nil` where it is left out.
    private static func message(_ members: [String], _ changes: [String: String?] = [:]) -> String {
        let good = [
            "subject": #"{"type": "user", "id": "s"}"#, "action": #"{"name": "report.enter"}"#,
            "resource": #"{"type": "unit", "id": "H57.01.01"}"#,
        ]
        let names = members + changes.keys.filter { !members.contains($0) }.sorted()
        return "{"
            + names.compactMap { name in
                (changes[name] ?? good[name]).map { "\"\(name)\": \($0)" }
            }.joined(separator: ", ") + "}"
    }

    private static let all = ["subject", "action", "resource"]

    /// Each endpoint, by the name that modules give it, and what a message of it holds.
    private static let endpoints: [(name: String, path: String, members: [String], sought: String?)] = [
        ("Evaluation", "evaluation", all, nil), ("Evaluations", "evaluations", all, nil),
        ("SubjectSearch", "search/subject", all, "subject"), ("ResourceSearch", "search/resource", all, "resource"),
        ("ActionSearch", "search/action", ["subject", "resource"], nil),
    ]

    /// Authorization API 1.0 §10.1.1, §10.1.2: what no endpoint takes.
    static let badTransports: [Module] = endpoints.flatMap { endpoint -> [Module] in
        let (name, path, body) = (endpoint.name, endpoint.path, message(endpoint.members))
        return [
            Module(testDescription: name + "RejectGetMethod", path: path, method: "GET", body: body),
            Module(testDescription: name + "RejectPutMethod", path: path, method: "PUT", body: body),
            Module(testDescription: name + "RejectTopLevelArray", path: path, body: "[\(body)]"),
            Module(testDescription: name + "RejectNonJsonContentType", path: path, type: "text/plain", body: body),
            Module(testDescription: name + "RejectMalformedJson", path: path, body: String(body.dropLast())),
            Module(testDescription: name + "RejectEmptyBody", path: path, body: ""),
        ]
    }

    /// What is missing from an entity: the end of a module's name.
    private static let flaws: [(name: String, member: String, value: String?)] = [
        ("MissingSubject", "subject", nil), ("SubjectMissingType", "subject", #"{"id": "s"}"#),
        ("SubjectMissingId", "subject", #"{"type": "user"}"#), ("SubjectIsString", "subject", #""s""#),
        ("MissingAction", "action", nil), ("ActionMissingName", "action", "{}"),
        ("ActionNameIsNumber", "action", #"{"name": 1}"#), ("ActionIsString", "action", #""report.enter""#),
        ("MissingResource", "resource", nil), ("ResourceMissingType", "resource", #"{"id": "H57"}"#),
        ("ResourceMissingId", "resource", #"{"type": "unit"}"#),
    ]

    /// §10.1: messages whose entities aren't whole. What a search looks for needs no id.
    static let badMessages: [Module] = endpoints.filter { $0.name != "Evaluations" }.flatMap { endpoint -> [Module] in
        flaws.filter { flaw in
            endpoint.members.contains(flaw.member)
                && !(flaw.member == endpoint.sought && flaw.name.hasSuffix("MissingId"))
        }.map { flaw in
            Module(
                testDescription: endpoint.name + flaw.name, path: endpoint.path,
                body: message(endpoint.members, [flaw.member: flaw.value]))
        }
    }

    /// What a receiver must take, or has to ignore.
    static let goodMessages: [Module] =
        endpoints.flatMap { endpoint -> [Module] in
            let (name, path, body) = (endpoint.name, endpoint.path, message(endpoint.members))
            return [
                Module(
                    testDescription: name + "AcceptContentTypeWithCharset", path: path,
                    type: "application/json; charset=utf-8", body: body),
                Module(
                    testDescription: name + "UnknownTopLevelFields", path: path,
                    body: message(endpoint.members, ["future": #"{"a": [1]}"#])),
            ]
        } + [
            Module(
                testDescription: "EvaluationUnknownSubjectFields", path: "evaluation",
                body: message(all, ["subject": #"{"type": "user", "id": "s", "future": 1}"#])),
            Module(
                testDescription: "EvaluationUnknownActionFields", path: "evaluation",
                body: message(all, ["action": #"{"name": "report.enter", "future": 1}"#])),
            Module(
                testDescription: "EvaluationUnknownResourceFields", path: "evaluation",
                body: message(all, ["resource": #"{"type": "unit", "id": "H57", "future": 1}"#])),
            Module(
                testDescription: "SubjectSearchUnknownPageFields", path: "search/subject",
                body: message(all, ["page": #"{"limit": 5, "future": 1}"#])),
        ]

    // MARK: Asking

    private func ask(_ module: Module, _ headers: [(String, String)] = []) async throws -> Reply {
        let secret = Base64.encode(Array("bi:the+secret+of+bi".utf8))
        return try await Browser(provider).send(
            module.method, "/access/v1/" + module.path,
            headers: headers + [("Content-Type", module.type), ("Authorization", "Basic \(secret)")], body: module.body)
    }

    @Test(arguments: badTransports)
    func `what isn't a POST of one JSON object is refused`(_ module: Module) async throws {
        let reply = try await ask(module)
        #expect(reply.status == (module.method == "POST" ? 400 : 405), "\(reply.text)")
    }

    @Test(arguments: badMessages)
    func `a message that lacks an entity, or a part of one, is a bad request`(_ module: Module) async throws {
        let reply = try await ask(module)
        #expect(reply.status == 400, "\(reply.text)")
    }

    @Test(arguments: goodMessages)
    func `what a receiver has to ignore is ignored, and a charset is taken`(_ module: Module) async throws {
        let reply = try await ask(module)
        #expect(reply.status == 200, "\(reply.text)")
    }

    @Test(arguments: endpoints.map { ($0.path, message($0.members)) })
    func `every endpoint gives a request's id back, and the same answer each time`(
        _ path: String, _ body: String
    ) async throws {
        let module = Module(testDescription: path, path: path, body: body)
        var answers: Set<String> = []
        for number in 0..<3 {
            let reply = try await ask(module, [("X-Request-ID", "request-\(number)")])
            #expect(reply.status == 200 && reply.header("X-Request-ID") == "request-\(number)")
            answers.insert(reply.text)
        }
        #expect(answers.count == 1)
    }

    /// §8.3, §8.4.1, §8.5.1, §8.6.1.
    @Test func `an id of what is sought is ignored, and what nobody knows is found nowhere`() async throws {
        let an = try await city.signIn("an")
        let (subject, action): (JSONValue, JSONValue) = (
            ["type": "user", "id": .string(an.sub)], ["name": "report.enter"]
        )
        let resource: JSONValue = ["type": "unit", "id": "H57.01.01"]
        func results(_ kind: String, _ json: JSONObject) async throws -> JSONValue? {
            let reply = try await bi.ask("search/" + kind, json)
            #expect(reply.status == 200, "\(reply.text)")
            return try reply.json()["results"]
        }
        let people = try await results(
            "subject", ["subject": ["type": "user"], "action": action, "resource": resource])
        #expect(people?.array?.count == 1)
        #expect(
            try await results(
                "subject", ["subject": ["type": "user", "id": "x"], "action": action, "resource": resource]) == people)
        let units = try await results(
            "resource", ["subject": subject, "action": action, "resource": ["type": "unit"]])
        #expect(units?.array?.isEmpty == false)
        #expect(
            try await results(
                "resource", ["subject": subject, "action": action, "resource": ["type": "unit", "id": "x"]]) == units)
        let actions = try await results("action", ["subject": subject, "resource": resource])
        #expect(actions?.array?.isEmpty == false)
        #expect(
            try await results("action", ["subject": subject, "resource": resource, "action": ["name": "x"]]) == actions)
        let spaceships = try await results(
            "subject", ["subject": ["type": "spaceship"], "action": action, "resource": resource])
        #expect(spaceships == [])
        let nobody: JSONValue = ["type": "user", "id": "nobody"]
        #expect(try await results("action", ["subject": nobody, "resource": resource]) == [])
    }

    /// §7.1.1.1, and what the certification profile wants of an item that lacks an entity everywhere (3.4.1).
    @Test func `an item without a subject is denied alone, and its own entities go before the defaults`() async throws {
        let an = try await city.signIn("an")
        let subject: JSONValue = ["type": "user", "id": .string(an.sub)]
        let (own, other): (JSONValue, JSONValue) = (
            ["type": "unit", "id": "H57.01.01"], ["type": "unit", "id": "H57.02"]
        )
        let reply = try await bi.ask(
            "evaluations",
            [
                "action": ["name": "report.enter"], "resource": other,
                "evaluations": [
                    ["subject": subject], ["subject": subject, "resource": own], [:], ["subject": subject],
                ],
            ])
        #expect(reply.status == 200)
        let decisions = try reply.json()["evaluations"]?.array?.map { $0.object?["decision"] }
        #expect(decisions == [false, true, false, false])
    }
}
