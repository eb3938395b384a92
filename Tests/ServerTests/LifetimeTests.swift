import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Server

/// What counts for a time only: to the millisecond, by the clock that the test sets.
@Suite(.bothDatabases) struct LifetimeTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.addAccount()
        browser = Browser(provider)
    }

    @Test(arguments: [(59_999, 200), (60_000, 400)])
    func `a code is good for less than 60 seconds`(milliseconds: Int, status: Int) async throws {
        let code = try await browser.code()
        provider.clock.advance(by: .milliseconds(milliseconds))
        let reply = try await browser.redeem(code)
        #expect(reply.status == status)
        if status == 400 { #expect(try reply.json()["error"] == "invalid_grant") }
        #expect(try await provider.count("access_tokens") == (status == 200 ? 1 : 0))
    }

    @Test(arguments: [(599, 200), (600, 401)])
    func `an access token opens UserInfo for less than 10 minutes`(seconds: Int, status: Int) async throws {
        let token = try browser.accessToken(try await browser.redeem(try await browser.code()))
        provider.clock.advance(by: .seconds(seconds))
        let reply = try await browser.userInfo(token)
        #expect(reply.status == status)
        if status == 401 { #expect(reply.header("WWW-Authenticate")?.contains("invalid_token") == true) }
    }

    @Test func `what a token says of its life is what it lives`() async throws {
        let reply = try await browser.redeem(try await browser.code())
        let claims = try browser.idToken(reply)
        let issued = try #require(claims["iat"]?.integer)
        #expect(issued == provider.clock.now.secondsSince1970)
        #expect(claims["exp"]?.integer == issued + 600)
        #expect(try reply.json()["expires_in"] == 600)
    }

    @Test(arguments: [(Duration.milliseconds(899_999), true), (.minutes(15), false)])
    func `a session that nobody uses ends after 15 minutes`(idle: Duration, isLive: Bool) async throws {
        _ = try await browser.code()
        provider.clock.advance(by: idle)
        let reply = try await browser.authorize()
        #expect((reply.location?.hasPrefix("https://platform.hue.test/") ?? false) == isLive)
        #expect((reply.attribute("name", of: "username") != nil) == !isLive)
    }

    @Test func `a session in use lives on, for 12 hours and no longer`() async throws {
        _ = try await browser.code()
        for _ in 0..<71 {
            provider.clock.advance(by: .minutes(10))
            let reply = try await browser.authorize()
            try #require(reply.location?.hasPrefix("https://platform.hue.test/") == true)
        }
        provider.clock.advance(by: .minutes(10) - .milliseconds(1))
        #expect(try await browser.authorize().location?.hasPrefix("https://platform.hue.test/") == true)
        provider.clock.advance(by: .milliseconds(1))
        #expect(try await browser.authorize().attribute("name", of: "username") != nil)
    }

    @Test func `the time of the sign-in is that of the sign-in, however often the session is used`()
        async throws
    {
        _ = try await browser.code()
        let signedInAt = provider.clock.now.secondsSince1970
        provider.clock.advance(by: .minutes(14))
        let claims = try browser.idToken(try await browser.redeem(try await browser.code()))
        #expect(claims["auth_time"]?.integer == signedInAt)
        #expect(claims["iat"]?.integer == signedInAt + 14 * 60)
    }

    // MARK: Interactions

    @Test(arguments: [(Duration.milliseconds(1_799_999), 200), (.minutes(30), 410)])
    func `the pages of a sign-in wait for 30 minutes`(wait: Duration, status: Int) async throws {
        let page = try await browser.get(try await signInPath())
        #expect(page.status == 200)
        provider.clock.advance(by: wait)
        #expect(try await browser.get(try #require(page.formAction)).status == status)
    }

    @Test func `after a time-out the way on is the same request, to the letter`() async throws {
        let path = try await signInPath([
            ("ui_locales", "en"), ("login_hint", "an.nguyen"), ("max_age", "3600"),
        ])
        provider.clock.advance(by: .minutes(30))
        let page = try await browser.get(path)
        #expect(page.status == 410)
        let way = try #require(page.attribute("href", of: "continue"))
        let parts = way.split(separator: "?", maxSplits: 1)
        #expect(parts.first == "/oauth2/authorize")
        let parameters = try FormParameters(query: String(try #require(parts.last)))
        let sent = Browser.request(
            "platform", [("ui_locales", "en"), ("login_hint", "an.nguyen"), ("max_age", "3600")])
        #expect(parameters.pairs.map(\.name) == sent.map(\.0))
        #expect(parameters.pairs.map(\.value) == sent.map(\.1))
        let again = try await browser.follow(try await browser.get(way))
        let answer = try await browser.goOn(try await browser.signIn(again)).redirection()
        #expect(try answer.single("state") == "a state & more")
        #expect(try answer.single("code") != nil)
    }

    @Test func `a form that comes after the time-out signs nobody in`() async throws {
        let page = try await browser.get(try await signInPath())
        provider.clock.advance(by: .minutes(30))
        #expect(try await browser.signIn(page).status == 410)
        #expect(browser.session == nil)
        #expect(try await provider.count("sessions") == 0)
    }

    @Test func `a sign-in that was swept away after 24 hours says so, and leads nowhere wrong`() async throws {
        let path = try await signInPath()
        provider.clock.advance(by: .hours(24))
        try await sweep()
        #expect(try await browser.get(path).status == 410)
        provider.clock.advance(by: .milliseconds(1))
        try await sweep()
        let page = try await browser.get(path)
        #expect(page.status == 400)
        #expect(page.attribute("href", of: "continue") == nil)
        #expect(page.attribute("href", of: "home") == "/")
    }

    @Test func `what expired is forgotten, and nothing else`() async throws {
        _ = try await browser.redeem(try await browser.code())
        _ = try await Browser(provider).authorize()
        provider.clock.advance(by: .minutes(10))
        try await sweep()
        #expect(try await provider.count("authorization_codes") == 1)
        #expect(try await provider.count("access_tokens") == 1)
        provider.clock.advance(by: .minutes(2))
        try await sweep()
        #expect(try await provider.count("authorization_codes") == 0)
        #expect(try await provider.count("access_tokens") == 0)
        #expect(try await provider.count("sessions") == 1)
        #expect(try await provider.count("interactions") == 2)
        let events = try await provider.events()
        provider.clock.advance(by: .hours(24))
        try await sweep()
        #expect(try await provider.count("sessions") == 0)
        #expect(try await provider.count("interactions") == 0)
        #expect(try await provider.events() == events)
    }

    private func signInPath(_ changes: [(String, String)] = []) async throws -> String {
        let reply = try await browser.get(
            "/oauth2/authorize?" + FormParameters(Browser.request("platform", changes)).encoded())
        return try #require(reply.location)
    }

    private func sweep() async throws {
        let now = provider.clock.now
        try await provider.database.write { transaction in
            try transaction.housekeeping.forgetExpired(at: now)
        }
    }
}
