import TestSupport
import Testing
import Wire

/// Clients of others, which a person has to agree to (OpenID Connect Core §3.1.2.4).
@Suite(.bothDatabases) struct ConsentTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register("guest", consent: true, scopes: ["openid", "profile", "phone"])
        try await provider.addAccount()
        try await provider.addAccount("binh.tran", name: "Trần Thị Bình")
        browser = Browser(provider)
    }

    /// Signs in as far as the consent page.
    private func consentPage(_ changes: [(String, String)] = []) async throws -> Reply {
        var page = try await browser.authorize("guest", changes)
        if page.attribute("name", of: "username") != nil {
            page = try await browser.goOn(try await browser.signIn(page))
        }
        try #require(page.attribute("value", of: "allow") == "allow", "\(page.status) \(page.text)")
        return page
    }

    private func asks(_ scope: String) async throws -> Bool {
        let reply = try await browser.authorize("guest", [("scope", scope)])
        if reply.attribute("value", of: "allow") != nil { return true }
        try #require(try reply.redirection().single("code") != nil)
        return false
    }

    @Test func `the page names the platform, the person and what is asked for`() async throws {
        let page = try await consentPage()
        for words in ["Nền tảng guest", "Nguyễn Văn An", "Họ tên, ngày sinh"] {
            #expect(page.text.contains(words))
        }
        #expect(!page.text.contains("Số điện thoại"))
        #expect(try await provider.count("authorization_codes") == 0)
    }

    @Test func `who agrees is not asked again, until more is asked for`() async throws {
        let page = try await consentPage()
        let reply = try await browser.goOn(try await browser.submit(page, [("choice", "allow")]))
        #expect(try reply.redirection().single("code") != nil)
        #expect(try await !asks("openid profile"))
        #expect(try await !asks("openid"))
        #expect(try await asks("openid profile phone"))
        let more = try await consentPage([("scope", "openid phone")])
        #expect(more.text.contains("Số điện thoại"))
        _ = try await browser.submit(more, [("choice", "allow")])
        #expect(try await !asks("openid profile phone"))
    }

    private static func allow(
        _ page: Reply, _ cookies: [String: String], on provider: RunningProvider
    ) async throws -> Reply {
        let browser = Browser(provider)
        browser.cookies = cookies
        return try await browser.submit(page, [("choice", "allow")])
    }

    @Test func `what is agreed to in two tabs at once, on two nodes, is all agreed to`() async throws {
        let other = try RunningProvider(beside: provider)
        let (one, two) = (try await consentPage(), try await consentPage([("scope", "openid phone")]))
        let (here, cookies) = (provider, browser.cookies)
        async let first = Self.allow(one, cookies, on: here)
        async let second = Self.allow(two, cookies, on: other)
        _ = try await (first, second)
        #expect(try await !asks("openid profile phone"))
        #expect(try await provider.count("consents") == 1)
    }

    @Test func `what one person agreed to, another has not`() async throws {
        _ = try await browser.submit(try await consentPage(), [("choice", "allow")])
        let other = Browser(provider)
        let page = try await other.goOn(
            try await other.signIn(try await other.authorize("guest"), "binh.tran"))
        #expect(page.attribute("value", of: "allow") == "allow")
        #expect(page.text.contains("Trần Thị Bình"))
    }

    @Test func `prompt=consent asks also who has agreed`() async throws {
        _ = try await browser.submit(try await consentPage(), [("choice", "allow")])
        let page = try await consentPage([("prompt", "consent")])
        let reply = try await browser.goOn(try await browser.submit(page, [("choice", "allow")]))
        #expect(try reply.redirection().single("code") != nil)
    }

    @Test func `prompt=none is consent_required for who has not agreed`() async throws {
        _ = try await consentPage()
        let answer = try await browser.authorize("guest", [("prompt", "none")]).redirection()
        #expect(try answer.single("error") == "consent_required")
        #expect(try answer.single("code") == nil)
    }

    @Test func `who refuses is sent back with access_denied, and nothing is released`() async throws {
        let page = try await consentPage()
        let reply = try await browser.submit(page, [("choice", "deny")])
        let target = try #require(reply.attribute("href", of: "continue"))
        #expect(target.hasPrefix("https://guest.hue.test/callback?"))
        let answer = try FormParameters(query: try URI(target).query ?? "")
        #expect(try answer.single("error") == "access_denied")
        #expect(try answer.single("state") == "a state & more")
        #expect(try answer.single("iss") == RunningProvider.issuer)
        #expect(try answer.single("code") == nil)
        #expect(try await provider.count("consents") == 0)
        #expect(try await provider.count("authorization_codes") == 0)
    }

    @Test func `a refusal stands: the same page can't be turned into a yes afterwards`() async throws {
        let page = try await consentPage()
        _ = try await browser.submit(page, [("choice", "deny")])
        let reply = try await browser.submit(page, [("choice", "allow")])
        #expect(reply.attribute("href", of: "continue") == "https://guest.hue.test")
        #expect(try await provider.count("consents") == 0)
        #expect(try await provider.count("authorization_codes") == 0)
        #expect(try await asks("openid profile"))
    }

    @Test(arguments: [[("choice", "maybe")], [("choice", "allow"), ("choice", "deny")], []])
    func `nothing but the one yes is a yes`(fields: [(String, String)]) async throws {
        let page = try await consentPage()
        let reply = try await browser.follow(try await browser.submit(page, fields))
        #expect(reply.attribute("value", of: "allow") == "allow")
        #expect(try await provider.count("consents") == 0)
    }

    @Test func `a yes without the page's token, or from another browser, is none`() async throws {
        let page = try await consentPage()
        let action = try #require(page.formAction)
        let forged = try await browser.follow(try await browser.post(action, [("choice", "allow")]))
        #expect(forged.attribute("value", of: "allow") == "allow")
        let token = try #require(page.hidden("form_token"))
        let thief = Browser(provider)
        #expect(try await thief.post(action, [("form_token", token), ("choice", "allow")]).status == 403)
        #expect(try await provider.count("consents") == 0)
    }

    @Test func `a yes after the session has ended releases nothing`() async throws {
        let page = try await consentPage()
        provider.clock.advance(by: .minutes(15))
        let reply = try await browser.follow(try await browser.submit(page, [("choice", "allow")]))
        #expect(reply.attribute("name", of: "username") != nil)
        #expect(try await provider.count("consents") == 0)
    }
}
