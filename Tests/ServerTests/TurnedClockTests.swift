import Identity
import TestSupport
import Testing
import Wire

/// What is fresh when a clock has been wrong: at the sign-in, or now (OpenID Connect Core §3.1.2.1).
@Suite(.bothDatabases) struct TurnedClockTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.addAccount()
        browser = Browser(provider)
    }

    private func asksForPassword(_ reply: Reply) -> Bool { reply.attribute("name", of: "username") != nil }

    private static let demands: [[(String, String)]] = [
        [], [("prompt", "login")], [("max_age", "0")], [("max_age", "36000")],
        [("acr_values", "https://hue.gov.vn/acr/1")],
    ]

    @Test(arguments: demands)
    func `a session of a clock that was ahead is none, and its person signs in once more, once`(
        demand: [(String, String)]
    ) async throws {
        provider.clock.advance(by: .hours(1))
        _ = try await browser.code()
        let ahead = try #require(browser.session)
        provider.clock.advance(by: .hours(-1))
        let page = try await browser.authorize("platform", demand)
        #expect(asksForPassword(page), "\(page.status)")
        let reply = try await browser.goOn(try await browser.signIn(page))
        let code = try #require(try reply.redirection().single("code"))
        let claims = try browser.idToken(try await browser.redeem(code))
        #expect(claims["auth_time"]?.integer == provider.clock.now.secondsSince1970)
        #expect(browser.session != ahead)
        // The old one has ended with it, and isn't there again when its time comes.
        #expect(try await provider.texts("SELECT id FROM sessions WHERE ended_at IS NULL").count == 1)
    }

    @Test func `prompt=none with a session of the future is login_required`() async throws {
        provider.clock.advance(by: .hours(1))
        _ = try await browser.code()
        provider.clock.advance(by: .hours(-1))
        let answer = try await browser.authorize("platform", [("prompt", "none")]).redirection()
        #expect(try answer.single("error") == "login_required")
    }

    @Test(arguments: [[("prompt", "login")], [("max_age", "0")], [("prompt", "login"), ("max_age", "0")]])
    func `a clock that was ahead when the request came asks for one sign-in`(
        demand: [(String, String)]
    ) async throws {
        _ = try await browser.code()
        provider.clock.advance(by: .hours(1))
        let page = try await browser.authorize("platform", demand)
        provider.clock.advance(by: .hours(-1))
        let reply = try await browser.goOn(try await browser.signIn(page))
        #expect(try reply.redirection().single("code") != nil)
    }

    @Test(arguments: [[], [("prompt", "login")], [("max_age", "0")]] as [[(String, String)]])
    func `a clock that is set back between sign-in and answer asks nobody twice`(
        demand: [(String, String)]
    ) async throws {
        let page = try await browser.authorize("platform", demand)
        let signedIn = try await browser.signIn(page)
        provider.clock.advance(by: .hours(-1))
        #expect(try await browser.goOn(signedIn).redirection().single("code") != nil)
        // For that one request; the next one asks.
        #expect(asksForPassword(try await browser.authorize()))
    }

    @Test func `being idle isn't forgotten when the clock is set back`() async throws {
        _ = try await browser.code()
        provider.clock.advance(by: .minutes(14))
        _ = try await browser.code()
        provider.clock.advance(by: .minutes(-13))
        #expect(asksForPassword(try await browser.authorize()))
    }

    @Test func `clocks that differ by some seconds keep nobody out`() async throws {
        provider.clock.advance(by: .seconds(10))
        _ = try await browser.code()
        provider.clock.advance(by: .seconds(-10))
        #expect(try await browser.authorize().redirection().single("code") != nil)
        let aged = try await browser.authorize("platform", [("max_age", "60")])
        #expect(try aged.redirection().single("code") != nil)
        // max_age=0 is met by nothing but a sign-in.
        #expect(asksForPassword(try await browser.authorize("platform", [("max_age", "0")])))
    }

    @Test func `a password that was right in the future has to be typed again`() async throws {
        provider.clock.advance(by: .hours(1))
        let page = try await browser.follow(try await browser.begin(try await browser.authorize()))
        provider.clock.advance(by: .hours(-1))
        let code = try await provider.oneTimePassword(of: "an.nguyen")
        let reply = try await browser.goOn(try await browser.submit(page, [("code", code)]))
        #expect(asksForPassword(reply))
        #expect(browser.session == nil)
    }
}
