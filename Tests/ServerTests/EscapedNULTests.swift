import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Server

/// JSON can say NUL, `\u0000`, and no record holds one (PostgreSQL knows no such text): who is named with it isn't there, and
/// what would have to be kept with it is refused. Neither is a failure of ours, which a platform would ask again about for ever.
@Suite(.bothDatabases) struct EscapedNULTests {
    private let provider: RunningProvider
    private let city: City
    private let bi: PlatformClient

    init() async throws {
        provider = try RunningProvider(transmitsEvents: true)
        city = try await City(provider)
        bi = city.platform()
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.01.01")
        try await provider.give("kiem-toan", to: .person(city.an), at: "H57.01")
    }

    @Test func `somebody named with it is unknown, and the other questions of the request are answered`() async throws {
        let an = try await city.signIn("an")
        #expect(try await bi.answer("a\0", "report.enter", at: "H57.01.01") == "unknown_subject")
        var request = PlatformClient.question(an.sub, "report.enter", at: "H57.01.01")
        request["evaluations"] = [
            ["subject": ["type": "user", "id": .string(an.sub + "\0")]], ["context": ["sid": "a\0"]], [:],
        ]
        let answers = try #require(try await bi.ask("evaluations", request).json()["evaluations"]?.array)
        let words = try answers.map { try PlatformClient.word(try #require($0.object)) }
        #expect(words == ["unknown_subject", "session_ended", "permit"])
    }

    @Test(arguments: ["search/resource", "search/action", "search/subject"])
    func `so it is in a search`(path: String) async throws {
        let request = PlatformClient.question("a\0", "report.enter", at: "H57.01.01")
        let reply = try await bi.ask(path, request)
        #expect(reply.status == 200, "\(reply.text)")
    }

    @Test(arguments: ["report.export\0", "\0"])
    func `a function or a unit that is named with it is unknown, audited or not`(text: String) async throws {
        let an = try await city.signIn("an")
        #expect(try await bi.answer(an.sub, text, at: "H57.01.01") == "unknown_function")
        #expect(try await bi.answer(an.sub, "report.export", at: "H57.01.01" + text) == "unknown_unit")
        #expect(try await bi.answer(an.sub, "report.enter", at: "H57.01.01" + text) == "unknown_unit")
        #expect(
            try await bi.answer(an.sub, "report.enter", at: "H57.01.01", persona: "citizen" + text) == "unknown_persona"
        )
    }

    @Test func `an event that is acknowledged by it is none`() async throws {
        var registration = ClientRegistration(id: "receiver", name: "Nền tảng", redirectURIs: [])
        registration.grants = ["client_credentials"]
        registration.scopes = ["ssf.manage"]
        try await provider.add(
            registration.client(secret: SecretHash(of: "the secret of receiver")), at: provider.clock.now)
        let token = try await SCIMCaller.askForToken(provider, "receiver", [("scope", "ssf.manage")])
        let bearer = "Bearer \(try #require(try token.json()["access_token"]?.string))"
        func send(_ path: String, _ body: String) async throws -> Reply {
            try await Browser(provider).send(
                "POST", path, headers: [("Authorization", bearer), ("Content-Type", "application/json")], body: body)
        }
        let made = try await send("/ssf/stream", #"{"description": "a\u0000"}"#)
        #expect(try made.status == 400 && made.json()["error"] == "invalid_request", "\(made.text)")
        let id = try #require(try await send("/ssf/stream", "{}").json()["stream_id"]?.string)
        for body in [#"{"ack": ["a\u0000"]}"#, #"{"setErrs": {"a\u0000": {"err": "\u0000"}}}"#] {
            #expect(try await send("/ssf/poll", body).status == 200, "\(body)")
        }
        let verified = try await send("/ssf/verify", #"{"stream_id": "\#(id)", "state": "a\u0000"}"#)
        // A state comes back as it was, within JSON.
        #expect(verified.status == 204, "\(verified.text)")
    }

    @Test(arguments: [
        ("/Users/a%00", 404), ("/Users?filter=userName%20eq%20%22a%5Cu0000%22", 200), ("/Groups/H57%00", 404),
        ("/Groups?filter=id%20eq%20%22%5Cu0000%22", 200),
    ])
    func `SCIM finds nobody by it`(path: String, status: Int) async throws {
        let copy = try await SCIMCaller(provider, "bi-copy", scopes: ["scim.read", "profile", "org"], platform: "bi")
        let reply = try await copy.get(path)
        #expect(reply.status == status, "\(reply.text)")
    }

    @Test(arguments: ["userName", "externalId", "displayName", "title"])
    func `SCIM takes nobody who is written with it`(attribute: String) async throws {
        let source = try await SCIMSource(provider, "benh-vien", unit: "H57", kinds: ["so", "phong"])
        let (id, _) = try await source.user("binh")
        let body = SCIMSource.userBody("an", [attribute: "a\0"])
        let patch = SCIMSource.patch(["op": "replace", "path": .string(attribute), "value": "a\0"])
        for (method, path, body) in [
            ("POST", "/Users", body), ("PUT", "/Users/\(id)", body), ("PATCH", "/Users/\(id)", patch),
        ] {
            let reply = try await source.send(method, path, body)
            #expect(try reply.status == 400 && reply.json()["scimType"] == "invalidValue", "\(method) \(reply.text)")
        }
    }

    @Test(arguments: ["displayName", "externalId"])
    func `nor a unit, or a member of one`(attribute: String) async throws {
        let source = try await SCIMSource(provider, "benh-vien", unit: "H57", kinds: ["so", "phong"])
        var body = SCIMSource.groupBody("Bệnh viện", [])
        body[attribute] = "a\0"
        #expect(try await source.send("POST", "/Groups", body).status == 400)
        let group = try await source.group("Viện")
        let patch = SCIMSource.patch(["op": "add", "path": "members", "value": [["value": "a\0"]]])
        #expect(try await source.send("PATCH", "/Groups/\(group)", patch).status == 400)
    }

    /// What a version took that let such a text into what it kept of somebody, and nowhere else.
    @Test(arguments: ["title", "externalId"])
    func `who was written with it before is shown without it, changed and deleted`(attribute: String) async throws {
        let source = try await SCIMSource(provider, "benh-vien", unit: "H57", kinds: ["so", "phong"])
        let (id, _) = try await source.user("binh")
        try await provider.execute(
            """
            UPDATE scim_resources SET content = '{"userName": "binh", "\(attribute)": "a\\u0000"}' WHERE id = '\(id)'
            """)
        let shown = try await source.get("/Users/\(id)")
        #expect(try shown.status == 200 && shown.json()[attribute] == nil, "\(shown.text)")
        // Who is in a unit has posts by their title.
        _ = try await source.group("Viện", members: [id])
        let named = SCIMSource.patch(["op": "replace", "path": "displayName", "value": "Trần Thị Bình"])
        let bad = SCIMSource.patch(["op": "add", "value": .object([attribute: "a\0"])])
        let good = SCIMSource.patch(["op": "replace", "path": .string(attribute), "value": "b"])
        #expect(try await source.send("PATCH", "/Users/\(id)", named).status == 200)
        let refused = try await source.send("PATCH", "/Users/\(id)", bad)
        #expect(try refused.status == 400 && refused.json()["scimType"] == "invalidValue", "\(refused.text)")
        let changed = try await source.send("PATCH", "/Users/\(id)", good)
        #expect(try changed.status == 200 && changed.json()[attribute] == "b", "\(changed.text)")
        #expect(try await source.send("DELETE", "/Users/\(id)", nil).status == 204)
    }

    /// RFC 7644 §3.12: a value that can't be, a path that can't be read, and one that is in no resource.
    @Test(
        arguments: [
            (["op": "replace", "path": "emails[type eq \"work\"].value", "value": "a\0@b.vn"], "invalidValue"),
            (["op": "add", "path": "emails", "value": [["value": "a\0@b.vn"]]], "invalidValue"),
            (["op": "add", "path": "phoneNumbers", "value": [["value": "1", "type": "\0"]]], "invalidValue"),
            (["op": "replace", "path": "name.familyName", "value": "\0"], "invalidValue"),
            (["op": "replace", "value": ["name": ["givenName": "\0"]]], "invalidValue"),
            (["op": "replace", "path": "title\0", "value": "a"], "invalidPath"),
            (["op": "replace", "path": "emails[value eq \"\\u0000\"].value", "value": "a@b.vn"], "noTarget"),
        ] as [(JSONObject, String)])
    func `a change with it is refused by its name, wherever it stands`(operation: JSONObject, type: String) async throws
    {
        let source = try await SCIMSource(provider, "benh-vien", unit: "H57", kinds: ["so", "phong"])
        let (id, _) = try await source.user("binh", ["emails": [["value": "binh@hue.test", "type": "work"]]])
        let reply = try await source.send("PATCH", "/Users/\(id)", SCIMSource.patch(operation))
        #expect(try reply.status == 400 && reply.json()["scimType"] == .string(type), "\(reply.status) \(reply.text)")
    }

    // MARK: What platforms ask and register

    @Test(arguments: [
        ("claims", #"{"id_token": {"acr": {"values": ["\u0000"]}, "\u0000": null}}"#),
        ("claims", #"{"userinfo": {"name": {"value": "a\u0000"}}, "id_token": {"sub": {"value": "a\u0000"}}}"#),
        ("authorization_details", #"[{"type": "hue_permissions", "unit": "H57\u0000", "functions": ["a\u0000"]}]"#),
        ("authorization_details", #"[{"type": "\u0000"}]"#),
    ])
    func `a request that says it in JSON is refused or answered, and no failure`(
        name: String, value: String
    ) async throws {
        let browser = Browser(provider)
        var reply = try await browser.authorize("bi", [(name, value)])
        if reply.attribute("name", of: "username") != nil {
            reply = try await browser.goOn(try await browser.signIn(reply, "an.hue"))
        }
        let answer = try reply.redirection()
        guard let code = try answer.single("code") as String? else {
            #expect(try answer.single("error") != nil, "\(reply.status) \(reply.text)")
            return
        }
        #expect(try await browser.redeem(code, "bi").status == 200)
    }
}
