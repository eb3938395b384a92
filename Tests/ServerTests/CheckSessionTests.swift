import Cryptography
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// Platforms' pages that see a session change (OpenID Connect Session Management).
@Suite(.bothDatabases) struct CheckSessionTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider(managesSessions: true)
        try await provider.register()
        try await provider.addAccount()
        browser = Browser(provider)
    }

    private static let cookie = "__Host-hue-sso-state"

    /// What the frame's script makes of a message.
    private func isUnchanged(_ state: String, _ origin: String = "https://platform.hue.test") -> Bool {
        let parts = state.split(separator: ".").map(String.init)
        let text = "platform \(origin) \(browser.cookies[Self.cookie] ?? "") \(parts.last ?? "")"
        return Base64URL.encode(SHA2.sha256(Array(text.utf8))) == parts.first
    }

    private func signIn() async throws -> String {
        var reply = try await browser.authorize()
        if reply.attribute("name", of: "username") != nil {
            reply = try await browser.goOn(try await browser.signIn(reply))
        }
        return try #require(try reply.redirection().single("session_state"), "\(reply.status)")
    }

    @Test func `a platform sees that the session is the same, and that it has ended`() async throws {
        let state = try await signIn()
        #expect(isUnchanged(state))
        #expect(!isUnchanged(state, "https://other.hue.test"))
        let again = try await signIn()
        #expect(again != state && isUnchanged(again) && isUnchanged(state))
        let page = try await browser.get("/oauth2/logout")
        _ = try await browser.submit(page, [])
        #expect(browser.cookies[Self.cookie, default: ""].isEmpty)
        #expect(!isUnchanged(state))
    }

    @Test func `the page can be framed by anybody, and runs its own script alone`() async throws {
        let page = try await browser.get("/oauth2/check_session")
        #expect(page.status == 200)
        let policy = try #require(page.header("Content-Security-Policy"))
        #expect(
            policy.contains("frame-ancestors https: http://localhost:* http://127.0.0.1:*;")
                && policy.contains("default-src 'none'"))
        #expect(page.header("X-Frame-Options") == nil)
        let script = try #require(page.text.firstRange(of: "<script>")).upperBound
        let end = try #require(page.text.firstRange(of: "</script>")).lowerBound
        let hash = Base64.encode(SHA2.sha256(Array(page.text[script..<end].utf8)))
        #expect(policy.contains("script-src 'sha256-\(hash)'"))
    }

    @Test func `it is announced, and told, exactly where it is on`() async throws {
        let with = try await browser.get("/.well-known/openid-configuration").json()
        #expect(with["check_session_iframe"] == "https://sso.hue.test/oauth2/check_session")
        let other = try RunningProvider()
        try await other.register()
        try await other.addAccount()
        let plain = Browser(other)
        #expect(try await plain.get("/.well-known/openid-configuration").json()["check_session_iframe"] == nil)
        #expect(try await plain.get("/oauth2/check_session").status == 404)
        _ = try await plain.code()
        #expect(plain.cookies[Self.cookie] == nil)
        #expect(try await plain.get("/").header("X-Frame-Options") == "DENY")
    }
}
