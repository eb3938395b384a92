import TestSupport
import Testing
import Wire

@testable import Server

/// Somebody with several posts says in which of them they act, once per session (Article 14.2).
@Suite(.bothDatabases) struct ChoosePostTests {
    private let provider: RunningProvider
    private let city: City
    private let browser: Browser
    private static let first = "chuyen-vien@H57.01.01"
    private static let second = "tro-ly@H57.02"
    private static let third = "chuyen-vien@H57.01.02"
    private static let scope = [("scope", "openid org permissions")]

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        browser = Browser(provider)
        try await provider.give("nguoi-nhap", to: .post(Self.second), at: "H57.02")
    }

    /// Signs in as far as the page that asks.
    private func page() async throws -> Reply {
        let reply = try await browser.authorize("bi", Self.scope)
        let page = try await browser.goOn(try await browser.signIn(reply, "dung.hue"))
        try #require(page.formAction?.hasPrefix("/posts/") == true, "\(page.status) \(page.text)")
        return page
    }

    /// Goes on from the choice to the tokens.
    private func redeem(_ reply: Reply) async throws -> Acting {
        let code = try #require(try reply.redirection().single("code"), "\(reply.status) \(reply.text)")
        return try Acting(browser, try await browser.redeem(code, "bi"))
    }

    private func choose(_ post: String) async throws -> Acting {
        try await redeem(try await browser.goOn(try await browser.submit(try await page(), [("post", post)])))
    }

    private func chosen() async throws -> [String] { try await provider.texts("SELECT acting_as FROM sessions") }

    @Test func `the page offers the posts, and names their units and the platform`() async throws {
        let page = try await page()
        for words in ["Phòng Một", "Sở Hai", "Nền tảng bi", "value=\"\(Self.first)\"", "value=\"\(Self.second)\""] {
            #expect(page.text.contains(words), "\(words)")
        }
        #expect(page.text.components(separatedBy: "name=\"post\"").count == 3)
        #expect(try await provider.count("authorization_codes") == 0)
    }

    @Test(arguments: [
        (first, "H57.01.01", "no_grant", [JSONValue]()), (second, "H57.02", "permit", ["nguoi-nhap"]),
    ])
    func `the choice stands in the claims, counts in answers, and is written down`(
        _ post: String, _ unit: String, _ answer: String, _ roles: [JSONValue]
    ) async throws {
        let acting = try await choose(post)
        let claim = try #require(try acting.permissions())
        #expect(claim["as"] == .string(post) && claim["roles"] == .array(roles))
        #expect(try acting.accessToken()["vn.gov.hue.unit"] == .string(unit))
        let bi = city.platform()
        #expect(try await bi.answer(acting.sub, "report.enter", at: "H57.02", sid: acting.sid) == answer)
        // Leaving out the session doesn't undo the choice: then the platform says which post it means.
        #expect(try await bi.answer(acting.sub, "report.enter", at: "H57.02") == "persona_required")
        #expect(try await bi.answer(acting.sub, "report.enter", at: "H57.02", persona: post) == answer)
        let event = try #require(try await provider.events().first { $0.action == "post-choice" })
        #expect(event.outcome == "success" && event.object == post && event.client == "bi")
        #expect(event.actor == "person:\(city.dung.text)" && event.address == Browser.address)
        #expect(event.session == (try await provider.texts("SELECT id FROM sessions").first))
    }

    private static func submit(
        _ page: Reply, _ post: String, _ cookies: [String: String], on provider: RunningProvider
    ) async throws -> Reply {
        let browser = Browser(provider)
        browser.cookies = cookies
        return try await browser.submit(page, [("post", post)])
    }

    @Test func `of two posts chosen at once in two tabs, on two nodes, the session acts in one`() async throws {
        let other = try RunningProvider(beside: provider)
        let (one, two) = (try await page(), try await browser.authorize("bi", Self.scope))
        let (here, cookies) = (provider, browser.cookies)
        async let first = Self.submit(one, Self.first, cookies, on: here)
        async let second = Self.submit(two, Self.second, cookies, on: other)
        let replies = try await [first, second]
        let chosen = try #require(try await chosen().first)
        #expect([Self.first, Self.second].contains(chosen))
        for reply in replies {
            #expect(try await redeem(try await browser.goOn(reply)).permissions()?["as"] == .string(chosen))
        }
        #expect(try await provider.events().filter { $0.action == "post-choice" }.map(\.object) == [chosen])
    }

    @Test func `the choice holds for the session, and for no other`() async throws {
        _ = try await choose(Self.second)
        let again = try await redeem(try await browser.authorize("bi", Self.scope))
        #expect(try again.permissions()?["as"] == .string(Self.second))
        let silent = try await browser.authorize("bi", Self.scope + [("prompt", "none")])
        #expect(try silent.redirection().single("code") != nil)
        let other = Browser(provider)
        let page = try await other.goOn(
            try await other.signIn(try await other.authorize("bi", Self.scope), "dung.hue"))
        #expect(page.formAction?.hasPrefix("/posts/") == true)
    }

    @Test(arguments: [
        [("post", "giam-doc@H57.01")], [("post", "nonsense")], [], [("post", "")], [("post", "citizen")],
        [("post", first), ("post", second)],
    ])
    func `a post that isn't theirs, or none, or two, is no choice: the page comes again`(
        _ fields: [(String, String)]
    ) async throws {
        let page = try await page()
        let reply = try await browser.submit(page, fields)
        #expect(reply.location == page.formAction)
        #expect(try await chosen() == [""])
        #expect(try await !provider.events().contains { $0.action == "post-choice" })
        #expect(try await browser.follow(reply).formAction == page.formAction)
    }

    @Test func `a form without its token chooses nothing`() async throws {
        let page = try await page()
        let reply = try await browser.post(try #require(page.formAction), [("post", Self.second)])
        #expect(try await chosen() == [""])
        #expect(try await provider.events().last?.outcome == "refused: foreign-form")
        #expect(try await browser.follow(reply).formAction == page.formAction)
    }

    @Test func `a silent request can't ask`() async throws {
        _ = try await browser.code("bi", [("scope", "openid")], as: "dung.hue")
        let reply = try await browser.authorize("bi", Self.scope + [("prompt", "none")])
        #expect(try reply.redirection().single("error") == "interaction_required")
        #expect(try reply.redirection().single("code") == nil)
    }

    @Test func `who isn't asked: one post, no post, or a request that isn't about posts`() async throws {
        for name in ["an", "em"] { _ = try await city.signIn(name, scope: "openid org permissions") }
        _ = try await city.signIn("dung", scope: "openid profile")
    }

    /// Dung in a session that has chosen the second post, with a third one; then the second ends.
    private func afterTheChoice() async throws -> Acting {
        try await provider.assign(city.dung, to: Self.third)
        let acting = try await choose(Self.second)
        try await provider.unassign(city.dung, from: Self.second)
        return acting
    }

    @Test(arguments: [
        (nil, "persona_required"), ("staff", "persona_required"), (first, "permit"), (third, "no_grant"),
        (second, "no_grant"), ("citizen", "no_grant"),
    ])
    func `a chosen post that has ended is no choice: none of the others counts until one is chosen, or named`(
        _ persona: String?, _ expected: String
    ) async throws {
        try await provider.give("nguoi-nhap", to: .post(Self.first), at: "H57.01.01")
        let acting = try await afterTheChoice()
        let bi = city.platform()
        #expect(
            try await bi.answer(acting.sub, "report.enter", at: "H57.01.01", sid: acting.sid, persona: persona)
                == expected)
        let actions: JSONObject = [
            "subject": ["type": "user", "id": .string(acting.sub)], "resource": ["type": "unit", "id": "H57.01.01"],
            "context": ["sid": .string(acting.sid)],
        ]
        #expect(try await bi.search("action", actions) == [[]])
    }

    @Test func `a chosen post that has ended gives no claims, and another one is asked for`() async throws {
        let acting = try await afterTheChoice()
        let info = try await browser.userInfo(try browser.accessToken(acting.reply)).json()
        #expect(info["vn.gov.hue.permissions"] == nil && info["vn.gov.hue.unit"] == nil && info["sub"] != nil)
        let silent = try await browser.authorize("bi", Self.scope + [("prompt", "none")])
        #expect(try silent.redirection().single("error") == "interaction_required")
        let page = try await browser.authorize("bi", Self.scope)
        #expect(page.formAction?.hasPrefix("/posts/") == true && !page.text.contains(Self.second))
        let again = try await redeem(try await browser.goOn(try await browser.submit(page, [("post", Self.first)])))
        #expect(try again.permissions()?["as"] == .string(Self.first))
    }

    @Test func `where a chosen post has ended and one is left, that one counts`() async throws {
        try await provider.give("nguoi-nhap", to: .post(Self.first), at: "H57.01.01")
        let acting = try await choose(Self.second)
        try await provider.unassign(city.dung, from: Self.second)
        let bi = city.platform()
        for persona in [nil, "staff", Self.first] {
            #expect(
                try await bi.answer(acting.sub, "report.enter", at: "H57.01.01", sid: acting.sid, persona: persona)
                    == "permit")
        }
        let info = try await browser.userInfo(try browser.accessToken(acting.reply)).json()
        #expect(info["vn.gov.hue.permissions"]?.object?["as"] == .string(Self.first))
    }

    // MARK: What is chosen stays

    @Test(arguments: [
        (first, "other_persona"), ("staff", "other_persona"), ("giam-doc@H57.01", "other_persona"),
        ("citizen", "no_grant"), (second, "permit"),
    ])
    func `a platform can't ask about another post in a session that has chosen one`(
        _ persona: String, _ answer: String
    ) async throws {
        let acting = try await choose(Self.second)
        let bi = city.platform()
        let given = try await bi.answer(
            acting.sub, "report.enter", at: "H57.02", sid: acting.sid, persona: persona)
        #expect(given == answer)
        // Without a session it says which post it means.
        #expect(try await bi.answer(acting.sub, "report.enter", at: "H57.02", persona: "staff") == "persona_required")
        #expect(try await bi.answer(acting.sub, "report.enter", at: "H57.02", persona: Self.first) == "no_grant")
    }

    @Test func `a session that has chosen nothing may be asked about in each of the posts`() async throws {
        let code = try await browser.code("bi", [("scope", "openid")], as: "dung.hue")
        let acting = try Acting(browser, try await browser.redeem(code, "bi"))
        let bi = city.platform()
        for (persona, answer) in [
            (Self.first, "no_grant"), (Self.second, "permit"), ("staff", "persona_required"), (nil, "persona_required"),
        ] {
            let given = try await bi.answer(
                acting.sub, "report.enter", at: "H57.02", sid: acting.sid, persona: persona)
            #expect(given == answer)
        }
    }

    @Test func `another tab that comes later finds the choice made, whatever it says`() async throws {
        let one = try await page()
        let another = try await browser.authorize("bi", Self.scope)
        try #require(another.formAction?.hasPrefix("/posts/") == true && another.formAction != one.formAction)
        let first = try await redeem(try await browser.goOn(try await browser.submit(one, [("post", Self.second)])))
        let late = try await redeem(try await browser.goOn(try await browser.submit(another, [("post", Self.first)])))
        #expect(late.sid == first.sid)
        #expect(try late.permissions()?["as"] == .string(Self.second))
        #expect(try await chosen() == [Self.second])
        #expect(try await provider.events().filter { $0.action == "post-choice" }.map(\.object) == [Self.second])
    }

    @Test func `the same person's next sign-in keeps the choice, another person's doesn't`() async throws {
        let acting = try await choose(Self.second)
        let anew = Self.scope + [("prompt", "login")]
        provider.clock.advance(by: .minutes(1))
        let code = try await browser.code("bi", anew, as: "dung.hue")
        let again = try Acting(browser, try await browser.redeem(code, "bi"))
        #expect(try again.sid != acting.sid && again.permissions()?["as"] == .string(Self.second))
        #expect(try await chosen() == [Self.second, Self.second])
        // Giang could have chosen the same.
        try await provider.assign(city.giang, to: Self.second)
        provider.clock.advance(by: .minutes(1))
        let reply = try await browser.authorize("bi", anew)
        let page = try await browser.goOn(try await browser.signIn(reply, "giang.hue"))
        #expect(page.formAction?.hasPrefix("/posts/") == true, "\(page.status) \(page.text)")
        #expect(
            try await provider.texts("SELECT acting_as FROM sessions WHERE person = '\(city.giang.text)'") == [""])
    }
}
