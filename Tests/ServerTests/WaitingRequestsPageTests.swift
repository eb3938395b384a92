import Identity
import OpenIDConnect
import Operations
import TestSupport
import Testing
import Wire

@testable import Server

/// Where a person decides on what clients have asked behind the browser's back (CIBA Core §8), with the endpoint that they ask at.
@Suite(.bothDatabases) struct WaitingRequestsPageTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.registerCaller()
        try await provider.addAccount()
        browser = Browser(provider)
    }

    /// From our page to the question, signed in.
    private func asked() async throws -> Reply {
        let list = try await browser.goOn(
            try await browser.signIn(try await browser.follow(try await browser.get("/requests"))))
        let id = try #require(list.request, "\(list.status) \(list.text)")
        return try await browser.goOn(try await browser.submit(list, [("request", id)]))
    }

    @Test func `a person signs in on our page, finds who asks and what to compare, and allows it`() async throws {
        let id = try await provider.ask([("binding_message", "W4SCT")])
        let asked = try await asked()
        #expect(asked.words(of: "binding-message")?.hasPrefix("W4SCT") == true, "\(asked.status) \(asked.text)")
        #expect(asked.text.contains("Nền tảng caller") && asked.text.contains("Nguyễn Văn An"))
        #expect(try await provider.poll(id).json()["error"] == "authorization_pending")
        let done = try await browser.submit(asked, [("choice", "allow")])
        let shown = try await browser.goOn(done)
        #expect(shown.text.contains("id=\"done\"") && shown.text.contains("Đã cho phép"), "\(shown.text)")
        let tokens = try await provider.poll(id)
        #expect(try tokens.json()["id_token"]?.string != nil, "\(tokens.status) \(tokens.text)")
        #expect(try await provider.poll(id).json()["error"] == "invalid_grant", "once")
        #expect(try await browser.get("/requests").text.contains("id=\"nothing\""))
    }

    @Test func `a person who refuses is told that the platform gets nothing`() async throws {
        let id = try await provider.ask()
        let shown = try await browser.submit(try await asked(), [("choice", "deny")])
        #expect(shown.text.contains("Đã từ chối"), "\(shown.status) \(shown.text)")
        #expect(try await provider.poll(id).json()["error"] == "access_denied")
        #expect(try await provider.count("authorizations") == 0)
    }

    @Test func `a request to somebody else isn't found, and can't be picked`() async throws {
        let id = try await provider.ask()
        try await provider.addAccount("binh.hue", name: "Trần Thị Bình")
        let others = Browser(provider)
        let page = try await others.follow(try await others.get("/requests"))
        let list = try await others.goOn(try await others.signIn(page, "binh.hue"))
        #expect(list.text.contains("id=\"nothing\""), "\(list.status) \(list.text)")
        let hash = try #require(try await provider.texts("SELECT hash FROM backchannel_requests").first)
        // The page of somebody who has one, with this one in its place.
        _ = try await provider.ask(of: "binh.hue")
        let reply = try await others.submit(try await others.get("/requests"), [("request", hash)])
        #expect(reply.location == "/requests")
        #expect(try await provider.poll(id).json()["error"] == "authorization_pending")
    }

    @Test func `a level that is demanded and not proven is asked for before the question`() async throws {
        let id = try await provider.ask([("acr_values", AuthenticationContext.name(of: .three))])
        let page = try await asked()
        #expect(page.formAction?.hasPrefix("/sign-in/") == true, "\(page.status) \(page.text)")
        #expect(page.attribute("value", of: "allow") == nil)
        #expect(try await provider.poll(id).json()["error"] == "authorization_pending")
    }

    @Test func `a form that isn't ours picks nothing`() async throws {
        _ = try await provider.ask()
        _ = try await asked()
        let hash = try #require(try await provider.texts("SELECT hash FROM backchannel_requests").first)
        let before = try await provider.count("interactions")
        let reply = try await browser.post("/requests", [("form_token", "x"), ("request", hash)])
        #expect(reply.location == "/requests")
        #expect(try await provider.count("interactions") == before)
        #expect(try await provider.events().last?.outcome == "refused: foreign-form")
    }

    @Test func `the metadata announce it, and the home page leads there`() async throws {
        let metadata = try await browser.get("/.well-known/openid-configuration").json()
        #expect(metadata["backchannel_authentication_endpoint"]?.string?.hasSuffix("/oauth2/bc-authorize") == true)
        #expect(metadata["backchannel_token_delivery_modes_supported"] == ["poll", "ping"])
        #expect(metadata["backchannel_user_code_parameter_supported"] == false)
        _ = try await browser.goOn(
            try await browser.signIn(try await browser.follow(try await browser.get("/requests"))))
        #expect(try await browser.get("/").attribute("href", of: "requests") == "/requests")
    }
}

extension RunningProvider {
    /// A client that asks people behind the browser's back.
    func registerCaller(_ id: String = "caller") async throws {
        var registration = ClientRegistration(id: id, name: "Nền tảng \(id)", redirectURIs: [])
        registration.grants = [GrantType.ciba.rawValue]
        registration.scopes = ["openid", "profile"]
        try await add(try registration.client(secret: SecretHash(of: "the secret of \(id)")), at: clock.now)
    }

    /// - Returns: the `auth_req_id`.
    func ask(_ pairs: [(String, String)] = [], of username: String = "an.nguyen") async throws -> String {
        let reply = try await Browser(self).post(
            "/oauth2/bc-authorize",
            [
                ("client_id", "caller"), ("client_secret", "the secret of caller"), ("scope", "openid profile"),
                ("login_hint", username),
            ] + pairs)
        return try #require(try reply.json()["auth_req_id"]?.string, "\(reply.status) \(reply.text)")
    }

    func poll(_ id: String) async throws -> Reply {
        try await Browser(self).post(
            "/oauth2/token",
            [
                ("client_id", "caller"), ("client_secret", "the secret of caller"),
                ("grant_type", GrantType.ciba.rawValue), ("auth_req_id", id),
            ])
    }
}

extension Reply {
    /// The first request of the list.
    fileprivate var request: String? {
        text.firstMatch(of: /name="request" value="([^"]+)"/).map { String($0.output.1) }
    }
}
