import TestSupport
import Testing
import Wire

/// What a browser's session is, and that no two are ever one.
@Suite(.bothDatabases) struct SessionTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.register("another")
        try await provider.addAccount()
        try await provider.addAccount("binh.tran", name: "Trần Thị Bình")
        browser = Browser(provider)
    }

    @Test func `the session cookie is a __Host- cookie that scripts and other sites do not see`() async throws {
        let page = try await browser.signIn(try await browser.authorize())
        let cookies = page.headers.filter { $0.name.lowercased() == "set-cookie" }.map(\.value)
        let session = try #require(cookies.first { $0.hasPrefix("__Host-hue-sso-session=") })
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            #expect(session.contains("; \(attribute)"))
        }
        #expect(!session.contains("Domain") && !session.contains("Max-Age") && !session.contains("Expires"))
        #expect(try Base64URL.decode(try #require(browser.session)).count == 32)
    }

    @Test func `of cookies, codes and states only hashes are kept`() async throws {
        let code = try await browser.code()
        let secrets = [code, try #require(browser.session), try #require(browser.browserCookie)]
        let tables = try await provider.tables()
        try #require(tables.contains("sessions"))
        var stored = ""
        for table in tables {
            for column in try await provider.columns(of: table) {
                stored += try await provider.texts("SELECT CAST(\(column) AS TEXT) FROM \(table)")
                    .joined(separator: "\n")
            }
        }
        #expect(stored.contains("an.nguyen"))
        for secret in secrets { #expect(!stored.contains(secret)) }
    }

    @Test func `a sign-in makes a new session, and the old cookie is dead (P43)`() async throws {
        _ = try await browser.code()
        let old = try #require(browser.session)
        provider.clock.advance(by: .milliseconds(1))
        _ = try await browser.code("platform", [("prompt", "login")])
        #expect(browser.session != old)
        let holder = Browser(provider)
        holder.cookies = ["__Host-hue-sso-session": old]
        #expect(try await holder.authorize().attribute("name", of: "username") != nil)
        #expect(try await provider.texts("SELECT id FROM sessions").count == 2)
        #expect(try await provider.texts("SELECT id FROM sessions WHERE ended_at IS NULL").count == 1)
    }

    @Test func `a cookie that an attacker planted before the sign-in is no session after it (P43)`()
        async throws
    {
        let planted = Base64URL.encode([UInt8](repeating: 1, count: 32))
        browser.cookies["__Host-hue-sso-session"] = planted
        _ = try await browser.code()
        #expect(browser.session != planted)
        let attacker = Browser(provider)
        attacker.cookies = ["__Host-hue-sso-session": planted]
        #expect(try await attacker.authorize().attribute("name", of: "username") != nil)
    }

    @Test func `another person's sign-in in the same browser inherits nothing (P44)`() async throws {
        let first = try await browser.redeem(try await browser.code())
        let firstClaims = try browser.idToken(first)
        let unredeemed = try await browser.code("another")
        let old = try #require(browser.session)

        provider.clock.advance(by: .milliseconds(1))
        let code = try await browser.code("platform", [("prompt", "login")], as: "binh.tran")
        let secondClaims = try browser.idToken(try await browser.redeem(code))
        #expect(secondClaims["sub"] != firstClaims["sub"])
        #expect(secondClaims["sid"] != firstClaims["sid"])
        #expect(browser.session != old)
        #expect(try await browser.userInfo(try browser.accessToken(first)).status == 401)
        #expect(try await browser.redeem(unredeemed, "another").status == 400)

        browser.cookies["__Host-hue-sso-session"] = old
        #expect(try await browser.authorize().attribute("name", of: "username") != nil)
    }

    @Test(arguments: ["browser", "device"])
    func `another cookie of ours is no session (P45, P46)`(kind: String) async throws {
        _ = try await browser.code()
        let value = try #require(browser.cookies["__Host-hue-sso-\(kind)"])
        let other = Browser(provider)
        other.cookies = ["__Host-hue-sso-session": value]
        #expect(try await other.authorize().attribute("name", of: "username") != nil)
    }

    @Test func `a code, a token or a session id is no session (P45)`() async throws {
        let code = try await browser.code()
        let token = try browser.accessToken(try await browser.redeem(try await browser.code()))
        let id = try #require(try await provider.texts("SELECT id FROM sessions").first)
        let hash = try #require(try await provider.texts("SELECT cookie_hash FROM sessions").first)
        for value in [code, token, id, hash] {
            let other = Browser(provider)
            other.cookies = ["__Host-hue-sso-session": value]
            #expect(try await other.authorize().attribute("name", of: "username") != nil)
        }
    }

    @Test func `what a person does in one browser is not known in another`() async throws {
        let page = try await browser.authorize()
        let thief = Browser(provider)
        let action = try #require(page.formAction)
        let token = try #require(page.hidden("form_token"))
        for cookies in [[:], ["__Host-hue-sso-browser": Base64URL.encode([UInt8](repeating: 9, count: 32))]] {
            thief.cookies = cookies
            let reply = try await thief.post(
                action,
                [("form_token", token), ("username", "an.nguyen"), ("password", RunningProvider.password)])
            #expect(reply.status == 403)
            #expect(thief.session == nil)
            #expect(!reply.text.contains("a state"))
        }
        #expect(try await provider.count("sessions") == 0)
    }

    @Test func `the end of a session is the end of its tokens and codes`() async throws {
        let reply = try await browser.redeem(try await browser.code())
        let token = try browser.accessToken(reply)
        let unredeemed = try await browser.code()
        let hint = try #require(try reply.json()["id_token"]?.string)
        let out = try await browser.get(
            "/oauth2/logout?" + FormParameters([("id_token_hint", hint)]).encoded())
        #expect(out.status == 200)
        #expect(browser.session == nil)
        #expect(try await browser.userInfo(token).status == 401)
        #expect(try await browser.redeem(unredeemed).status == 400)
        #expect(try await browser.authorize().attribute("name", of: "username") != nil)
    }

    @Test func `a disabled person has no session, no token and no code (P31)`() async throws {
        let token = try browser.accessToken(try await browser.redeem(try await browser.code()))
        let unredeemed = try await browser.code()
        try await provider.execute("UPDATE people SET is_enabled = 0 WHERE name = 'Nguyễn Văn An'")
        #expect(try await browser.userInfo(token).status == 401)
        #expect(try await browser.redeem(unredeemed).status == 400)
        #expect(try await browser.authorize().attribute("name", of: "username") != nil)
    }

    @Test func `a disabled client's tokens open nothing (P25)`() async throws {
        let token = try browser.accessToken(try await browser.redeem(try await browser.code()))
        let unredeemed = try await browser.code()
        try await provider.disableClient("platform")
        #expect(try await browser.userInfo(token).status == 401)
        #expect(try await browser.redeem(unredeemed).status == 401)
        #expect(try await browser.authorize().status == 400)
    }
}
