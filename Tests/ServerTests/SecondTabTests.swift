import Identity
import TestSupport
import Testing
import Wire

/// Two tabs with the login form: what the first has begun, the second doesn't end.
@Suite(.bothDatabases) struct SecondTabTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.register("other")
        try await provider.addAccount()
        try await provider.addAccount("binh.tran", name: "Trần Thị Bình")
        browser = Browser(provider)
    }

    /// From the page after a sign-in to the platform's tokens.
    private func tokens(_ page: Reply, _ client: String = "platform") async throws -> Reply {
        let code = try #require(try await browser.goOn(page).redirection().single("code"))
        return try await browser.redeem(code, client)
    }

    /// Both platforms' login forms, the first of them sent.
    private func first(_ demand: [(String, String)] = []) async throws -> (first: Reply, form: Reply) {
        let forms = (try await browser.authorize(), try await browser.authorize("other", demand))
        let first = try await tokens(try await browser.signIn(forms.0))
        provider.clock.advance(by: .seconds(30))
        return (first, forms.1)
    }

    private func expectSecondKeeps(_ first: Reply, _ second: Reply) async throws {
        #expect(try await browser.userInfo(try browser.accessToken(first)).status == 200)
        #expect(try await browser.userInfo(try browser.accessToken(second)).status == 200)
        #expect(try await provider.texts("SELECT id FROM sessions").count == 1)
        let hint = try #require(try first.json()["id_token"]?.string)
        let out = try await browser.get("/oauth2/logout?" + FormParameters([("id_token_hint", hint)]).encoded())
        #expect(out.text.contains("confirm-logout") == false)
        #expect(browser.session == nil)
        #expect(try await browser.userInfo(try browser.accessToken(second)).status == 401)
    }

    @Test(arguments: [[], [("prompt", "select_account")], [("max_age", "60")]] as [[(String, String)]])
    func `the second tab's password is content with the first tab's session`(demand: [(String, String)]) async throws {
        let (first, form) = try await first(demand)
        let session = browser.session
        let second = try await tokens(try await browser.begin(form), "other")
        #expect(browser.session == session)
        try await expectSecondKeeps(first, second)
    }

    @Test func `so is the second tab's second factor`() async throws {
        let forms = (try await browser.authorize(), try await browser.authorize("other"))
        let step = try await browser.follow(try await browser.begin(forms.1))
        let first = try await tokens(try await browser.signIn(forms.0))
        provider.clock.advance(by: .seconds(30))
        let code = try await provider.oneTimePassword(of: "an.nguyen")
        let second = try await tokens(try await browser.submit(step, [("code", code)]), "other")
        try await expectSecondKeeps(first, second)
    }

    @Test func `that somebody has proven once more who they are is written down`() async throws {
        let (_, form) = try await first()
        _ = try await browser.begin(form)
        let signIns = try await provider.events().filter { $0.action == "sign-in" }
        #expect(signIns.count == 2 && Set(signIns.map(\.session)).count == 1)
        #expect(signIns.last?.client == "other")
    }

    @Test(arguments: [[("prompt", "login")], [("max_age", "0")]])
    func `what is to be fresh is proven afresh`(demand: [(String, String)]) async throws {
        let (_, form) = try await first(demand)
        let second = try await tokens(try await browser.signIn(form), "other")
        #expect(try browser.idToken(second)["auth_time"]?.integer == provider.clock.now.secondsSince1970)
    }

    @Test func `a wrong password is wrong, and another person is another`() async throws {
        let (first, form) = try await first()
        #expect(try await browser.begin(form, password: "Khong phai mat khau nay 1!").status == 403)
        #expect(try await browser.userInfo(try browser.accessToken(first)).status == 200)
        let second = try await tokens(try await browser.signIn(form, "binh.tran"), "other")
        #expect(try await browser.userInfo(try browser.accessToken(second)).json()["name"] == "Trần Thị Bình")
        #expect(try await browser.userInfo(try browser.accessToken(first)).status == 401)
    }

    @Test func `an idle session is none to go on with`() async throws {
        let forms = (try await browser.authorize(), try await browser.authorize("other"))
        let first = try await tokens(try await browser.signIn(forms.0))
        provider.clock.advance(by: .minutes(15))
        #expect(try await browser.begin(forms.1).location?.hasPrefix("/second-factor/") == true)
        _ = first
    }
}
