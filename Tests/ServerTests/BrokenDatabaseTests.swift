import OpenIDConnect
import TestSupport
import Testing
import Wire

/// A transaction that fails at its last statement leaves nothing behind, and no answer that says otherwise. The audit
/// log is what fails here: its event is written in each act's own transaction.
@Suite(.bothDatabases) struct BrokenDatabaseTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.register("guest", consent: true)
        try await provider.addAccount()
        browser = Browser(provider)
    }

    private func breakLog() async throws {
        try await provider.execute("ALTER TABLE audit_events RENAME TO gone")
    }
    private func mendLog() async throws {
        try await provider.execute("ALTER TABLE gone RENAME TO audit_events")
    }

    private func counts() async throws -> [Int64] {
        var counts: [Int64] = []
        for table in ["sessions", "authorization_codes", "access_tokens", "consents", "known_devices"] {
            counts.append(try await provider.count(table))
        }
        return counts
    }

    private func expectPage(_ reply: Reply) {
        #expect(reply.status == 503)
        #expect(reply.header("Set-Cookie") == nil)
        #expect(reply.header("Location") == nil)
        #expect(reply.words(of: "reference")?.isEmpty == false)
        for word in ["audit_events", "SQL", "no such table"] { #expect(!reply.text.contains(word)) }
    }

    @Test func `a sign-in that can't be written down opens no session`() async throws {
        let page = try await browser.authorize()
        let before = try await counts()
        try await breakLog()
        expectPage(try await browser.signIn(page))
        #expect(browser.session == nil)
        #expect(try await counts() == before)
        try await mendLog()
        #expect(try await browser.goOn(try await browser.signIn(page)).redirection().single("code") != nil)
    }

    @Test func `a sign-in that fails leaves the old session as it was`() async throws {
        _ = try await browser.code()
        let old = browser.session
        provider.clock.advance(by: .milliseconds(1))
        let page = try await browser.authorize("platform", [("prompt", "login")])
        try await breakLog()
        expectPage(try await browser.signIn(page))
        #expect(browser.session == old)
        try await mendLog()
        #expect(try await browser.authorize().redirection().single("code") != nil)
    }

    @Test func `an authorization that can't be written down gives no code, and can be had later`()
        async throws
    {
        let page = try await browser.signIn(try await browser.authorize())
        let before = try await counts()
        try await breakLog()
        let target = try #require(page.attribute("href", of: "continue"))
        expectPage(try await browser.get(target))
        #expect(try await counts() == before)
        try await mendLog()
        #expect(try await browser.get(target).redirection().single("code") != nil)
    }

    @Test func `a token that can't be written down is not given, and its code is not spent`() async throws {
        let code = try await browser.code()
        let before = try await counts()
        try await breakLog()
        let reply = try await browser.redeem(code)
        #expect(reply.status == 503)
        #expect(reply.header("Content-Type") == "application/json")
        #expect(try reply.json()["error"] == "temporarily_unavailable")
        #expect(try reply.json()["access_token"] == nil)
        #expect(try await counts() == before)
        try await mendLog()
        #expect(try await browser.redeem(code).status == 200)
    }

    @Test func `a revocation that can't be written down is not said to have happened (P22)`() async throws {
        let code = try await browser.code()
        let token = try browser.accessToken(try await browser.redeem(code))
        try await breakLog()
        #expect(try await browser.redeem(code).status == 503)
        #expect(try await browser.userInfo(token).status == 200)
        try await mendLog()
        #expect(try await browser.redeem(code).status == 400)
        #expect(try await browser.userInfo(token).status == 401)
    }

    @Test func `the revocation endpoint says 503 of what it couldn't do, and when to come again (RFC 7009 §2.2.1)`()
        async throws
    {
        let token = try browser.accessToken(try await browser.redeem(try await browser.code()))
        func revoke() async throws -> Reply {
            try await browser.post(
                Issuer.Path.revocation, [("token", token)],
                headers: [("Authorization", "Basic " + Base64.encode(Array("platform:the+secret+of+platform".utf8)))])
        }
        try await breakLog()
        let reply = try await revoke()
        #expect(reply.status == 503 && reply.header("Retry-After") == "5")
        #expect(try reply.json()["error"] == "temporarily_unavailable")
        #expect(try await browser.userInfo(token).status == 200)
        try await mendLog()
        #expect(try await revoke().status == 200)
        #expect(try await browser.userInfo(token).status == 401)
    }

    @Test(arguments: ["allow", "deny"])
    func `a decision on consent that can't be written down is not made`(choice: String) async throws {
        let page = try await browser.goOn(try await browser.signIn(try await browser.authorize("guest")))
        let before = try await counts()
        try await breakLog()
        expectPage(try await browser.submit(page, [("choice", choice)]))
        #expect(try await counts() == before)
        try await mendLog()
        let again = try await browser.authorize("guest")
        #expect(again.attribute("value", of: "allow") == "allow")
        #expect(try await browser.submit(page, [("choice", choice)]).status == 200)
    }

    @Test func `a sign-out that can't be written down ends nothing, and says so`() async throws {
        let reply = try await browser.redeem(try await browser.code())
        let path =
            "/oauth2/logout?"
            + FormParameters([("id_token_hint", try #require(try reply.json()["id_token"]?.string))])
            .encoded()
        try await breakLog()
        expectPage(try await browser.get(path))
        #expect(try await browser.userInfo(try browser.accessToken(reply)).status == 200)
        try await mendLog()
        #expect(try await browser.get(path).status == 200)
        #expect(try await browser.userInfo(try browser.accessToken(reply)).status == 401)
    }

    @Test func `a request that can't be kept shows no page that leads nowhere`() async throws {
        try await provider.execute("ALTER TABLE interactions RENAME TO gone")
        expectPage(try await browser.get("/oauth2/authorize?" + FormParameters(Browser.request()).encoded()))
        #expect(browser.browserCookie == nil)
    }

    @Test func `a refusal of somebody that can't be written down is 503 as well; a stranger's costs nothing`()
        async throws
    {
        let page = try await browser.authorize()
        try await breakLog()
        expectPage(try await browser.signIn(page, password: "a wrong one"))
        #expect(try await browser.authorize("platform", [("redirect_uri", "https://evil.test/")]).status == 400)
        #expect(try await browser.redeem("no code").status == 503)
    }

    @Test func `UserInfo without a database is 503, not a page that says 401`() async throws {
        let token = try browser.accessToken(try await browser.redeem(try await browser.code()))
        try await provider.execute("ALTER TABLE access_tokens RENAME TO gone")
        #expect(try await browser.userInfo(token).status == 503)
    }

    @Test func `a new person whose sign-in fails is not left behind`() async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let callback = try await stage.visit(
                try await stage.begin(browser, try await browser.authorize()), as: "046195000022")
            try await stage.provider.execute("ALTER TABLE audit_events RENAME TO gone")
            #expect(try await browser.get(callback).status == 503)
            #expect(browser.session == nil)
            #expect(try await stage.provider.count("sessions") == 0)
            #expect(
                try await stage.provider.count("people") == 0,
                "the person is made in the sign-in's transaction")
        }
    }
}
