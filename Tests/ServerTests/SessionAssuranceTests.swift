import Identity
import TestSupport
import Testing
import Wire

@testable import Server

/// Step-up in the terms of RFC 9470, and which `sid` stands for a session.
@Suite(.bothDatabases) struct SessionAssuranceTests {
    private let provider: RunningProvider
    private let city: City
    private let bi: PlatformClient

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        bi = city.platform()
        try await provider.give("lanh-dao", to: .person(city.binh), at: "H57.01")
    }

    private func context(
        _ sub: String, _ function: String, at unit: String = "H57.01", sid: String? = nil, persona: String? = nil
    ) async throws -> JSONObject? {
        let question = PlatformClient.question(sub, function, at: unit, sid: sid, persona: persona)
        return try await bi.ask("evaluation", question).json()["context"]?.object
    }

    @Test func `a function that needs a fresh sign-in says so, and is permitted with one`() async throws {
        let binh = try await city.signIn("binh")
        let expected: JSONObject = [
            "reason": "step_up", "error": "insufficient_user_authentication", "max_age": 900,
        ]
        #expect(try await context(binh.sub, "dashboard.publish") == expected)
        #expect(try await bi.answer(binh.sub, "dashboard.publish", at: "H57.01", sid: binh.sid) == "permit")
        provider.clock.advance(by: .minutes(15))
        #expect(try await bi.answer(binh.sub, "dashboard.publish", at: "H57.01", sid: binh.sid) == "permit")
        provider.clock.advance(by: .seconds(1))
        #expect(try await context(binh.sub, "dashboard.publish", sid: binh.sid) == expected)
        // What needs no fresh sign-in isn't touched by it.
        #expect(try await bi.answer(binh.sub, "dashboard.view", at: "H57.01", sid: binh.sid) == "permit")
    }

    @Test func `the platform gets the fresh sign-in with the max_age that it was told`() async throws {
        let binh = try await city.signIn("binh")
        provider.clock.advance(by: .minutes(16))
        // Idle for longer than our own limit, the browser would sign in anyway; the platform's session goes on.
        #expect(try await bi.answer(binh.sub, "dashboard.publish", at: "H57.01", sid: binh.sid) == "step_up")
        let page = try await binh.browser.authorize("bi", [("scope", "openid"), ("max_age", "900")])
        let reply = try await binh.browser.goOn(try await binh.browser.signIn(page, "binh.hue"))
        let code = try #require(try reply.redirection().single("code"))
        let again = try Acting(binh.browser, try await binh.browser.redeem(code, "bi"))
        #expect(again.sid != binh.sid && again.sub == binh.sub)
        #expect(try await bi.answer(again.sub, "dashboard.publish", at: "H57.01", sid: again.sid) == "permit")
    }

    @Test func `a function that needs a stronger sign-in names its level and its age`() async throws {
        let binh = try await city.signIn("binh")
        try await provider.execute("UPDATE sessions SET level = 1")
        let expected: JSONObject = [
            "reason": "step_up", "error": "insufficient_user_authentication",
            "acr_values": "https://hue.gov.vn/acr/2",
        ]
        #expect(try await context(binh.sub, "report.secret", sid: binh.sid) == expected)
        var both = expected
        both["max_age"] = 3600
        #expect(try await context(binh.sub, "report.secret") == both)
        try await provider.execute("UPDATE sessions SET level = 2")
        #expect(try await bi.answer(binh.sub, "report.secret", at: "H57.01", sid: binh.sid) == "permit")
    }

    @Test func `a sign-in of the future proves neither how fresh nor how strong it is`() async throws {
        provider.clock.advance(by: .hours(1))
        let binh = try await city.signIn("binh")
        provider.clock.advance(by: .hours(-1))
        for function in ["dashboard.publish", "report.secret"] {
            #expect(try await bi.answer(binh.sub, function, at: "H57.01", sid: binh.sid) == "step_up")
        }
        #expect(try await bi.answer(binh.sub, "dashboard.view", at: "H57.01", sid: binh.sid) == "permit")
        // Two nodes' clocks may differ a little.
        provider.clock.advance(by: .hours(1) - .seconds(10))
        for function in ["dashboard.publish", "report.secret"] {
            #expect(try await bi.answer(binh.sub, function, at: "H57.01", sid: binh.sid) == "permit")
        }
    }

    @Test func `a function that needs a better identity names it`() async throws {
        try await provider.give("cong-dan", to: .citizens(.one), at: "H57")
        let em = try await city.signIn("em")
        try await provider.execute("UPDATE people SET identity_level = 1 WHERE id = '\(city.em.text)'")
        #expect(try await bi.answer(em.sub, "citizen.reflect", at: "H57", sid: em.sid) == "permit")
        // No sign-in gives that, and none is asked for (RFC 9470 §3).
        let expected: JSONObject = ["reason": "identity_required", "identity_level": 2]
        #expect(try await context(em.sub, "citizen.pay", at: "H57", sid: em.sid) == expected)
        try await provider.execute("UPDATE people SET identity_level = 2 WHERE id = '\(city.em.text)'")
        #expect(try await bi.answer(em.sub, "citizen.pay", at: "H57", sid: em.sid) == "permit")
    }

    // MARK: sid

    @Test func `a session that was ended is none any more`() async throws {
        let binh = try await city.signIn("binh")
        let hint = try #require(try binh.reply.json()["id_token"]?.string)
        #expect(try await bi.answer(binh.sub, "dashboard.view", at: "H57.01", sid: binh.sid) == "permit")
        _ = try await binh.browser.get("/oauth2/logout?id_token_hint=\(hint)")
        #expect(try await bi.answer(binh.sub, "dashboard.view", at: "H57.01", sid: binh.sid) == "session_ended")
        // Without naming a session the right itself is still there.
        #expect(try await bi.answer(binh.sub, "dashboard.view", at: "H57.01") == "permit")
    }

    @Test func `a session counts for twelve hours, however idle, and no longer`() async throws {
        let binh = try await city.signIn("binh")
        provider.clock.advance(by: .hours(12) - .milliseconds(1))
        #expect(try await bi.answer(binh.sub, "dashboard.view", at: "H57.01", sid: binh.sid) == "permit")
        provider.clock.advance(by: .milliseconds(1))
        #expect(try await bi.answer(binh.sub, "dashboard.view", at: "H57.01", sid: binh.sid) == "session_ended")
    }

    @Test func `the session of somebody else, or as another client knows it, is none`() async throws {
        let binh = try await city.signIn("binh")
        let an = try await city.signIn("an")
        let atMap = try await city.signIn("binh", at: "map")
        let session = try await provider.texts("SELECT id FROM sessions WHERE person = '\(city.binh.text)'")
        for sid in [an.sid, atMap.sid, "", "a", binh.sid + " ", binh.sid.uppercased()] + session {
            #expect(try await bi.answer(binh.sub, "dashboard.view", at: "H57.01", sid: sid) == "session_ended")
        }
    }
}
