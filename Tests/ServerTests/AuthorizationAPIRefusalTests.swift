import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Server

/// What the Authorization API doesn't answer: it says why in a sentence, and each attempt of a platform stands in the audit
/// log; those of strangers are counted.
@Suite(.bothDatabases) struct AuthorizationAPIRefusalTests {
    private let provider: RunningProvider
    private let city: City
    private let bi: PlatformClient

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        bi = city.platform()
    }

    /// Sends, and looks at what came back and at what the log says: `refused: ` and the word.
    @discardableResult
    private func expectRefusal(
        _ status: Int, _ sentence: String, logged word: String, by client: String? = nil,
        _ send: () async throws -> Reply
    ) async throws -> Reply {
        let before = try await provider.events().count
        _ = try await provider.counted()
        try await provider.execute("DELETE FROM refusal_counts")
        let reply = try await send()
        #expect(reply.status == status && reply.text == sentence)
        #expect(reply.header("Content-Type") == "text/plain; charset=utf-8")
        let events = try await provider.events().dropFirst(before)
        guard let client else {
            #expect(events.isEmpty)
            #expect(try await provider.counted() == ["decision | \(word) | 203.0.113.0/24 |  | 1"])
            return reply
        }
        #expect(
            events.map { "\($0.action) \($0.outcome) \($0.actor) \($0.client ?? "-")" } == [
                "decision refused: \(word) client:\(client) \(client)"
            ])
        #expect(events.first?.address == Browser.address && events.first?.port == Int64(Browser.port))
        return reply
    }

    private static let unauthenticated =
        "client authentication failed: use client_secret_basic, or an access token of your own"
    private static let question = String(
        decoding: JSONWriter.write(PlatformClient.question("somebody", "report.enter", at: "H57")), as: UTF8.self)

    // MARK: Who asks

    @Test(arguments: [
        [], [("Authorization", "Digest token")], [("Authorization", "Basic !")],
        [("Authorization", "Basic " + Base64.encode(Array("bi:wrong".utf8)))],
        [("Authorization", "Basic " + Base64.encode(Array("nobody:the+secret+of+bi".utf8)))],
        [("Authorization", "Basic " + Base64.encode(Array("bi:".utf8)))],
    ])
    func `who doesn't prove to be a client is refused, and told how to`(
        _ headers: [(String, String)]
    ) async throws {
        let reply = try await expectRefusal(401, Self.unauthenticated, logged: "invalid_client") {
            try await Browser(provider).post(
                "/access/v1/evaluation", body: Self.question, type: "application/json", headers: headers)
        }
        #expect(reply.header("WWW-Authenticate") == "Basic realm=\"hue-sso\"")
    }

    @Test(arguments: ["", "{", "{}", String(repeating: " ", count: Limits.authorizationAPIBytes + 1)])
    func `who isn't a client doesn't learn what is wrong with its request`(_ body: String) async throws {
        try await expectRefusal(401, Self.unauthenticated, logged: "invalid_client") {
            try await bi.ask("evaluation", body: body, secret: "wrong")
        }
    }

    @Test func `a public client proves nothing, and is refused`() async throws {
        var registration = ClientRegistration(
            id: "app", name: "Ứng dụng", redirectURIs: ["https://app.hue.test/callback"])
        registration.authenticationMethod = "none"
        registration.platform = "bi"
        let client = try registration.client(secret: nil)
        let now = provider.clock.now
        try await provider.add(client, at: now)
        let app = city.platform("app")
        for secret in ["", "anything"] {
            try await expectRefusal(401, Self.unauthenticated, logged: "invalid_client") {
                try await app.ask("evaluation", body: Self.question, secret: secret)
            }
        }
    }

    @Test func `a disabled client is refused`() async throws {
        try await provider.disableClient("bi")
        try await expectRefusal(401, Self.unauthenticated, logged: "invalid_client") {
            try await bi.ask("evaluation", body: Self.question)
        }
    }

    @Test(arguments: ["evaluation", "evaluations", "search/subject", "search/resource", "search/action"])
    func `a client that is no platform is refused`(_ path: String) async throws {
        try await provider.register("website")
        try await expectRefusal(
            403, "this client is not registered as a platform", logged: "no-platform", by: "website"
        ) { try await city.platform("website").ask(path, body: Self.question) }
    }

    // MARK: What is asked

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", nil])
    func `a body that isn't called JSON isn't read`(_ type: String?) async throws {
        try await expectRefusal(400, "the content type must be application/json", logged: "not-json", by: "bi") {
            try await bi.ask("evaluation", body: Self.question, type: type)
        }
    }

    @Test(arguments: ["application/json; charset=utf-8", "Application/JSON"])
    func `JSON may be called so in other letters and with a charset`(_ type: String) async throws {
        #expect(try await bi.ask("evaluation", body: Self.question, type: type).status == 200)
    }

    @Test(arguments: [
        "", "{", "[]", "\"text\"", "{\"subject\": {}, \"subject\": {}}", "{} {}",
        #"{"action": {"name": "report.enter", "name": "report.approve"}}"#,
    ])
    func `a body that isn't one JSON object, each member once, is refused`(_ body: String) async throws {
        let before = try await provider.events().count
        let reply = try await bi.ask("evaluation", body: body)
        #expect(reply.status == 400 && reply.text.hasPrefix("the body is not a JSON object: "))
        #expect(try await provider.events().dropFirst(before).map(\.outcome) == ["refused: not-json"])
    }

    private static let subject = #""subject": {"type": "user", "id": "s"}"#
    private static let action = #""action": {"name": "report.enter"}"#
    private static let resource = #""resource": {"type": "unit", "id": "H57"}"#

    @Test(arguments: [
        ("evaluation", "{\(action), \(resource)}", "subject is missing"),
        ("evaluation", "{\(subject), \(resource)}", "action is missing"),
        ("evaluation", "{\(subject), \(action)}", "resource is missing"),
        ("evaluation", "{\"subject\": {\"id\": \"s\"}, \(action), \(resource)}", "subject.type is missing"),
        ("evaluation", "{\"subject\": {\"type\": \"user\"}, \(action), \(resource)}", "subject.id is missing"),
        ("evaluation", "{\(subject), \"action\": {}, \(resource)}", "action.name is missing"),
        ("evaluation", "{\(subject), \(action), \"resource\": {\"type\": \"unit\"}}", "resource.id is missing"),
        ("evaluation", "{\"subject\": \"s\", \(action), \(resource)}", "subject has the wrong type"),
        ("evaluation", "{\(subject), \"action\": {\"name\": 1}, \(resource)}", "action.name has the wrong type"),
        ("evaluation", "{\(subject), \(action), \(resource), \"context\": []}", "context has the wrong type"),
        (
            "evaluation",
            "{\"subject\": {\"type\": \"user\", \"id\": \"s\", \"properties\": 1}, \(action), \(resource)}",
            "subject.properties has the wrong type"
        ),
        ("evaluations", "{\(subject), \(action), \(resource), \"evaluations\": {}}", "evaluations has the wrong type"),
        (
            "evaluations",
            "{\(subject), \(action), \(resource), \"options\": {\"evaluations_semantic\": \"any\"}, \"evaluations\": [{}]}",
            "options.evaluations_semantic must be execute_all, deny_on_first_deny or permit_on_first_permit"
        ),
        ("search/subject", "{\(action), \(resource)}", "subject is missing"),
        ("search/resource", "{\(subject), \(action)}", "resource is missing"),
        ("search/action", "{\(subject)}", "resource is missing"),
        (
            "search/action", "{\(subject), \(resource), \"page\": {\"token\": \"!\"}}",
            "page.token is not one of ours"
        ),
        (
            "search/action", "{\(subject), \(resource), \"page\": {\"limit\": -1}}",
            "page.limit has the wrong type"
        ),
    ])
    func `what is missing, or of another type, is named`(
        _ path: String, _ body: String, _ sentence: String
    ) async throws {
        try await expectRefusal(400, sentence, logged: "invalid-request", by: "bi") {
            try await bi.ask(path, body: body)
        }
    }

    @Test func `an evaluation that can't be read is denied alone, and the log says so once`() async throws {
        let before = try await provider.events().count
        let body = "{\(Self.subject), \(Self.action), \"evaluations\": [{}, {\(Self.resource)}, 1]}"
        let reply = try await bi.ask("evaluations", body: body)
        func failed(_ message: String) -> JSONValue {
            ["decision": false, "context": ["error": ["status": 400, "message": .string(message)]]]
        }
        #expect(
            try reply.json() == [
                "evaluations": [
                    failed("evaluations[0].resource is missing"),
                    ["decision": false, "context": ["reason": "unknown_subject"]],
                    failed("evaluations[2] has the wrong type"),
                ]
            ])
        let events = try await provider.events().dropFirst(before)
        #expect(
            events.map { "\($0.action) \($0.outcome) \($0.client ?? "-")" } == ["decision refused: invalid-request bi"])
    }

    @Test(arguments: [(1000, 200), (1001, 400)])
    func `one request holds a thousand evaluations and no more`(_ count: Int, _ status: Int) async throws {
        let list = Array(repeating: "{}", count: count).joined(separator: ",")
        let body = "{\(Self.subject), \(Self.action), \(Self.resource), \"evaluations\": [\(list)]}"
        let reply = try await bi.ask("evaluations", body: body)
        #expect(reply.status == status)
        if status == 200 {
            #expect(try reply.json()["evaluations"]?.array?.count == count)
        } else {
            #expect(reply.text == "one request holds at most 1000 evaluations")
            #expect(try await provider.events().last?.outcome == "refused: invalid-request")
        }
    }

    @Test func `a request that is too large is refused`() async throws {
        let limit = Limits.authorizationAPIBytes
        let padding = String(repeating: " ", count: limit - Self.question.utf8.count)
        #expect(try await bi.ask("evaluation", body: Self.question + padding).status == 200)
        try await expectRefusal(400, "the request is larger than \(limit) bytes", logged: "too-large", by: "bi") {
            try await bi.ask("evaluation", body: Self.question + padding + " ")
        }
    }

    @Test func `before there is a policy nothing is decided, and the log says so`() async throws {
        let empty = try RunningProvider()
        try await empty.register("bi", platform: "bi")
        let reply = try await PlatformClient(provider: empty, id: "bi").ask("evaluation", body: Self.question)
        // What would help is for the operators, not for a platform.
        #expect(reply.status == 500 && reply.text.contains("no policy is in force then"))
        #expect(!reply.text.contains("hue-sso"))
        #expect(try await empty.events().last?.outcome == "refused: no-permissions")
    }
}
