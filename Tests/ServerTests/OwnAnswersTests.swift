import Identity
import TestSupport
import Testing
import Wire

@testable import Server

/// What a person is shown and answers is theirs: in the same browser, whoever signs in after them answers for themselves.
@Suite(.bothDatabases) struct OwnAnswersTests {
    private let provider: RunningProvider
    private let browser: Browser
    private let city: City

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        try await provider.give("nguoi-nhap", to: .post("tro-ly@H57.02"), at: "H57.02")
        try await provider.register("guest", consent: true)
        try await provider.register("other")
        try await provider.registerDevice()
        browser = Browser(provider)
    }

    /// A page that shows who is signed in, and how it is answered.
    enum Shown: CaseIterable, Sendable {
        case consent, account, post, device

        var answer: [(String, String)] {
            switch self {
            case .consent, .device: [("choice", "allow")]
            case .account: [("choice", "continue")]
            case .post: [("post", "tro-ly@H57.02")]
            }
        }

        var path: String {
            switch self {
            case .consent, .device: "/consent/"
            case .account: "/confirm/"
            case .post: "/posts/"
            }
        }
    }

    /// As far as the page, as somebody who has two posts.
    private func page(_ shown: Shown) async throws -> Reply {
        _ = try await browser.code("other", as: "dung.hue")
        provider.clock.advance(by: .seconds(30))
        let page: Reply =
            switch shown {
            case .consent: try await browser.authorize("guest")
            case .account: try await browser.authorize("other", [("prompt", "select_account")])
            case .post: try await browser.authorize("bi", [("scope", "openid org permissions")])
            case .device: try await browser.goOn(try await browser.typeCode(try await provider.userCode()))
            }
        try #require(page.formAction?.hasPrefix(shown.path) == true, "\(page.status) \(page.text)")
        #expect(page.text.contains("Phạm Dũng"))
        return page
    }

    /// Somebody else signs in, in another tab.
    private func anotherSignsIn() async throws {
        provider.clock.advance(by: .seconds(30))
        _ = try await browser.code("other", [("prompt", "login")], as: "binh.hue")
    }

    private func answers() async throws -> [String] {
        try await provider.texts("SELECT scopes FROM consents")
            + provider.texts("SELECT acting_as FROM sessions WHERE acting_as IS NOT NULL")
            + provider.texts("SELECT id FROM interactions WHERE account_confirmed_in IS NOT NULL")
            + provider.texts("SELECT id FROM interactions WHERE consent_given_in IS NOT NULL")
    }

    @Test(arguments: Shown.allCases)
    func `a page that was shown to one person isn't answered as another`(shown: Shown) async throws {
        let page = try await page(shown)
        try await anotherSignsIn()
        let codes = try await provider.count("authorizations")
        let reply = try await browser.follow(try await browser.submit(page, shown.answer))
        #expect(try await answers().isEmpty)
        #expect(try await provider.count("authorizations") - codes == (shown == .post ? 1 : 0), "\(reply.text)")
        let event = try await provider.events().last { $0.outcome == "refused: foreign-form" }
        #expect(event != nil)
        // Whoever is signed in now is asked on their own page; of posts, Bình has one, and is asked for none.
        if shown != .post { #expect(reply.text.contains("Trần Thị Bình"), "\(reply.status) \(reply.text)") }
    }

    @Test(arguments: Shown.allCases)
    func `what one person has answered isn't another's answer`(shown: Shown) async throws {
        let page = try await page(shown)
        let resume = try #require(page.formAction).replacing(shown.path, with: "/oauth2/authorize/")
        // Answered, and not gone on from: the tab is closed.
        _ = try await browser.submit(page, shown.answer)
        #expect(try await !answers().isEmpty)
        try await anotherSignsIn()
        let reply = try await browser.follow(try await browser.get(resume))
        switch shown {
        case .post:
            let code = try #require(try reply.redirection().single("code"))
            let acting = try Acting(browser, try await browser.redeem(code, "bi"))
            #expect(try acting.permissions()?["as"] != .string("tro-ly@H57.02"))
        default:
            #expect(reply.formAction?.hasPrefix(shown.path) == true, "\(reply.location ?? reply.text)")
            #expect(reply.text.contains("Trần Thị Bình"))
        }
    }

    @Test func `a page for signing out isn't answered by another's session`() async throws {
        _ = try await browser.code("other", as: "dung.hue")
        let page = try await browser.get("/oauth2/logout")
        try await anotherSignsIn()
        let session = browser.session
        let reply = try await browser.submit(page, [])
        #expect(reply.status == 403 && reply.text.contains("Trần Thị Bình"))
        #expect(browser.session == session)
        #expect(try await provider.texts("SELECT id FROM sessions WHERE ended_at IS NULL").count == 1)
        #expect(try await browser.authorize("other").redirection().single("code") != nil)
    }
}
