import Accounts
import Audit
import Identity
import OpenIDConnect
import Operations
import TestSupport
import Testing
import Wire

@testable import Server

/// Where people see what they have agreed to, and take it back.
@Suite(.bothDatabases) struct ConsentsPageTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        for id in ["guest", "other"] {
            try await provider.register(id, consent: true, scopes: ["openid", "profile", "phone"])
        }
        try await provider.addAccount()
        try await provider.addAccount("binh.tran", name: "Trần Thị Bình")
        browser = Browser(provider)
    }

    /// As far as the code of a client that asks for consent, and gets it.
    private func agree(
        to client: String = "guest", in browser: Browser? = nil, as username: String = "an.nguyen"
    ) async throws -> String {
        let browser = browser ?? self.browser
        var page = try await browser.authorize(client)
        if page.attribute("name", of: "username") != nil {
            page = try await browser.goOn(try await browser.signIn(page, username))
        }
        let reply = try await browser.goOn(try await browser.submit(page, [("choice", "allow")]))
        return try #require(try reply.redirection().single("code"), "\(reply.status) \(reply.text)")
    }

    private func isAsked(by client: String = "guest") async throws -> Bool {
        try await browser.authorize(client).attribute("value", of: "allow") != nil
    }

    @Test func `what is agreed to is listed, and once it is taken back the platform reads nothing and asks again`()
        async throws
    {
        let token = try browser.accessToken(try await browser.redeem(try await agree(), "guest"))
        let kept = try browser.accessToken(try await browser.redeem(try await agree(to: "other"), "other"))
        #expect(try await browser.get("/").attribute("href", of: "consents") == "/consents")
        let page = try await browser.get("/consents")
        for words in ["Nguyễn Văn An", "Nền tảng guest", "Họ tên, ngày sinh", HueTime.text(provider.clock.now)] {
            #expect(page.text.contains(words), "\(words): \(page.text)")
        }
        #expect(!page.text.contains("Số điện thoại"), "only what was agreed to")
        #expect(try await !isAsked())

        #expect(try await browser.submit(page, [("client", "guest")]).location == "/consents")
        let left = try await browser.get("/consents")
        #expect(!left.text.contains("Nền tảng guest") && left.text.contains("Nền tảng other"))
        #expect(try await browser.userInfo(token).status == 401)
        #expect(try await browser.userInfo(kept).status == 200)
        #expect(try await isAsked())
        #expect(try await !isAsked(by: "other"))
        let event = try await provider.events().last { $0.action == "consent-withdrawal" }
        #expect(event?.outcome == "success" && event?.client == "guest")
    }

    @Test func `who isn't signed in does so first, and is brought back`() async throws {
        _ = try await agree()
        let elsewhere = Browser(provider)
        let page = try await elsewhere.follow(try await elsewhere.get("/consents"))
        let list = try await elsewhere.goOn(try await elsewhere.signIn(page))
        #expect(list.text.contains("Nền tảng guest") && list.formAction == "/consents", "\(list.status) \(list.text)")
        let others = Browser(provider)
        let nothing = try await others.goOn(
            try await others.signIn(try await others.follow(try await others.get("/consents")), "binh.tran"))
        #expect(nothing.text.contains("id=\"nothing\"") && !nothing.text.contains("Nền tảng guest"))
    }

    @Test func `another person's consent can't be taken back`() async throws {
        _ = try await agree()
        let others = Browser(provider)
        _ = try await agree(to: "other", in: others, as: "binh.tran")
        let reply = try await others.submit(try await others.get("/consents"), [("client", "guest")])
        #expect(reply.location == "/consents")
        #expect(try await provider.count("consents") == 2)
        #expect(try await !isAsked())
    }

    @Test func `a page that was shown to one person isn't answered as another`() async throws {
        _ = try await agree()
        let shown = try await browser.get("/consents")
        let again = try await browser.authorize("guest", [("prompt", "login")])
        _ = try await browser.signIn(again, "binh.tran")
        _ = try await agree()
        #expect(try await provider.count("consents") == 2)
        #expect(try await browser.submit(shown, [("client", "guest")]).location == "/consents")
        #expect(try await provider.count("consents") == 2)
        #expect(try await provider.events().last?.outcome == "refused: foreign-form")
    }

    @Test func `who is signed in no longer takes nothing back`() async throws {
        _ = try await agree()
        let shown = try await browser.get("/consents")
        try await provider.execute("UPDATE sessions SET ended_at = 1")
        #expect(try await browser.submit(shown, [("client", "guest")]).location == "/consents")
        #expect(try await provider.count("consents") == 1)
    }

    @Test func `a form that isn't ours, and one that names nothing of the list, take nothing back`() async throws {
        _ = try await agree()
        let shown = try await browser.get("/consents")
        #expect(try await browser.post("/consents", [("client", "guest")]).location == "/consents")
        for client in ["other", "", "GUEST"] {
            #expect(try await browser.submit(shown, [("client", client)]).location == "/consents")
        }
        #expect(try await browser.submit(shown, [("client", "guest"), ("client", "guest")]).location == "/consents")
        #expect(try await provider.count("consents") == 1)
    }

    @Test func `a session that ends between the page and the act takes nothing back`() async throws {
        _ = try await agree()
        let installation = provider.provider.installation
        let cookie = try #require(browser.cookies["__Host-hue-sso-session"])
        let own = try #require(
            try await ReadConsents(installation).list(BrowserSecret(cookie), at: provider.clock.now))
        try await provider.execute("UPDATE sessions SET ended_at = 1")
        let act = Act(actor: .person(own.signedIn.session.person), origin: .local, now: provider.clock.now)
        let client = try #require(own.consents.first?.client)
        #expect(try await !WithdrawConsent(installation).run(client, by: own.signedIn, act))
        #expect(try await provider.count("consents") == 1)
    }
}
