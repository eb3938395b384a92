import Accounts
import Cryptography
import Identity
import OpenIDConnect
import Operations
import TestSupport
import Testing
import Wire

@testable import Server

/// The steps that follow the first: a password of one's own, the authenticator app, its codes and what stands in for
/// them.
@Suite(.bothDatabases) struct SecondFactorTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        browser = Browser(provider)
    }

    private func page(_ reply: Reply) async throws -> Reply { try await browser.follow(reply) }

    /// The page that asks for the second factor of the account of all tests.
    private func asked() async throws -> Reply {
        try await page(try await browser.begin(try await browser.authorize("platform", [("prompt", "login")])))
    }

    /// The seed that the page shows as text.
    private func seed(_ page: Reply) throws -> OneTimePasswordSeed {
        let text = try #require(page.words(of: "secret")).filter { $0 != " " }
        return try #require(OneTimePasswordSeed(try Base32.decode(text)))
    }

    private func code(_ seed: OneTimePasswordSeed) -> String {
        seed.code(at: OneTimePasswordSeed.timeStep(at: provider.clock.now)).text
    }

    private func recoveryCodes(_ page: Reply) -> [String] {
        page.text.matches(of: /<code class="code" translate="no">([A-Z2-7-]{19})</).map { String($0.output.1) }
    }

    /// An account that an administrator has added, and its activation code.
    private func added() async throws -> String {
        let claims = PersonClaims(
            name: "An", birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
        let outcome = try await AddAccount(provider.provider.installation).run(
            try #require(Username("an.nguyen")), of: claims,
            Act(actor: .administrator("root"), origin: .local, now: provider.clock.now))
        guard case .added(_, let issued) = outcome else { return try #require(nil) }
        return issued.code.text
    }

    @Test func `the first sign-in leads through three pages to the platform, and tells the truth`() async throws {
        let activation = try await added()
        let choose = try await page(try await browser.begin(try await browser.authorize(), password: activation))
        #expect(choose.attribute("value", of: "username") == "an.nguyen")
        let chosen = [("password", RunningProvider.password), ("password_again", RunningProvider.password)]
        let enrol = try await browser.goOn(try await browser.submit(choose, chosen))
        #expect(enrol.text.contains("<svg class=\"qr-code\""))
        let shown = try await browser.submit(enrol, [("code", code(try seed(enrol)))])
        #expect(Set(recoveryCodes(shown)).count == 10 && browser.session != nil)
        let reply = try await browser.goOn(try await browser.submit(shown, []))
        let claims = try browser.idToken(
            try await browser.redeem(try #require(try reply.redirection().single("code"))))
        #expect(claims["acr"] == "https://hue.gov.vn/acr/2" && claims["amr"] == ["pwd", "otp", "mfa"])

        // The next time the same app is asked for; without it, a code of the list.
        provider.clock.advance(by: .seconds(30))
        let again = try await asked()
        let withList = try await browser.get(try #require(again.attribute("href", of: "other-way")))
        let typed = [("recovery_code", recoveryCodes(shown)[0].lowercased())]
        #expect(try await browser.goOn(try await browser.submit(withList, typed)).redirection().single("code") != nil)
        provider.clock.advance(by: .seconds(30))
        let used = try await browser.submit(try await asked(), typed)
        #expect(used.status == 403 && used.words(of: "problem")?.contains("đã được sử dụng") == true)
        #expect(try await provider.texts("SELECT seed FROM second_factors").allSatisfy { !$0.contains(" ") })
    }

    @Test(arguments: [
        ("ngan", "ngan", "ít nhất 14"), ("Mat khau 2026 that dai!", "Mat khau 2026 that dai?", "không giống nhau"),
        ("an.nguyen 2026 Hue!", "an.nguyen 2026 Hue!", "tên đăng nhập"),
    ])
    func `a password that can't be set is said to be so`(first: String, second: String, text: String) async throws {
        let activation = try await added()
        let choose = try await page(try await browser.begin(try await browser.authorize(), password: activation))
        let reply = try await browser.submit(choose, [("password", first), ("password_again", second)])
        #expect(reply.status == 400 && reply.words(of: "problem")?.contains(text) == true)
    }

    @Test func `a wrong code says so, and the fifth locks`() async throws {
        try await provider.addAccount()
        let right = try await provider.oneTimePassword(of: "an.nguyen")
        let wrong = (right.hasPrefix("0") ? "1" : "0") + right.dropFirst()
        for _ in 0..<5 {
            let reply = try await browser.submit(try await asked(), [("code", wrong)])
            #expect(reply.status == 403 && reply.words(of: "problem")?.isEmpty == false)
        }
        let locked = try await browser.submit(try await asked(), [("code", right)])
        #expect(locked.status == 429 && locked.header("Retry-After") == "900" && browser.session == nil)
        // The password is not locked by it.
        #expect(try await browser.begin(try await browser.authorize()).location?.hasPrefix("/second-factor/") == true)
    }

    @Test func `what can't be a code is a slip of the hand, and no attempt`() async throws {
        try await provider.addAccount()
        let page = try await asked()
        for slip in ["", "12345", "1234567", "abcdef"] {
            #expect(try await browser.submit(page, [("code", slip)]).status == 400)
        }
        #expect(try await provider.count("second_factor_attempts") == 0)
    }

    @Test func `who goes back and signs in as another begins anew`() async throws {
        try await provider.addAccount()
        try await provider.addAccount("binh.tran", name: "Trần Bình")
        let start = try await browser.authorize()
        _ = try await browser.begin(start)
        let binh = try await page(try await browser.begin(start, "binh.tran"))
        let code = try await provider.oneTimePassword(of: "binh.tran")
        _ = try await browser.goOn(try await browser.submit(binh, [("code", code)]))
        #expect(
            try await provider.texts("SELECT p.name FROM sessions s JOIN people p ON p.id = s.person") == ["Trần Bình"])
    }

    @Test func `a page for choosing a password isn't answered for another account`() async throws {
        let activation = try await added()
        let start = try await browser.authorize()
        let choose = try await page(try await browser.begin(start, password: activation))
        try await provider.execute("UPDATE local_accounts SET username = 'an.khac'")
        let chosen = [("password", RunningProvider.password), ("password_again", RunningProvider.password)]
        #expect(try await browser.submit(choose, chosen).status == 403)
        #expect(try await provider.texts("SELECT password_hash FROM local_accounts") == [""])
    }

    @Test(arguments: ["/second-factor/", "/enrol/", "/choose-password/"])
    func `a step that isn't due leads to the one that is`(path: String) async throws {
        let start = try await browser.authorize()
        let id = try #require(start.formAction?.split(separator: "/").last)
        let reply = try await browser.follow(try await browser.get(path + id))
        #expect(reply.attribute("name", of: "username") == "username")
    }

    @Test func `a form of the second step that comes twice leads on`() async throws {
        try await provider.addAccount()
        let page = try await asked()
        let code = try await provider.oneTimePassword(of: "an.nguyen")
        _ = try await browser.submit(page, [("code", code)])
        let late = try await browser.submit(page, [("code", code)])
        #expect(try await browser.goOn(late).redirection().single("code") != nil)
    }
}
