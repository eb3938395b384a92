import TestSupport
import Testing
import Wire

@testable import Server

/// Every decision about a function that the policy calls `audit: true` stands in the audit log, and no other.
@Suite(.bothDatabases) struct DecisionAuditTests {
    private let provider: RunningProvider
    private let city: City
    private let bi: PlatformClient

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        bi = city.platform()
        try await provider.give("kiem-toan", to: .person(city.an), at: "H57.01")
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.01")
    }

    /// What the log says since it had so many lines.
    private func events(since count: Int) async throws -> [RunningProvider.Event] {
        Array(try await provider.events().dropFirst(count))
    }

    @Test(arguments: [("H57.01.01", "permit", "success"), ("H57.02", "no_grant", "refused: no_grant")])
    func `an audited function is written down, permitted or denied`(
        _ unit: String, _ answer: String, _ outcome: String
    ) async throws {
        let an = try await city.signIn("an")
        let session = try await provider.texts("SELECT id FROM sessions")
        let before = try await provider.events().count
        #expect(try await bi.answer(an.sub, "report.export", at: unit, sid: an.sid) == answer)
        let events = try await events(since: before)
        let event = try #require(events.first)
        #expect(events.count == 1 && event.action == "decision" && event.outcome == outcome)
        #expect(event.actor == "person:\(city.an.text)" && event.client == "bi")
        #expect(event.object == "bi.report.export@\(unit) (chuyen-vien@H57.01.01, policy 1)")
        #expect(event.session == session.first && event.moment == provider.clock.now)
        #expect(event.address == Browser.address && event.port == Int64(Browser.port))
    }

    @Test func `the persona and the policy are those of the decision`() async throws {
        let an = try await city.signIn("an")
        try await provider.apply(City.policy(roles: City.roles + "\n"))
        let before = try await provider.events().count
        #expect(try await bi.answer(an.sub, "report.export", at: "H57.01", persona: "citizen") == "no_grant")
        let events = try await events(since: before)
        #expect(events.map(\.object) == ["bi.report.export@H57.01 (citizen, policy 2)"])
        #expect(events.map(\.session) == [nil])
    }

    @Test func `other functions, and searches, leave no line`() async throws {
        let an = try await city.signIn("an")
        let before = try await provider.events().count
        #expect(try await bi.answer(an.sub, "report.enter", at: "H57.01.01", sid: an.sid) == "permit")
        #expect(try await bi.answer(an.sub, "report.enter", at: "H57.02", sid: an.sid) == "no_grant")
        let search: JSONObject = [
            "subject": ["type": "user"], "action": ["name": "report.export"],
            "resource": ["type": "unit", "id": "H57.01"],
        ]
        #expect(try await bi.search("subject", search) == [[an.sub]])
        let events = try await events(since: before)
        #expect(events.isEmpty)
    }

    @Test func `of several questions each audited one has its line, once`() async throws {
        let an = try await city.signIn("an")
        let questions = [
            ("report.export", "H57.01"), ("report.enter", "H57.01"), ("report.export", "H57.02"),
            ("report.export", "H57.01.01"),
        ].map { PlatformClient.question(an.sub, $0.0, at: $0.1) }
        let before = try await provider.events().count
        #expect(
            try await bi.answers(questions, semantic: "deny_on_first_deny") == ["permit", "permit", "no_grant"])
        let events = try await events(since: before)
        #expect(events.map(\.outcome) == ["success", "refused: no_grant"])
    }

    // MARK: Who isn't known

    @Test func `a question about somebody who isn't known stands there as the platform's`() async throws {
        let before = try await provider.events().count
        #expect(try await bi.answer("nobody", "report.export", at: "H57.01") == "unknown_subject")
        #expect(try await bi.answer("nobody", "report.enter", at: "H57.01") == "unknown_subject")
        let events = try await events(since: before)
        let event = try #require(events.first)
        #expect(events.count == 1 && event.action == "decision" && event.outcome == "refused: unknown_subject")
        #expect(event.actor == "client:bi" && event.client == "bi" && event.session == nil)
        #expect(event.object == "bi.report.export@H57.01 (policy 1)")
        #expect(event.address == Browser.address && event.moment == provider.clock.now)
    }

    @Test func `so does one about a session that has ended, a capacity that isn't one, or no unit`() async throws {
        let an = try await city.signIn("an")
        let hint = try #require(try an.reply.json()["id_token"]?.string)
        _ = try await an.browser.get("/oauth2/logout?id_token_hint=\(hint)")
        let before = try await provider.events().count
        #expect(try await bi.answer(an.sub, "report.export", at: "H57.01", sid: an.sid) == "session_ended")
        #expect(try await bi.answer(an.sub, "report.export", at: "H57.01", persona: "?") == "unknown_persona")
        #expect(try await bi.answer(an.sub, "report.export", at: "the moon") == "unknown_unit")
        let events = try await events(since: before)
        let reasons = ["session_ended", "unknown_persona", "unknown_unit"]
        #expect(events.map(\.outcome) == reasons.map { "refused: \($0)" })
        #expect(events.map(\.actor) == Array(repeating: "client:bi", count: 3))
        #expect(
            events.map(\.object) == [
                "bi.report.export@H57.01 (policy 1)", "bi.report.export@H57.01 (policy 1)",
                "bi.report.export (policy 1)",
            ])
    }
}
