import Identity
import TestSupport
import Testing
import Wire

/// A logout ends the session, however it is asked for and however long the person was away (OpenID Connect RP-Initiated
/// Logout 1.0 §2): whoever works at a platform isn't seen by us, and so most who sign out are idle here.
@Suite(.bothDatabases) struct SignOutTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.addAccount()
        browser = Browser(provider)
    }

    enum Way: CaseIterable { case hint, postedHint, confirmed, home }

    /// Signs in at a platform.
    private func signIn() async throws -> (token: String, hint: String) {
        let reply = try await browser.redeem(try await browser.code())
        return (try browser.accessToken(reply), try #require(try reply.json()["id_token"]?.string))
    }

    private func signOut(_ way: Way, hint: String) async throws -> Reply {
        let parameters = [
            ("id_token_hint", hint), ("post_logout_redirect_uri", "https://platform.hue.test/out"),
        ]
        switch way {
        case .hint: return try await browser.get("/oauth2/logout?" + FormParameters(parameters).encoded())
        case .postedHint: return try await browser.post("/oauth2/logout", parameters)
        case .confirmed:
            let page = try await browser.get("/oauth2/logout?client_id=platform")
            #expect(page.text.contains("Nguyễn Văn An"), "\(page.text)")
            return try await browser.submit(page, [])
        case .home:
            let home = try await browser.get("/")
            let page = try await browser.get(try #require(home.attribute("href", of: "logout")))
            return try await browser.submit(page, [])
        }
    }

    @Test(arguments: Way.allCases, [Duration.zero, .minutes(15), .hours(12) - .milliseconds(1)])
    func `a session ends, live or idle`(way: Way, away: Duration) async throws {
        let (token, hint) = try await signIn()
        let cookie = try #require(browser.session)
        provider.clock.advance(by: min(away, .minutes(9)))
        #expect(try await browser.userInfo(token).status == 200)
        provider.clock.advance(by: away - min(away, .minutes(9)))

        _ = try await signOut(way, hint: hint)
        #expect(browser.session == nil)
        #expect(try await provider.texts("SELECT id FROM sessions WHERE ended_at IS NULL").isEmpty)
        let events = try await provider.events().filter { $0.action == "sign-out" }
        #expect(events.count == 1 && events.first?.outcome == "success" && events.first?.session != nil)
        #expect(try await browser.userInfo(token).status == 401)
        browser.cookies["__Host-hue-sso-session"] = cookie
        #expect(try await browser.authorize().attribute("name", of: "username") != nil)
    }

    @Test(arguments: [Duration.minutes(43), .hours(24 * 40)])
    func `an ID token that has expired signs out all the same`(age: Duration) async throws {
        let (token, hint) = try await signIn()
        provider.clock.advance(by: age)
        let reply = try await signOut(.hint, hint: hint)
        #expect(reply.location == "https://platform.hue.test/out")
        #expect(browser.session == nil)
        #expect(try await browser.userInfo(token).status == 401)
        // After 40 days there is none to be ended.
        let ended = try await provider.texts("SELECT id FROM sessions WHERE ended_at IS NOT NULL")
        #expect(ended.count == (age < .hours(12) ? 1 : 0))
    }

    @Test func `a link of anybody's ends no idle session without being asked`() async throws {
        let (_, _) = try await signIn()
        provider.clock.advance(by: .minutes(20))
        let page = try await browser.get("/oauth2/logout")
        #expect(page.attribute("type", of: "confirm-logout") == "submit")
        #expect(browser.session != nil)
        #expect(try await provider.texts("SELECT id FROM sessions WHERE ended_at IS NULL").count == 1)
    }

    @Test func `a session of a clock that was ahead can be signed out of`() async throws {
        provider.clock.advance(by: .hours(1))
        let (_, hint) = try await signIn()
        provider.clock.advance(by: .hours(-1))
        _ = try await signOut(.hint, hint: hint)
        #expect(browser.session == nil)
        #expect(try await provider.texts("SELECT id FROM sessions WHERE ended_at IS NULL").isEmpty)
    }

    @Test func `a request that brings no cookie clears none`() async throws {
        let (_, hint) = try await signIn()
        let stranger = Browser(provider)
        let reply = try await stranger.get("/oauth2/logout?" + FormParameters([("id_token_hint", hint)]).encoded())
        #expect(reply.header("Set-Cookie") == nil)
        #expect(try await provider.texts("SELECT id FROM sessions WHERE ended_at IS NULL").count == 1)
    }
}
