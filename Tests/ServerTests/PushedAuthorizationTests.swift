import Identity
import OpenIDConnect
import Testing
import Wire

/// A request that a platform has pushed, over HTTP (RFC 9126); and what the page after signing out says of platforms.
@Suite(.bothDatabases) struct PushedAuthorizationTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.addAccount()
        browser = Browser(provider)
    }

    private func push(_ form: [(String, String)], secret: String = "the+secret+of+platform") async throws -> Reply {
        try await Browser(provider).post(
            "/oauth2/par", form,
            headers: [("Authorization", "Basic " + Base64.encode(Array("platform:\(secret)".utf8)))])
    }

    @Test func `a person signs in by a request that was pushed`() async throws {
        let pushed = try await push(Browser.request())
        #expect(pushed.status == 201 && pushed.header("Cache-Control") == "no-store")
        let uri = try #require(try pushed.json()["request_uri"]?.string)
        let query = FormParameters([("client_id", "platform"), ("request_uri", uri)]).encoded()
        let page = try await browser.follow(try await browser.get("/oauth2/authorize?" + query))
        let reply = try await browser.goOn(try await browser.signIn(page))
        let code = try #require(try reply.redirection().single("code"), "\(reply.status) \(reply.text)")
        #expect(try reply.redirection().single("state") == "a state & more")
        #expect(try await browser.redeem(code).status == 200)
        let again = try await browser.get("/oauth2/authorize?" + query)
        #expect(again.status == 400 && again.location == nil)
    }

    @Test func `a pushed request whose time is over begins again at the platform, which has to push it`() async throws {
        try await provider.execute("UPDATE clients SET requires_pushed_requests = 1")
        try await provider.execute("UPDATE client_revision SET number = number + 1")
        let uri = try #require(try await push(Browser.request()).json()["request_uri"]?.string)
        let query = FormParameters([("client_id", "platform"), ("request_uri", uri)]).encoded()
        let page = try await browser.follow(try await browser.get("/oauth2/authorize?" + query))
        provider.clock.advance(by: .hours(1))
        let late = try await browser.post(
            try #require(page.formAction), [("form_token", page.hidden("form_token") ?? ""), ("username", "an.nguyen")])
        #expect(late.attribute("href", of: "continue") == "https://platform.hue.test", "\(late.text)")
    }

    @Test func `a platform is told what is wrong with its request, and a stranger nothing`() async throws {
        let wrong = try await push(Browser.request("platform", [("response_type", "token")]))
        #expect(wrong.status == 400)
        #expect(try wrong.json()["error"] == "unsupported_response_type")
        let stranger = try await push(Browser.request(), secret: "wrong")
        #expect(stranger.status == 401)
        #expect(try stranger.json()["error"] == "invalid_client")
    }

    /// RFC 9126 §2.1.
    @Test(arguments: ["GET", "PUT", "HEAD", "DELETE"])
    func `a request is pushed by POST, and by nothing else`(method: String) async throws {
        let basic = "Basic " + Base64.encode(Array("platform:the+secret+of+platform".utf8))
        let reply = try await Browser(provider).send(
            method, "/oauth2/par",
            headers: [("Authorization", basic), ("Content-Type", "application/x-www-form-urlencoded")],
            body: FormParameters(Browser.request()).encoded())
        #expect(reply.status == 405 && reply.header("Allow") == "POST")
    }

    @Test func `the metadata says where requests are pushed, and that sessions' ends are told`() async throws {
        let metadata = try await browser.get("/.well-known/openid-configuration").json()
        #expect(metadata["pushed_authorization_request_endpoint"] == "https://sso.hue.test/oauth2/par")
        #expect(metadata["require_pushed_authorization_requests"] == false)
        #expect(metadata["backchannel_logout_supported"] == true)
        #expect(metadata["backchannel_logout_session_supported"] == true)
        #expect(metadata["frontchannel_logout_supported"] == true)
        #expect(metadata["frontchannel_logout_session_supported"] == true)
    }

    @Test func `the page after signing out loads the platforms' own, with issuer and session, and then goes back`()
        async throws
    {
        var registration = ClientRegistration(
            id: "front", name: "Nền tảng trước", redirectURIs: ["https://front.hue.test/callback"])
        registration.frontchannelLogoutURI = "https://front.hue.test/out?a=b"
        registration.postLogoutRedirectURIs = ["https://front.hue.test/bye"]
        let client = try registration.client(secret: SecretHash(of: "the secret of front"))
        try await provider.add(client, at: provider.clock.now)
        let tokens = try await browser.redeem(try await browser.code("front"), "front")
        let hint = try #require(try tokens.json()["id_token"]?.string)
        let sid = try #require(try browser.idToken(tokens)["sid"]?.string)
        let query = [("id_token_hint", hint), ("post_logout_redirect_uri", "https://front.hue.test/bye")]
        let page = try await browser.get("/oauth2/logout?" + FormParameters(query).encoded())
        #expect(page.status == 200 && page.header("Refresh") == "3; url=https://front.hue.test/bye")
        #expect(page.header("Content-Security-Policy")?.hasSuffix("; frame-src https://front.hue.test") == true)
        let frame = try #require(page.text.split(separator: "<").first { $0.hasPrefix("iframe") })
        #expect(frame.contains("https://front.hue.test/out?a=b&amp;iss=https%3A%2F%2Fsso.hue.test&amp;sid=\(sid)"))
        // Nobody else's browser loads anything.
        let other = try await Browser(provider).get("/oauth2/logout?" + FormParameters(query).encoded())
        #expect(other.location == "https://front.hue.test/bye")
    }

    @Test func `the page after signing out names the platforms, to this browser and for a while`() async throws {
        _ = try await browser.redeem(try await browser.code())
        let page = try await browser.get("/oauth2/logout")
        let out = try await browser.goOn(try await browser.submit(page, []))
        #expect(out.words(of: "platforms")?.hasPrefix("0 trên 1 nền tảng đã đăng xuất") == true, "\(out.text)")
        #expect(out.text.contains("Nền tảng platform"))
        #expect(try await !Browser(provider).get("/oauth2/logout").text.contains("Nền tảng platform"))
        provider.clock.advance(by: .hours(13))
        try await provider.execute("DELETE FROM sessions")
        #expect(try await !browser.get("/oauth2/logout").text.contains("Nền tảng platform"))
    }
}
