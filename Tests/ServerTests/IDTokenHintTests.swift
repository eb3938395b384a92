import TestSupport
import Testing
import Wire

/// A platform that names a person by an ID token never gets an answer about somebody else (OpenID Connect Core
/// §3.1.2.2).
@Suite(.bothDatabases) struct IDTokenHintTests {
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

    /// An ID token about a person, got in a browser of its own.
    private func hint(about username: String, for client: String = "platform") async throws -> String {
        let elsewhere = Browser(provider)
        let reply = try await elsewhere.redeem(try await elsewhere.code(client, as: username), client)
        return try #require(try reply.json()["id_token"]?.string)
    }

    @Test func `the person that is meant passes, even when the hint has expired`() async throws {
        let hint = try await hint(about: "an.nguyen")
        provider.clock.advance(by: .hours(1))
        _ = try await browser.code()
        let reply = try await browser.authorize("platform", [("id_token_hint", hint), ("prompt", "none")])
        #expect(try reply.redirection().single("code") != nil)
    }

    @Test func `another person's session is no answer, silently or not`() async throws {
        let hint = try await hint(about: "an.nguyen")
        _ = try await browser.code(as: "binh.tran")
        let silent = try await browser.authorize("platform", [("id_token_hint", hint), ("prompt", "none")])
        #expect(try silent.redirection().single("error") == "login_required")
        #expect(try silent.redirection().single("code") == nil)
        let page = try await browser.authorize("platform", [("id_token_hint", hint)])
        #expect(page.attribute("name", of: "username") != nil)
    }

    @Test func `who signs in as somebody else than is meant gives the platform an error`() async throws {
        let hint = try await hint(about: "an.nguyen")
        let page = try await browser.authorize("platform", [("id_token_hint", hint)])
        let reply = try await browser.goOn(try await browser.signIn(page, "binh.tran"))
        #expect(try reply.redirection().single("error") == "login_required")
        #expect(
            try await provider.texts("SELECT redirect_uri FROM authorization_codes WHERE is_redeemed = 0") == [])
    }

    @Test(arguments: ["not a token", "e30.e30.AA"])
    func `a hint that is no ID token of ours is an invalid request`(hint: String) async throws {
        let reply = try await browser.authorize("platform", [("id_token_hint", hint)])
        #expect(try reply.redirection().single("error") == "invalid_request")
    }

    @Test func `another client's ID token and an access token are no hints`() async throws {
        let foreign = try await hint(about: "an.nguyen", for: "other")
        let access = try browser.accessToken(try await browser.redeem(try await browser.code()))
        for hint in [foreign, access] {
            let reply = try await browser.authorize("platform", [("id_token_hint", hint)])
            #expect(try reply.redirection().single("error") == "invalid_request")
        }
    }

    @Test func `what one person agreed to counts for nobody who signs in after`() async throws {
        try await provider.register("guest", consent: true)
        let page = try await browser.authorize("guest")
        let consent = try await browser.goOn(try await browser.signIn(page))
        // Agreed, but the browser never came back for the code; then somebody else takes over the same tab.
        _ = try await browser.submit(consent, [("choice", "allow")])
        let path = try #require(page.formAction)
        browser.cookies["__Host-hue-sso-session"] = nil
        let again = try await browser.goOn(try await browser.signIn(try await browser.get(path), "binh.tran"))
        #expect(again.attribute("value", of: "allow") == "allow")
    }
}
