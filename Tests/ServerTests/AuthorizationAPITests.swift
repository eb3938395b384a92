import Directory
import Identity
import Permissions
import TestSupport
import Testing
import Wire

@testable import Server

/// OpenID AuthZEN Authorization API 1.0 as registered platforms meet it: evaluation, evaluations and the searches.
@Suite(.bothDatabases) struct AuthorizationAPITests {
    private let provider: RunningProvider
    private let city: City
    private let bi: PlatformClient

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        bi = city.platform()
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.01.01")
        try await provider.give("nguoi-xem", to: .everyone(at: "phong"), at: "H57")
    }

    // MARK: Evaluation

    @Test(arguments: [
        ("report.enter", "H57.01.01", "permit"), ("bi.report.enter", "H57.01.01", "permit"),
        ("dashboard.view", "H57.02", "permit"),
        ("report.enter", "H57.01.02", "no_grant"), ("report.approve", "H57.01.01", "no_grant"),
        ("report", "H57.01.01", "group_of_functions"), ("report.burn", "H57.01.01", "unknown_function"),
        ("report.enter", "H57.99", "unknown_unit"), ("report.enter", "the moon", "unknown_unit"),
    ])
    func `a question is answered with yes, or with no and the reason`(
        _ function: String, _ unit: String, _ expected: String
    ) async throws {
        let an = try await city.signIn("an")
        #expect(try await bi.answer(an.sub, function, at: unit) == expected)
    }

    @Test func `the unit of a resource of another type is its property`() async throws {
        let an = try await city.signIn("an")
        var question = PlatformClient.question(an.sub, "report.enter", at: "")
        for (unit, expected) in [("H57.01.01", "permit"), ("H57.02", "no_grant")] {
            question["resource"] = [
                "type": "report", "id": "2026-11", "properties": ["unit": .string(unit)],
            ]
            #expect(try PlatformClient.word(try await bi.ask("evaluation", question).json()) == expected)
        }
    }

    @Test func `an id that a request has comes back with the answer, and with a refusal`() async throws {
        let an = try await city.signIn("an")
        let question = PlatformClient.question(an.sub, "report.enter", at: "H57.01.01")
        let header = ("X-Request-ID", "bfe9eb29-ab87")
        let reply = try await bi.ask("evaluation", question, headers: [header])
        #expect(reply.status == 200 && reply.header("X-Request-ID") == header.1)
        #expect(reply.header("Content-Type")?.hasPrefix("application/json") == true)
        let refused = try await bi.ask("evaluation", body: "{}", headers: [header])
        #expect(refused.status == 400 && refused.header("X-Request-ID") == header.1)
        #expect(try await bi.ask("evaluation", question).header("X-Request-ID") == nil)
    }

    /// What is said of why, when a platform asks.
    private func reason(
        of acting: Acting, at unit: String, sid: String?, explain: JSONValue = true,
        from platform: PlatformClient? = nil
    ) async throws -> JSONObject? {
        var question = PlatformClient.question(acting.sub, "report.enter", at: unit, sid: sid)
        var context = question["context"]?.object ?? JSONObject()
        context["explain"] = explain
        question["context"] = .object(context)
        var answer = try await (platform ?? bi).ask("evaluation", question).json()
        let reason = answer["context"]?.object?["reason_user"]?.object
        // Apart from the reasons, the answer is the same.
        var rest = answer["context"]?.object ?? JSONObject()
        rest["reason_user"] = nil
        answer["context"] = rest.isEmpty ? nil : .object(rest)
        question["context"] = sid.map { ["sid": .string($0)] }
        #expect(try await (platform ?? bi).ask("evaluation", question).json() == answer)
        return reason
    }

    @Test func `the reasons are told for the person to read who is signed in there, and name nobody else`() async throws
    {
        try await provider.give("nguoi-nhap", to: .person(city.giang), at: "H57.01.02", by: city.binh)
        let giang = try await city.signIn("giang")
        let reason = try #require(try await reason(of: giang, at: "H57.01.02", sid: giang.sid))
        let (vi, en) = (try #require(reason["vi"]?.string), try #require(reason["en"]?.string))
        #expect(
            vi.contains("Được phép") && vi.contains("Phòng Hai") && vi.contains("do một người quản trị giao"), "\(vi)")
        #expect(en.contains("given by an administrator"), "\(en)")
        #expect(!vi.contains("Trần Thị Bình") && !en.contains("Trần Thị Bình"))
    }

    @Test func `no reasons are told of people who aren't signed in there`() async throws {
        let an = try await city.signIn("an")
        let (atMap, giang) = (try await city.signIn("an", at: "map"), try await city.signIn("giang"))
        for sid in [nil, atMap.sid, giang.sid, "another"] {
            #expect(try await self.reason(of: an, at: "H57.01.01", sid: sid) == nil)
        }
        #expect(try await self.reason(of: an, at: "H57.01.01", sid: an.sid, explain: "true") == nil)
        #expect(try await self.reason(of: an, at: "H57.01.01", sid: an.sid) != nil)
    }

    @Test func `where else somebody may act is told to platforms that are told of posts`() async throws {
        try await provider.register("stats", scopes: ["openid"], platform: "bi")
        let (atBI, atStats) = (try await city.signIn("an"), try await city.signIn("an", at: "stats"))
        let told = try #require(try await reason(of: atBI, at: "H57.02", sid: atBI.sid))
        #expect(told["vi"]?.string?.contains("H57.01.01") == true, "\(told)")
        let untold = try #require(
            try await reason(of: atStats, at: "H57.02", sid: atStats.sid, from: city.platform("stats")))
        #expect(untold["vi"]?.string?.contains("tại đơn vị khác") == true, "\(untold)")
        #expect(untold["vi"]?.string?.contains("H57.01") == false && untold["en"]?.string?.contains("H57.01") == false)
    }

    // MARK: Evaluations

    @Test(arguments: [
        (nil, ["permit", "no_grant", "permit", "no_grant"]),
        ("execute_all", ["permit", "no_grant", "permit", "no_grant"]),
        ("deny_on_first_deny", ["permit", "no_grant"]), ("permit_on_first_permit", ["permit"]),
    ])
    func `several questions are answered in order, as far as the semantic says`(
        _ semantic: String?, _ expected: [String]
    ) async throws {
        let an = try await city.signIn("an")
        let questions = [
            ("report.enter", "H57.01.01"), ("report.approve", "H57.01.01"), ("dashboard.view", "H57"),
            ("report.enter", "H57.02"),
        ].map { PlatformClient.question(an.sub, $0.0, at: $0.1) }
        #expect(try await bi.answers(questions, semantic: semantic) == expected)
    }

    @Test func `what a question leaves out is taken from the request, and its own goes before`() async throws {
        let an = try await city.signIn("an")
        var request = PlatformClient.question(an.sub, "report.enter", at: "H57.01.01")
        request["evaluations"] = [
            [:], ["resource": ["type": "unit", "id": "H57.02"]], ["action": ["name": "dashboard.view"]],
            ["context": ["sid": "another"]], ["subject": ["type": "user", "id": "another"]],
        ]
        let answers = try #require(try await bi.ask("evaluations", request).json()["evaluations"]?.array)
        let words = try answers.map { try PlatformClient.word(try #require($0.object)) }
        #expect(words == ["permit", "no_grant", "permit", "session_ended", "unknown_subject"])
    }

    @Test func `without a list the request is one question, and gets one answer`() async throws {
        let an = try await city.signIn("an")
        let question = PlatformClient.question(an.sub, "report.enter", at: "H57.01.01")
        #expect(try PlatformClient.word(try await bi.ask("evaluations", question).json()) == "permit")
    }

    // MARK: Who is asked about

    @Test func `a platform sees its own functions; those of another read like unknown ones`() async throws {
        let atBI = try await city.signIn("an")
        let atMap = try await city.signIn("an", at: "map")
        let map = city.platform("map")
        #expect(try await map.answer(atMap.sub, "layer.view", at: "H57") == "permit")
        #expect(try await bi.answer(atBI.sub, "map.layer.view", at: "H57") == "unknown_function")
        #expect(try await bi.answer(atBI.sub, "layer.view", at: "H57") == "unknown_function")
        #expect(try await map.answer(atMap.sub, "bi.report.enter", at: "H57.01.01") == "unknown_function")
        let search: JSONObject = [
            "subject": ["type": "user", "id": .string(atMap.sub)], "resource": ["type": "unit", "id": "H57.01.01"],
        ]
        #expect(try await map.search("action", search) == [["map.layer.view"]])
    }

    @Test func `a sub is unknown to another sector, and before it was told`() async throws {
        let atBI = try await city.signIn("an")
        #expect(try await city.platform("map").answer(atBI.sub, "layer.view", at: "H57") == "unknown_subject")
        // Computed as the provider would, but told to nobody.
        let untold = provider.provider.subjects.subject(of: city.giang, for: .pairwise(sector: "bi.hue.test"))
        #expect(try await bi.answer(untold, "dashboard.view", at: "H57") == "unknown_subject")
        #expect(try await city.signIn("giang").sub == untold)
        #expect(try await bi.answer(untold, "dashboard.view", at: "H57") == "permit")
    }

    @Test func `a disabled account is unknown, and found by no search`() async throws {
        let an = try await city.signIn("an")
        let search: JSONObject = [
            "subject": ["type": "user"], "action": ["name": "report.enter"],
            "resource": ["type": "unit", "id": "H57.01.01"],
        ]
        #expect(try await bi.search("subject", search) == [[an.sub]])
        try await provider.execute("UPDATE people SET is_enabled = 0 WHERE id = '\(city.an.text)'")
        #expect(try await bi.answer(an.sub, "report.enter", at: "H57.01.01") == "unknown_subject")
        #expect(try await bi.search("subject", search) == [[]])
    }

    @Test func `a subject of another type is nobody`() async throws {
        let an = try await city.signIn("an")
        var question = PlatformClient.question(an.sub, "report.enter", at: "H57.01.01")
        question["subject"] = ["type": "device", "id": .string(an.sub)]
        #expect(try PlatformClient.word(try await bi.ask("evaluation", question).json()) == "unknown_subject")
        let search: JSONObject = [
            "subject": ["type": "device"], "action": ["name": "report.enter"],
            "resource": ["type": "unit", "id": "H57.01.01"],
        ]
        #expect(try await bi.search("subject", search) == [[]])
    }

    @Test(arguments: [
        ("chuyen-vien@H57.01.01", "permit"), ("staff", "permit"), ("citizen", "no_grant"),
        ("giam-doc@H57.01", "no_grant"), ("nobody at all", "unknown_persona"),
    ])
    func `a platform can ask about somebody in one capacity`(_ persona: String, _ expected: String) async throws {
        let an = try await city.signIn("an")
        #expect(try await bi.answer(an.sub, "report.enter", at: "H57.01.01", persona: persona) == expected)
    }

    @Test func `who has no post is no staff, whatever was granted in person`() async throws {
        try await provider.give("nguoi-nhap", to: .person(city.em), at: "H57.01.01")
        let em = try await city.signIn("em")
        for persona in [nil, "staff", "citizen", "chuyen-vien@H57.01.01"] {
            #expect(try await bi.answer(em.sub, "report.enter", at: "H57.01.01", persona: persona) == "no_grant")
        }
        let search: JSONObject = [
            "subject": ["type": "user"], "action": ["name": "report.enter"],
            "resource": ["type": "unit", "id": "H57.01.01"],
        ]
        #expect(try await bi.search("subject", search).flatMap { $0 }.contains(em.sub) == false)
        try await provider.assign(city.em, to: "chuyen-vien@H57.01.02")
        #expect(try await bi.answer(em.sub, "report.enter", at: "H57.01.01") == "permit")
        #expect(try await bi.search("subject", search).flatMap { $0 }.contains(em.sub))
    }

    // MARK: Search

    @Test func `people who may do something are found page by page, and can be asked about then`() async throws {
        let search: JSONObject = [
            "subject": ["type": "user"], "action": ["name": "dashboard.view"],
            "resource": ["type": "unit", "id": "H57"],
        ]
        let pages = try await bi.search("subject", search, limit: 2)
        #expect(pages.map(\.count) == [2, 1])
        let found = pages.flatMap { $0 }
        let officers = [city.an, city.dung, city.giang].map {
            provider.provider.subjects.subject(of: $0, for: .pairwise(sector: "bi.hue.test"))
        }
        #expect(found == officers.sorted())
        #expect(try await bi.search("subject", search) == [found])
        for sub in found {
            // With two posts, the platform says which one it means.
            let persona = "chuyen-vien@H57.01.01"
            #expect(try await bi.answer(sub, "dashboard.view", at: "H57", persona: persona) == "permit")
        }
    }

    @Test func `the units are found where somebody may do something`() async throws {
        let an = try await city.signIn("an")
        let search: JSONObject = [
            "subject": ["type": "user", "id": .string(an.sub)], "action": ["name": "dashboard.view"],
            "resource": ["type": "unit"],
        ]
        let all = ["H57", "H57.01", "H57.01.01", "H57.01.02", "H57.02", "H57.02.01"]
        #expect(try await bi.search("resource", search) == [all])
        #expect(try await bi.search("resource", search, limit: 4) == [Array(all.prefix(4)), Array(all.suffix(2))])
        var narrow = search
        narrow["action"] = ["name": "report.enter"]
        #expect(try await bi.search("resource", narrow) == [["H57.01.01"]])
    }

    @Test func `the functions are found that somebody may use somewhere`() async throws {
        let an = try await city.signIn("an")
        func functions(at unit: String, limit: Int? = nil) async throws -> [[String]] {
            try await bi.search(
                "action",
                [
                    "subject": ["type": "user", "id": .string(an.sub)],
                    "resource": ["type": "unit", "id": .string(unit)],
                ], limit: limit)
        }
        #expect(try await functions(at: "H57.01.01") == [["bi.dashboard.view", "bi.report.enter"]])
        #expect(try await functions(at: "H57.01.01", limit: 1) == [["bi.dashboard.view"], ["bi.report.enter"]])
        #expect(try await functions(at: "H57.02") == [["bi.dashboard.view"]])
        #expect(try await functions(at: "H57.99") == [[]])
    }

    // MARK: Metadata

    @Test func `the metadata says where everything is, to anybody`() async throws {
        let reply = try await Browser(provider).get("/.well-known/authzen-configuration")
        let issuer = RunningProvider.issuer
        let expected: JSONObject = [
            "policy_decision_point": .string(issuer),
            "access_evaluation_endpoint": .string(issuer + "/access/v1/evaluation"),
            "access_evaluations_endpoint": .string(issuer + "/access/v1/evaluations"),
            "search_subject_endpoint": .string(issuer + "/access/v1/search/subject"),
            "search_resource_endpoint": .string(issuer + "/access/v1/search/resource"),
            "search_action_endpoint": .string(issuer + "/access/v1/search/action"),
        ]
        #expect(reply.status == 200 && reply.header("Content-Type")?.hasPrefix("application/json") == true)
        #expect(Set(try reply.json().members.map(\.name)) == Set(expected.members.map(\.name)))
        for member in expected.members { #expect(try reply.json()[member.name] == member.value) }
    }
}
