import Identity
import TestSupport
import Testing
import Wire

/// What a platform can demand of a session: `prompt`, `max_age`, `acr_values` (OpenID Connect Core §3.1.2.1), from the
/// outside and with the clock.
@Suite(.bothDatabases) struct NextStepTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.addAccount()
        try await provider.addAccount("binh.tran", name: "Trần Thị Bình")
        browser = Browser(provider)
    }

    private func asksForPassword(_ reply: Reply) -> Bool { reply.attribute("name", of: "username") != nil }

    private func givesCode(_ reply: Reply) throws -> Bool {
        guard reply.location?.hasPrefix("https://platform.hue.test/") == true else { return false }
        return try reply.redirection().single("code") != nil
    }

    // MARK: max_age

    @Test func `max_age asks again one millisecond after it has passed, and not before`() async throws {
        _ = try await browser.code()
        provider.clock.advance(by: .seconds(60))
        #expect(try givesCode(try await browser.authorize("platform", [("max_age", "60")])))
        provider.clock.advance(by: .milliseconds(1))
        let page = try await browser.authorize("platform", [("max_age", "60")])
        #expect(asksForPassword(page))
        #expect(page.text.contains("Nguyễn Văn An"))
        #expect(try givesCode(try await browser.goOn(try await browser.signIn(page))))
    }

    @Test func `max_age=0 asks always, and is content with one sign-in`() async throws {
        _ = try await browser.code()
        let page = try await browser.authorize("platform", [("max_age", "0")])
        // In the millisecond of the sign-in itself nothing has passed yet.
        #expect(try givesCode(page))
        provider.clock.advance(by: .milliseconds(1))
        let later = try await browser.authorize("platform", [("max_age", "0")])
        #expect(asksForPassword(later))
        let signedIn = try await browser.signIn(later)
        provider.clock.advance(by: .minutes(1))
        #expect(try givesCode(try await browser.goOn(signedIn)))
    }

    // MARK: prompt

    @Test func `prompt=login asks again, and takes no earlier sign-in for it`() async throws {
        _ = try await browser.code()
        provider.clock.advance(by: .milliseconds(1))
        let page = try await browser.authorize("platform", [("prompt", "login")])
        #expect(asksForPassword(page))
        let interaction = try #require(page.formAction?.split(separator: "/").last)
        let skipped = try await browser.follow(try await browser.get("/oauth2/authorize/\(interaction)"))
        #expect(asksForPassword(skipped), "a step can't be left out by going where it leads")
        let code = try await browser.goOn(try await browser.signIn(page)).redirection().single("code")
        let claims = try browser.idToken(try await browser.redeem(try #require(code)))
        #expect(claims["auth_time"]?.integer == provider.clock.now.secondsSince1970)
    }

    @Test(arguments: [[("prompt", "none")], [("prompt", "none"), ("max_age", "3600")]])
    func `prompt=none without a session is login_required`(changes: [(String, String)]) async throws {
        let answer = try await browser.authorize("platform", changes).redirection()
        #expect(try answer.single("error") == "login_required")
        #expect(try answer.single("state") == "a state & more")
        #expect(try answer.single("iss") == RunningProvider.issuer)
        #expect(try answer.single("code") == nil)
        #expect(try await provider.count("interactions") == 0)
    }

    @Test func `prompt=none with a session is answered at once, until the session is too old`() async throws {
        _ = try await browser.code()
        let silent = [("prompt", "none"), ("max_age", "60")]
        #expect(try givesCode(try await browser.authorize("platform", silent)))
        provider.clock.advance(by: .seconds(61))
        #expect(
            try await browser.authorize("platform", silent).redirection().single("error") == "login_required")
        #expect(try givesCode(try await browser.authorize("platform", [("prompt", "none")])))
        provider.clock.advance(by: .minutes(15))
        let late = try await browser.authorize("platform", [("prompt", "none")])
        #expect(try late.redirection().single("error") == "login_required")
    }

    @Test func `select_account says who is signed in, and goes on as them`() async throws {
        let code = try await browser.code()
        let before = try browser.idToken(try await browser.redeem(code))
        provider.clock.advance(by: .minutes(1))
        let page = try await browser.authorize("platform", [("prompt", "select_account")])
        #expect(page.text.contains("Nguyễn Văn An") && page.text.contains("Nền tảng platform"))
        let reply = try await browser.goOn(try await browser.submit(page, [("choice", "continue")]))
        let after = try browser.idToken(
            try await browser.redeem(try #require(try reply.redirection().single("code"))))
        #expect(after["sub"] == before["sub"] && after["sid"] == before["sid"])
        #expect(after["auth_time"] == before["auth_time"])
    }

    @Test func `select_account lets another person sign in`() async throws {
        let before = try browser.idToken(try await browser.redeem(try await browser.code()))
        provider.clock.advance(by: .minutes(1))
        let page = try await browser.authorize("platform", [("prompt", "select_account")])
        let form = try await browser.follow(try await browser.submit(page, [("choice", "another")]))
        #expect(asksForPassword(form))
        let reply = try await browser.goOn(try await browser.signIn(form, "binh.tran"))
        let after = try browser.idToken(
            try await browser.redeem(try #require(try reply.redirection().single("code"))))
        #expect(after["sub"] != before["sub"])
    }

    @Test(arguments: [[("choice", "else")], [("choice", "continue"), ("choice", "continue")], []])
    func `no choice is no yes`(fields: [(String, String)]) async throws {
        _ = try await browser.code()
        provider.clock.advance(by: .minutes(1))
        let page = try await browser.authorize("platform", [("prompt", "select_account")])
        let reply = try await browser.follow(try await browser.submit(page, fields))
        #expect(reply.attribute("value", of: "continue") == "continue")
        #expect(reply.formAction == page.formAction)
    }

    // MARK: acr_values

    private static let second = "https://hue.gov.vn/acr/2"

    @Test func `a higher acr asks for another sign-in; the ID token says what was reached`() async throws {
        _ = try await browser.code()
        try await provider.execute("UPDATE sessions SET level = 1, methods = 'vneid'")
        provider.clock.advance(by: .minutes(1))
        let page = try await browser.authorize("platform", [("acr_values", Self.second)])
        #expect(asksForPassword(page))
        let reply = try await browser.goOn(try await browser.signIn(page))
        let claims = try browser.idToken(
            try await browser.redeem(try #require(try reply.redirection().single("code"))))
        #expect(claims["acr"] == "https://hue.gov.vn/acr/2")
        #expect(claims["amr"] == ["pwd", "otp", "mfa"])
    }

    @Test(arguments: [
        "https://hue.gov.vn/acr/1", "urn:of:another", "https://hue.gov.vn/acr/2 https://hue.gov.vn/acr/1",
    ])
    func `an acr that the session has, or that nobody knows, asks nothing`(values: String) async throws {
        _ = try await browser.code()
        provider.clock.advance(by: .minutes(1))
        #expect(try givesCode(try await browser.authorize("platform", [("acr_values", values)])))
    }

    @Test func `a silent request for a higher acr is answered with what there is`() async throws {
        _ = try await browser.code()
        try await provider.execute("UPDATE sessions SET level = 1, methods = 'vneid'")
        let reply = try await browser.authorize(
            "platform", [("acr_values", Self.second), ("prompt", "none")])
        let code = try #require(try reply.redirection().single("code"))
        #expect(try browser.idToken(try await browser.redeem(code))["acr"] == "https://hue.gov.vn/acr/1")
    }

    // MARK: Tabs

    @Test func `a second tab goes on without a password once the first has signed in`() async throws {
        let first = try await browser.authorize()
        let second = try await browser.authorize("platform", [("state", "second")])
        _ = try await browser.goOn(try await browser.signIn(first))
        let reply = try await browser.follow(try await browser.get(try #require(second.formAction)))
        #expect(try reply.redirection().single("state") == "second")
        #expect(try givesCode(reply))
    }

    @Test func `a request is answered once, also after the back button`() async throws {
        let page = try await browser.authorize()
        _ = try await browser.goOn(try await browser.signIn(page))
        let again = try await browser.signIn(page)
        #expect(again.attribute("href", of: "continue") == "https://platform.hue.test")
        #expect(try await provider.count("authorization_codes") == 1)
        #expect(try await provider.count("sessions") == 1)
    }
}
