import Cryptography
import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Server

/// Platforms that have no secret ask the Authorization API with an access token of their own, which they got by a key.
@Suite(.bothDatabases) struct PlatformTokenTests {
    private static let key = Result { try SigningKey.generate(algorithm: .ES256) }
    private let provider: RunningProvider
    private let city: City

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.01.01")
        try await provider.add(try Self.registration("bi-key").client(secret: nil), at: provider.clock.now)
    }

    private static func registration(
        _ id: String, _ change: (inout ClientRegistration) -> Void = { _ in }
    ) throws -> ClientRegistration {
        var registration = ClientRegistration(
            id: id, name: "Nền tảng ký", redirectURIs: ["https://\(id).hue.test/callback"])
        registration.grants = ["authorization_code", "client_credentials"]
        registration.scopes = ["openid", "profile", "org", "permissions"]
        registration.platform = "bi"
        registration.authenticationMethod = "private_key_jwt"
        registration.proofs.keys = JWKSet(keys: [try key.get().publicJWK]).json
        change(&registration)
        return registration
    }

    // MARK: What the platform signs

    private func signed(_ header: JSONObject, _ claims: JSONObject) throws -> String {
        let input = [header, claims].map { Base64URL.encode(JSONWriter.write($0)) }.joined(separator: ".")
        return input + "." + Base64URL.encode(try Self.key.get().sign(Array(input.utf8)))
    }

    private func assertion(of client: String, _ id: String) throws -> [(String, String)] {
        let now = provider.clock.now.secondsSince1970
        let claims: JSONObject = [
            "iss": .string(client), "sub": .string(client), "aud": .string(RunningProvider.issuer), "jti": .string(id),
            "iat": .integer(now), "exp": .integer(now + 60),
        ]
        return [
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", try signed(["alg": "ES256"], claims)),
        ]
    }

    private func proof(_ id: String, _ path: String, token: String? = nil) throws -> (String, String) {
        var jwk = try Self.key.get().publicJWK.json
        for name in ["use", "alg", "kid"] { jwk[name] = nil }
        var claims: JSONObject = [
            "jti": .string(id), "htm": "POST", "htu": .string(RunningProvider.issuer + path),
            "iat": .integer(provider.clock.now.secondsSince1970),
        ]
        claims["ath"] = token.map { .string(Base64URL.encode(SHA2.sha256(Array($0.utf8)))) }
        return ("DPoP", try signed(["typ": "dpop+jwt", "alg": "ES256", "jwk": .object(jwk)], claims))
    }

    private func token(
        of client: String = "bi-key", _ id: String = "a", _ more: [(String, String)] = [],
        headers: [(String, String)] = []
    ) async throws -> Reply {
        try await Browser(provider).post(
            "/oauth2/token",
            [("grant_type", "client_credentials")] + assertion(of: client, id) + more, headers: headers)
    }

    private func ask(_ question: JSONObject, _ headers: [(String, String)]) async throws -> Reply {
        try await Browser(provider).post(
            "/access/v1/evaluation", body: String(decoding: JSONWriter.write(question), as: UTF8.self),
            type: "application/json", headers: headers)
    }

    // MARK: -

    @Test func `a platform that signs asks with a token that it got by its key`() async throws {
        let an = try await city.signIn("an")
        let question = PlatformClient.question(an.sub, "report.enter", at: "H57.01.01")
        let token = try #require(try await token().json()["access_token"]?.string)
        let reply = try await ask(question, [("Authorization", "Bearer \(token)")])
        #expect(reply.status == 200, "\(reply.text)")
        // Another client of the platform: it was told of nobody under that name, unless they share a sector.
        #expect(try reply.json()["decision"] != nil)
        #expect(try await city.platform().answer(an.sub, "report.enter", at: "H57.01.01") == "permit")
    }

    @Test func `its own people it knows by the sub that it was told`() async throws {
        let browser = Browser(provider)
        let code = try await browser.code("bi-key", [("scope", "openid")], as: "an.hue")
        let redeemed = try await Browser(provider).post(
            "/oauth2/token",
            [
                ("grant_type", "authorization_code"), ("code", code),
                ("redirect_uri", "https://bi-key.hue.test/callback"), ("code_verifier", Browser.verifier),
            ] + assertion(of: "bi-key", "code"))
        let sub = try #require(try browser.idToken(redeemed)["sub"]?.string)
        let token = try #require(try await token().json()["access_token"]?.string)
        for (unit, word) in [("H57.01.01", "permit"), ("H57.02", "no_grant")] {
            let reply = try await ask(
                PlatformClient.question(sub, "report.enter", at: unit), [("Authorization", "Bearer \(token)")])
            #expect(try PlatformClient.word(reply.json()) == word)
        }
        // A person's token says who may be asked about, not who asks.
        let ofPerson = try browser.accessToken(redeemed)
        let refused = try await ask(
            PlatformClient.question(sub, "report.enter", at: "H57.01.01"), [("Authorization", "Bearer \(ofPerson)")])
        #expect(refused.status == 401)
    }

    @Test func `a platform that calls others besides names the provider as what it means`() async throws {
        try await provider.add(
            try Self.registration("many") { $0.audiences = ["https://a.hue.test/", "https://b.hue.test/"] }
                .client(secret: nil), at: provider.clock.now)
        #expect(try await token(of: "many", "a").json()["error"] == "invalid_target")
        let reply = try await token(of: "many", "b", [("resource", RunningProvider.issuer)])
        let own = try #require(try reply.json()["access_token"]?.string)
        let question = PlatformClient.question("x", "report.enter", at: "H57.01.01")
        #expect(try await ask(question, [("Authorization", "Bearer \(own)")]).status == 200)
        let other = try #require(
            try await token(of: "many", "c", [("resource", "https://a.hue.test/")]).json()["access_token"]?.string)
        #expect(try await ask(question, [("Authorization", "Bearer \(other)")]).status == 401, "for another audience")
    }

    @Test func `who is no platform gets no token for the provider beside its audiences, and no answer`() async throws {
        try await provider.add(
            try Self.registration("service") {
                $0.platform = nil
                $0.scopes = ["openid"]
                $0.audiences = ["https://a.hue.test/"]
            }.client(secret: nil), at: provider.clock.now)
        let refused = try await token(of: "service", "a", [("resource", RunningProvider.issuer)])
        #expect(try refused.json()["error"] == "invalid_target")
        try await provider.add(
            try Self.registration("plain") {
                $0.platform = nil
                $0.scopes = ["openid"]
            }.client(secret: nil), at: provider.clock.now)
        let own = try #require(try await token(of: "plain", "b").json()["access_token"]?.string)
        let reply = try await ask(
            PlatformClient.question("x", "report.enter", at: "H57"), [("Authorization", "Bearer \(own)")])
        #expect(reply.status == 403)
    }

    @Test func `a bound token needs its proof, once each`() async throws {
        try await provider.add(
            try Self.registration("bound") { $0.proofs.bindsTokens = true }.client(secret: nil), at: provider.clock.now)
        let reply = try await token(of: "bound", "a", headers: [proof("a", "/oauth2/token")])
        let own = try #require(try reply.json()["access_token"]?.string)
        let question = PlatformClient.question("x", "report.enter", at: "H57")
        let good = try proof("b", "/access/v1/evaluation", token: own)
        #expect(try await ask(question, [("Authorization", "DPoP \(own)"), good]).status == 200)
        let again = try await ask(question, [("Authorization", "DPoP \(own)"), good])
        #expect(again.status == 401 && again.header("WWW-Authenticate")?.hasPrefix("DPoP ") == true)
        #expect(try await ask(question, [("Authorization", "Bearer \(own)")]).status == 401)
        #expect(try await ask(question, [("Authorization", "DPoP \(own)")]).status == 401)
    }

    @Test func `a token that has ended, and one of a client that is disabled, open nothing`() async throws {
        let own = try #require(try await token().json()["access_token"]?.string)
        let question = PlatformClient.question("x", "report.enter", at: "H57")
        let headers = [("Authorization", "Bearer \(own)")]
        #expect(try await ask(question, headers).status == 200)
        try await provider.disableClient("bi-key")
        let refused = try await ask(question, headers)
        #expect(refused.status == 401 && refused.header("WWW-Authenticate")?.contains("invalid_token") == true)
        #expect(try await ask(question, [("Authorization", "Bearer a.b.c")]).status == 401)
        let none = try await ask(question, [])
        let challenges = none.headers.filter { $0.name.lowercased() == "www-authenticate" }.map(\.value)
        #expect(challenges.map { $0.prefix { $0 != " " } } == ["Basic", "Bearer", "DPoP"])
    }
}
