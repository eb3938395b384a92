import Accounts
import Identity
import TestSupport
import Testing
import Wire

/// New recovery codes without a reset: for who is signed in, and has the authenticator app at hand.
@Suite(.bothDatabases) struct RecoveryCodesTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.addAccount()
        browser = Browser(provider)
    }

    /// The page, by its link from our own.
    private func page() async throws -> Reply {
        _ = try await browser.code()
        provider.clock.advance(by: .seconds(30))
        let home = try await browser.get("/")
        return try await browser.get(try #require(home.attribute("href", of: "recovery-codes")))
    }

    private func code() async throws -> String { try await provider.oneTimePassword(of: "an.nguyen") }

    private func codes(_ page: Reply) -> [String] {
        page.text.components(separatedBy: "<li><code").dropFirst().compactMap { item in
            item.split(separator: ">").dropFirst().first.map { String($0.prefix { $0 != "<" }) }
        }
    }

    @Test func `new codes take the place of all old ones, and open a session`() async throws {
        let page = try await page()
        #expect(page.words(of: "username") == "an.nguyen")
        #expect(page.words(of: "left") == "0")
        let first = codes(try await browser.submit(page, [("code", try await code())]))
        #expect(Set(first).count == RecoveryCode.count)
        provider.clock.advance(by: .seconds(30))
        let again = try await browser.get("/recovery-codes")
        #expect(again.words(of: "left") == "10")
        let shown = try await browser.submit(again, [("code", try await code())])
        let second = codes(shown)
        #expect(Set(first).isDisjoint(with: second) && Set(second).count == RecoveryCode.count)
        #expect(try await browser.submit(shown, []).location == "/")

        for (typed, isGood) in [(first[0], false), (second[0], true)] {
            let other = Browser(provider)
            let step = try await other.follow(try await other.begin(try await other.authorize()))
            _ = try await other.submit(step, [("recovery_code", typed)])
            #expect((other.session != nil) == isGood)
        }
        let events = try await provider.events().filter { $0.action == "recovery-codes-renewal" }
        #expect(events.map(\.outcome) == ["success", "success"])
        #expect(events.allSatisfy { $0.object == "an.nguyen" && $0.session != nil && $0.actor.hasPrefix("person:") })
    }

    @Test func `a wrong code makes none, and the fifth locks`() async throws {
        let page = try await page()
        let right = try await code()
        let wrong = (right.hasPrefix("0") ? "1" : "0") + right.dropFirst()
        for _ in 0..<5 {
            let reply = try await browser.submit(page, [("code", wrong)])
            #expect(reply.status == 403 && reply.words(of: "problem")?.isEmpty == false)
        }
        let locked = try await browser.submit(page, [("code", right)])
        #expect(locked.status == 429 && locked.header("Retry-After") == "900")
        #expect(try await provider.count("recovery_codes") == 0)
        #expect(try await browser.submit(page, [("code", "12")]).status == 400)
    }

    @Test func `a code that has opened a session makes none`() async throws {
        let page = try await page()
        let typed = try await code()
        _ = try await browser.submit(page, [("code", typed)])
        #expect(try await browser.submit(page, [("code", typed)]).status == 403)
    }

    @Test func `who is idle, signed out or a stranger is sent home`() async throws {
        let page = try await page()
        #expect(try await Browser(provider).get("/recovery-codes").location == "/")
        provider.clock.advance(by: .minutes(15))
        #expect(try await browser.get("/recovery-codes").location == "/")
        #expect(try await browser.submit(page, [("code", try await code())]).location == "/")
        #expect(try await browser.get("/").attribute("href", of: "recovery-codes") == nil)
        #expect(try await provider.count("recovery_codes") == 0)
    }

    @Test func `a page that was shown to one person gives another none`() async throws {
        try await provider.addAccount("binh.tran", name: "Trần Thị Bình")
        let page = try await page()
        _ = try await browser.code("platform", [("prompt", "login")], as: "binh.tran")
        provider.clock.advance(by: .seconds(30))
        let typed = try await provider.oneTimePassword(of: "binh.tran")
        #expect(try await browser.submit(page, [("code", typed)]).status == 403)
        #expect(try await provider.count("recovery_codes") == 0)
    }
}
