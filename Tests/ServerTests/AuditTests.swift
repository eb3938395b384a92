import Accounts
import Database
import Identity
import TestSupport
import Testing
import Wire

/// Every act and every refusal of somebody stands in the audit log: who, what, when, from where, by which client. What is
/// refused to strangers is counted.
@Suite(.bothDatabases) struct AuditTests {
    private let provider: RunningProvider
    private let browser: Browser
    private let person: PersonID

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.register("guest", consent: true)
        person = try await provider.addAccount()
        browser = Browser(provider)
    }

    private func last() async throws -> RunningProvider.Event {
        try #require(try await provider.events().last)
    }

    /// What an act adds to the log: `action outcome actor client`, each from the browser's address and port, now.
    private func expectLines(_ lines: [String], after act: () async throws -> Void) async throws {
        let before = try await provider.events().count
        try await act()
        let events = try await provider.events().dropFirst(before)
        #expect(events.map { "\($0.action) | \($0.outcome) | \($0.actor) | \($0.client ?? "-")" } == lines)
        for event in events {
            #expect(event.address == Browser.address && event.port == Int64(Browser.port))
            #expect(event.moment == provider.clock.now)
        }
    }

    /// What an act adds to what is counted: once, from the browser's network. It adds no refusal to the log.
    private func expectCounted(
        _ refusal: String, client: String = "", after act: () async throws -> Void
    ) async throws {
        func refused() async throws -> [RunningProvider.Event] {
            try await provider.events().filter { $0.outcome != "success" }
        }
        _ = try await provider.counted()
        try await provider.execute("DELETE FROM refusal_counts")
        let before = try await refused()
        try await act()
        #expect(try await refused() == before)
        #expect(try await provider.counted() == ["\(refusal) | 203.0.113.0/24 | \(client) | 1"])
    }

    @Test func `a whole login leaves a line for each of its acts, with one session`() async throws {
        var code = ""
        try await expectLines([
            "sign-in-begin | success | person:\(person.text) | platform",
            "sign-in | success | person:\(person.text) | platform",
            "authorization | success | person:\(person.text) | platform",
        ]) { code = try await browser.code() }
        provider.clock.advance(by: .seconds(1))
        try await expectLines(["token | success | person:\(person.text) | platform"]) {
            let reply = try await browser.redeem(code)
            let token = try #require(try browser.accessToken(reply).split(separator: ".").dropFirst().first)
            let claims = try JSONReader.readObject(try Base64URL.decode(String(token)))
            let object = try await last().object
            #expect(object == claims["jti"]?.string)
        }
        // The first factor alone opened none.
        let sessions = Set(try await provider.events().dropFirst().map(\.session))
        #expect(sessions == Set(try await provider.texts("SELECT id FROM sessions")))
    }

    @Test func `a code used twice is written down with the authorization that it revoked`() async throws {
        let code = try await browser.code()
        let token = try browser.accessToken(try await browser.redeem(code))
        let revoked = try await provider.texts("SELECT authorization_id FROM authorization_codes").first
        provider.clock.advance(by: .seconds(1))
        try await expectLines([
            "token | refused: code-used-twice | client:platform | platform",
            "token-revocation | success | client:platform | platform",
        ]) {
            let reply = try await browser.redeem(code)
            #expect(reply.status == 400)
        }
        #expect(try await last().object == revoked)
        #expect(try await browser.userInfo(token).status == 401)
        let revokedAt = "SELECT CAST(revoked_at AS TEXT) FROM authorizations"
        #expect(try await provider.texts(revokedAt) == ["\(provider.clock.now.millisecondsSince1970)"])
    }

    @Test func `a refusal at sign-in says which and whose, and no name that can't be one`() async throws {
        try await expectLines(["sign-in | refused: wrong-password | person:\(person.text) | platform"]) {
            _ = try await browser.signIn(try await browser.authorize(), password: "a wrong one")
        }
        try await expectCounted("sign-in | wrong-password", client: "platform") {
            _ = try await browser.signIn(try await browser.authorize(), "nobody.here")
        }
        try await expectCounted("sign-in | wrong-password", client: "platform") {
            _ = try await browser.signIn(try await browser.authorize(), "046195000022")
        }
        for _ in 0..<4 {
            _ = try await browser.signIn(try await browser.authorize(), password: "a wrong one")
        }
        try await expectCounted("sign-in | locked", client: "platform") {
            _ = try await browser.signIn(try await browser.authorize())
        }
        #expect(
            try await provider.texts("SELECT person FROM refusal_counts WHERE code = 'locked'") == [person.text])
    }

    @Test func `a password in the place of the name is kept nowhere`() async throws {
        let secret = "Hue.City-2026@Secret"
        for _ in 0..<6 { _ = try await browser.signIn(try await browser.authorize(), secret) }
        let kept = try await provider.texts("SELECT actor || COALESCE(object, '') FROM audit_events")
        let counted = try await provider.texts("SELECT network || COALESCE(person, '') FROM refusal_counts")
        #expect(!counted.isEmpty)
        #expect(!(kept + counted).joined().lowercased().contains("secret"))
    }

    @Test func `a disabled account's right password is written down as what it is`() async throws {
        try await provider.execute("UPDATE people SET is_enabled = 0")
        try await expectLines(["sign-in | refused: account-disabled | person:\(person.text) | platform"]) {
            _ = try await browser.signIn(try await browser.authorize())
        }
    }

    @Test(arguments: [("allow", "success"), ("deny", "refused: denied")])
    func `consent is written down with its scopes, and so is a refusal`(
        choice: String, outcome: String
    ) async throws {
        let page = try await browser.goOn(try await browser.signIn(try await browser.authorize("guest")))
        try await expectLines(["consent | \(outcome) | person:\(person.text) | guest"]) {
            _ = try await browser.submit(page, [("choice", choice)])
        }
        #expect(try await last().object == "openid profile")
    }

    @Test(arguments: [
        ("/oauth2/authorize", "authorization"), ("/oauth2/token", "token"), ("/oauth2/logout", "sign-out"),
        ("/oauth2/userinfo", "user-info"),
    ])
    func `a request that can't be read is counted as a refusal`(path: String, action: String) async throws {
        try await expectCounted("\(action) | malformed-request") {
            _ = try await browser.post(path, raw: "a=%zz")
        }
    }

    @Test func `a request that is refused is counted, without what it said`() async throws {
        try await expectCounted("authorization | login_required", client: "platform") {
            _ = try await browser.authorize("platform", [("prompt", "none")])
        }
        try await expectCounted("authorization | foreign-redirect-uri", client: "platform") {
            _ = try await browser.authorize("platform", [("redirect_uri", "https://evil.test/")])
        }
        try await expectCounted("authorization | unknown-client", client: "nobody") {
            _ = try await browser.authorize("nobody")
        }
        try await expectCounted("token | invalid_client", client: "nobody") {
            _ = try await browser.redeem("a code", "nobody")
        }
        let text = try await provider.texts(
            "SELECT COALESCE(object, '') || actor || outcome FROM audit_events UNION ALL SELECT code || client FROM refusal_counts"
        )
        #expect(!text.joined().contains("evil.test"))
    }

    @Test func `signing out is written down with its session`() async throws {
        let reply = try await browser.redeem(try await browser.code())
        let hint = try #require(try reply.json()["id_token"]?.string)
        try await expectLines(["sign-out | success | person:\(person.text) | platform"]) {
            _ = try await browser.get("/oauth2/logout?" + FormParameters([("id_token_hint", hint)]).encoded())
        }
        let session = try #require(try await last().session)
        #expect(try await provider.texts("SELECT id FROM sessions") == [session])
    }

    @Test func `headers that name another address are not believed (P42)`() async throws {
        try await provider.addAccount("binh.tran")
        let page = try await browser.authorize()
        let forged = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP"].map {
            ($0, "198.51.100.9")
        }
        let fields = [
            ("form_token", try #require(page.hidden("form_token"))), ("username", "binh.tran"), ("password", "y"),
        ]
        let binh = try await provider.texts("SELECT person FROM local_accounts WHERE username = 'binh.tran'")
        try await expectLines(["sign-in | refused: wrong-password | person:\(binh[0]) | platform"]) {
            _ = try await browser.post(try #require(page.formAction), fields, headers: forged)
        }
    }

    @Test(arguments: ["UPDATE audit_events SET outcome = 'success'", "DELETE FROM audit_events"])
    func `the log only grows`(statement: String) async throws {
        _ = try await browser.code()
        let events = try await provider.events()
        await #expect(throws: DatabaseError.self) { try await provider.execute(statement) }
        #expect(try await provider.events() == events)
    }
}
