import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Server

/// What resources of ours say over HTTP of themselves (RFC 9728) and to whom they refuse, and what is signed for who wants to
/// keep it: introspection (RFC 9701) and UserInfo (OpenID Connect Core §5.3.2).
@Suite(.bothDatabases) struct ResourceAnswerTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.addAccount()
        browser = Browser(provider)
    }

    private func token() async throws -> String { try browser.accessToken(try await browser.redeem(browser.code())) }

    private func claims(_ text: String, type: String) throws -> JSONObject {
        let token = try UnverifiedJWT(parsing: text).verified(by: try testSecrets.get().keys.current.published)
        #expect(token.header.type == type)
        return token.claims
    }

    // MARK: RFC 9701

    private func introspect(_ token: String, accept: String?) async throws -> Reply {
        let basic = "Basic " + Base64.encode(Array("platform:the+secret+of+platform".utf8))
        return try await Browser(provider).post(
            "/oauth2/introspect", [("token", token)],
            headers: [("Authorization", basic)] + (accept.map { [("Accept", $0)] } ?? []))
    }

    @Test func `who accepts a JWT gets the introspection signed, for itself (RFC 9701 §4, §5)`() async throws {
        let token = try await token()
        let reply = try await introspect(token, accept: "application/token-introspection+jwt")
        #expect(reply.status == 200)
        #expect(reply.header("Content-Type") == "application/token-introspection+jwt")
        #expect(reply.header("Cache-Control") == "no-store")
        let claims = try claims(reply.text, type: "token-introspection+jwt")
        #expect(claims["iss"] == .string(RunningProvider.issuer) && claims["aud"] == "platform")
        #expect(claims["iat"] == .integer(provider.clock.now.secondsSince1970))
        #expect(claims["sub"] == nil && claims["exp"] == nil, "it is no token of anybody")
        let plain = try await introspect(token, accept: nil)
        #expect(plain.header("Content-Type")?.hasPrefix("application/json") == true)
        #expect(claims["token_introspection"] == .object(try plain.json()))
        #expect(try plain.json()["active"] == true)
    }

    @Test func `of what doesn't count the JWT says so, and who proves nothing gets none (RFC 9701 §5)`() async throws {
        let reply = try await introspect("a.b.c", accept: "application/token-introspection+jwt")
        let claims = try claims(reply.text, type: "token-introspection+jwt")
        #expect(claims["token_introspection"] == ["active": false])
        let stranger = try await Browser(provider).post(
            "/oauth2/introspect", [("token", "a.b.c"), ("client_id", "platform")],
            headers: [("Accept", "application/token-introspection+jwt")])
        #expect(stranger.status == 401 && stranger.header("Content-Type")?.hasPrefix("application/json") == true)
    }

    @Test func `a signed introspection opens nothing`() async throws {
        let signed = try await introspect(try await token(), accept: "application/token-introspection+jwt").text
        #expect(try await browser.userInfo(signed).status == 401)
        #expect(try await introspect(signed, accept: nil).json() == ["active": false])
    }

    // MARK: UserInfo

    @Test func `UserInfo is a JWT for who is registered so, and says for whom (OpenID Connect Core §5.3.2)`()
        async throws
    {
        var registration = ClientRegistration(
            id: "signed", name: "Nền tảng ký", redirectURIs: ["https://signed.hue.test/callback"])
        registration.scopes = ["openid", "profile"]
        registration.userInfoAlgorithm = "ES256"
        try await provider.add(
            try registration.client(secret: SecretHash(of: "the secret of signed")), at: provider.clock.now)
        let tokens = try await browser.redeem(try await browser.code("signed"), "signed")
        let reply = try await browser.userInfo(try browser.accessToken(tokens))
        #expect(reply.status == 200 && reply.header("Content-Type") == "application/jwt")
        let claims = try UnverifiedJWT(parsing: reply.text)
            .verified(by: try testSecrets.get().keys.current.published).claims
        #expect(claims["iss"] == .string(RunningProvider.issuer) && claims["aud"] == "signed")
        #expect(try claims["sub"] == browser.idToken(tokens)["sub"] && claims["name"] != nil)
        #expect(try await browser.userInfo(reply.text).status == 401, "it is no access token")
    }

    // MARK: RFC 9728

    @Test func `the Authorization API is a resource, too, and that of the provider as such (RFC 9728 §3)`() async throws
    {
        let json = try await browser.get("/.well-known/oauth-protected-resource").json()
        #expect(json["resource"] == .string(RunningProvider.issuer))
        let endpoints = try await browser.get("/.well-known/authzen-configuration").json()
        #expect(json["resource"] == endpoints["policy_decision_point"])
        #expect(json["bearer_methods_supported"] == ["header"] && json["scopes_supported"] == nil)
    }

    @Test(arguments: ["/oauth2/userinfo", "/scim/v2"])
    func `each resource says where its tokens come from, and its challenge says where that is (RFC 9728 §3, §5.1)`(
        path: String
    ) async throws {
        let asked = try await browser.get(path == "/scim/v2" ? path + "/Users" : path)
        #expect(asked.status == 401)
        let challenges = asked.headers.filter { $0.name.lowercased() == "www-authenticate" }.map(\.value)
        #expect(challenges.map { $0.prefix { $0 != " " } } == ["Bearer", "DPoP"])
        let address = RunningProvider.issuer + "/.well-known/oauth-protected-resource" + path
        #expect(challenges.allSatisfy { $0.hasSuffix("resource_metadata=\"\(address)\"") })
        #expect(challenges.last?.contains("algs=\"ES256 PS256 EdDSA Ed25519\"") == true)

        let metadata = try await browser.get("/.well-known/oauth-protected-resource" + path)
        #expect(metadata.status == 200 && metadata.header("Content-Type")?.hasPrefix("application/json") == true)
        let json = try metadata.json()
        #expect(json["resource"] == .string(RunningProvider.issuer + path))
        #expect(json["authorization_servers"] == [.string(RunningProvider.issuer)])
        #expect(json["scopes_supported"]?.array?.isEmpty == false)
        #expect(json["dpop_signing_alg_values_supported"] == ["ES256", "PS256", "EdDSA", "Ed25519"])
        let server = try await browser.get("/.well-known/oauth-authorization-server").json()
        #expect(json["authorization_servers"]?.array?.first == server["issuer"])
        #expect(try await browser.head("/.well-known/oauth-protected-resource" + path).status == 200)
        #expect(try await browser.get("/.well-known/oauth-protected-resource/elsewhere").status == 404)
    }
}
