import OpenIDConnect
import TestSupport
import Testing

@testable import Server

/// What scripts of other origins may read: a public client in a browser, from where it is registered, and nobody else.
@Suite(.bothDatabases) struct CrossOriginTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        browser = Browser(provider)
        var registration = ClientRegistration(
            id: "spa", name: "Ứng dụng trong trình duyệt", redirectURIs: ["https://spa.hue.test/callback"])
        registration.authenticationMethod = ClientCredential.noMethod
        try await provider.add(try registration.client(secret: nil), at: provider.clock.now)
        try await provider.register("platform")
    }

    private func preflight(_ path: String, from origin: String) async throws -> Reply {
        try await browser.send(
            "OPTIONS", path,
            headers: [
                ("Origin", origin), ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "content-type"),
            ], body: nil)
    }

    @Test(arguments: [Issuer.Path.token, Issuer.Path.userInfo, Issuer.Path.revocation])
    func `a public client's origin may ask, and is told so beforehand`(path: String) async throws {
        let reply = try await preflight(path, from: "https://spa.hue.test")
        #expect(reply.status == 204)
        #expect(reply.header("Access-Control-Allow-Origin") == "https://spa.hue.test")
        #expect(reply.header("Access-Control-Allow-Methods") == "GET, POST")
        #expect(reply.header("Access-Control-Allow-Credentials") == nil)
        // What a token and a proof of its key travel in (RFC 6750 §2.1, RFC 9449 §4.1).
        let fields = reply.header("Access-Control-Allow-Headers")?.split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        #expect(Set(fields ?? []) == ["authorization", "content-type", "dpop"])
        #expect(reply.header("Vary") == "Origin")
    }

    @Test(arguments: ["https://platform.hue.test", "https://evil.test", "https://spa.hue.test.evil.test", "null"])
    func `no other origin may: not a client's with a secret, not one that looks alike`(origin: String) async throws {
        let reply = try await preflight(Issuer.Path.token, from: origin)
        #expect(reply.header("Access-Control-Allow-Origin") == nil)
        #expect(reply.header("Access-Control-Allow-Methods") == nil)
        #expect(reply.header("Vary") == "Origin")
    }

    @Test(arguments: [Issuer.Path.token, Issuer.Path.userInfo, Issuer.Path.revocation])
    func `while clients can't be looked up, a script is told to come later, as machines are`(path: String) async throws
    {
        try await provider.execute("ALTER TABLE clients RENAME TO gone_clients")
        let reply = try await preflight(path, from: "https://spa.hue.test")
        #expect(reply.status == 503)
        #expect(try reply.json()["error"] == "temporarily_unavailable")
        #expect(reply.header("Retry-After") == "5")
        #expect(reply.header("X-Content-Type-Options") == "nosniff")
        #expect(reply.header("Access-Control-Allow-Origin") == nil)
    }

    /// The next version may write what this one doesn't know, while both serve.
    @Test(arguments: [
        "grants = 'urn:example:new'", "application_type = 'new'", "redirect_uris = 'new:'", "pkce = 'new'",
    ])
    func `a client that this version can't read is in the way of no other`(change: String) async throws {
        try await provider.execute(
            "UPDATE clients SET auth_method = 'none', secret_hash = NULL, \(change) WHERE id = 'platform'")
        try await provider.execute("UPDATE client_revision SET number = number + 1")
        let reply = try await preflight(Issuer.Path.token, from: "https://spa.hue.test")
        #expect(reply.header("Access-Control-Allow-Origin") == "https://spa.hue.test")
    }

    @Test func `a refusal can be read by the script that caused it`() async throws {
        let reply = try await browser.post(
            Issuer.Path.token, [("grant_type", "authorization_code"), ("client_id", "spa"), ("code", "none")],
            headers: [("Origin", "https://spa.hue.test")])
        #expect(reply.status == 400)
        #expect(reply.header("Access-Control-Allow-Origin") == "https://spa.hue.test")
        #expect(reply.header("Access-Control-Expose-Headers") == "dpop-nonce, www-authenticate")
    }

    @Test func `a script is given the nonce for its next proof, and may read it (RFC 9449 §8)`() async throws {
        let reply = try await browser.post(
            Issuer.Path.token, [("grant_type", "authorization_code"), ("client_id", "spa"), ("code", "none")],
            headers: [("Origin", "https://spa.hue.test"), ("DPoP", "none")])
        #expect(reply.header("DPoP-Nonce")?.isEmpty == false)
        #expect(reply.header("Access-Control-Expose-Headers")?.contains("dpop-nonce") == true)
        let elsewhere = try await browser.post(
            Issuer.Path.token, [("client_id", "spa")], headers: [("Origin", "https://evil.test"), ("DPoP", "none")])
        #expect(elsewhere.header("Access-Control-Expose-Headers") == nil)
    }

    @Test(arguments: [Issuer.Path.discovery, Issuer.Path.serverMetadata, Issuer.Path.keys])
    func `what is published is for every origin`(path: String) async throws {
        let reply = try await browser.send("GET", path, headers: [("Origin", "https://anyone.test")], body: nil)
        #expect(reply.status == 200)
        #expect(reply.header("Access-Control-Allow-Origin") == "*")
    }

    @Test(arguments: [Issuer.Path.authorization, Issuer.Path.introspection, "/", Issuer.Path.endSession])
    func `pages and what backends ask are never read by scripts of others`(path: String) async throws {
        for method in ["OPTIONS", "GET"] {
            let reply = try await browser.send(
                method, path,
                headers: [("Origin", "https://spa.hue.test"), ("Access-Control-Request-Method", "GET")], body: nil)
            #expect(reply.header("Access-Control-Allow-Origin") == nil)
        }
    }

    @Test func `a client that is disabled takes its origin with it, in the next request`() async throws {
        _ = try await preflight(Issuer.Path.token, from: "https://spa.hue.test")
        try await provider.disableClient("spa")
        let reply = try await preflight(Issuer.Path.token, from: "https://spa.hue.test")
        #expect(reply.header("Access-Control-Allow-Origin") == nil)
    }
}
