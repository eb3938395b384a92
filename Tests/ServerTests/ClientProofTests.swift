import Cryptography
import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Server

/// Clients that prove something by a key, over HTTP: who they are (RFC 7523), and that tokens are theirs (RFC 9449).
@Suite(.bothDatabases) struct ClientProofTests {
    private static let key = Result { try SigningKey.generate(algorithm: .ES256) }
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider(mutualTLS: MutualTLS(.handshake, address: Issuer(Self.alias)))
        try await provider.register()
        try await provider.addAccount()
        browser = Browser(provider)
        let keys = JWKSet(keys: [try Self.key.get().publicJWK]).json
        var registration = ClientRegistration(
            id: "signer", name: "Nền tảng ký", redirectURIs: ["https://signer.hue.test/callback"])
        registration.grants = ["authorization_code", "client_credentials", Self.deviceGrant]
        registration.authenticationMethod = "private_key_jwt"
        registration.proofs.keys = keys
        try await provider.add(try registration.client(secret: nil), at: provider.clock.now)
    }

    /// Where clients with certificates ask (RFC 8705 §5).
    private static let alias = "https://mtls.sso.hue.test"
    private static let deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

    // MARK: What clients sign

    private func signed(_ header: JSONObject, _ claims: JSONObject) throws -> String {
        let input = [header, claims].map { Base64URL.encode(JSONWriter.write($0)) }.joined(separator: ".")
        return input + "." + Base64URL.encode(try Self.key.get().sign(Array(input.utf8)))
    }

    private func assertion(_ id: String) throws -> [(String, String)] {
        let now = provider.clock.now.secondsSince1970
        return [
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            (
                "client_assertion",
                try signed(
                    ["alg": "ES256"],
                    [
                        "iss": "signer", "sub": "signer", "aud": .string(RunningProvider.issuer), "jti": .string(id),
                        "iat": .integer(now), "exp": .integer(now + 60),
                    ])
            ),
        ]
    }

    private func proof(
        _ id: String, _ method: String, _ path: String, at origin: String = RunningProvider.issuer,
        token: String? = nil, nonce: String? = nil, age: Int64 = 0
    ) throws -> (String, String) {
        var jwk = try Self.key.get().publicJWK.json
        for name in ["use", "alg", "kid"] { jwk[name] = nil }
        var claims: JSONObject = [
            "jti": .string(id), "htm": .string(method), "htu": .string(origin + path),
            "iat": .integer(provider.clock.now.secondsSince1970 - age),
        ]
        claims["ath"] = token.map { .string(Base64URL.encode(SHA2.sha256(Array($0.utf8)))) }
        claims["nonce"] = nonce.map(JSONValue.string)
        return ("DPoP", try signed(["typ": "dpop+jwt", "alg": "ES256", "jwk": .object(jwk)], claims))
    }

    private static let basic = (
        "Authorization", "Basic " + Base64.encode(Array("platform:the+secret+of+platform".utf8))
    )

    // MARK: Who they are

    /// Every place that authenticates a client: the assertion is taken, and counts once over all of them.
    @Test func `an assertion is taken wherever a client proves itself, once`() async throws {
        let places: [(String, [(String, String)], Int)] = [
            ("/oauth2/token", [("grant_type", "client_credentials")], 200),
            ("/oauth2/introspect", [("token", "none")], 200),
            ("/oauth2/revoke", [("token", "none")], 200),
            ("/oauth2/par", Browser.request("signer"), 201),
            ("/oauth2/device_authorization", [], 200),
        ]
        for (number, (path, form, status)) in places.enumerated() {
            let assertion = try assertion("\(number)")
            let reply = try await browser.post(path, form + assertion)
            #expect(reply.status == status, "\(path): \(reply.text)")
            for (other, form, _) in places {
                let again = try await browser.post(other, form + assertion)
                #expect(again.status == 401, "\(other): \(again.text)")
                #expect(try again.json()["error"] == "invalid_client")
            }
        }
    }

    @Test func `a client is told what is wrong with its assertion, and a stranger nothing`() async throws {
        let used = try assertion("used")
        _ = try await browser.post("/oauth2/token", [("grant_type", "client_credentials")] + used)
        let again = try await browser.post("/oauth2/token", [("grant_type", "client_credentials")] + used)
        #expect(try again.json()["error_description"]?.string?.contains("used before") == true)
        let forged = used.map { ($0.0, $0.0 == "client_assertion" ? String($0.1.dropLast(8)) + "AAAAAAAA" : $0.1) }
        let stranger = try await browser.post("/oauth2/token", [("grant_type", "client_credentials")] + forged)
        #expect(stranger.status == 401)
        #expect(try stranger.json()["error_description"] == "client authentication failed")
    }

    @Test func `a client that is disabled gets nothing, whatever it proves`() async throws {
        try await provider.disableClient("signer")
        let reply = try await browser.post("/oauth2/token", [("grant_type", "client_credentials")] + assertion("a"))
        #expect(reply.status == 401)
    }

    // MARK: That tokens are theirs

    private func signIn(_ proof: (String, String)?) async throws -> Reply {
        let query = FormParameters(Browser.request()).encoded()
        let page = try await browser.follow(try await browser.get("/oauth2/authorize?" + query))
        let reply = try await browser.goOn(try await browser.signIn(page))
        let code = try #require(try reply.redirection().single("code"), "\(reply.status) \(reply.text)")
        return try await Browser(provider).post(
            "/oauth2/token",
            [
                ("grant_type", "authorization_code"), ("code", code),
                ("redirect_uri", "https://platform.hue.test/callback"), ("code_verifier", Browser.verifier),
            ], headers: [Self.basic] + (proof.map { [$0] } ?? []))
    }

    @Test func `a bound token opens UserInfo with a proof, once each, and nothing without`() async throws {
        let reply = try await signIn(proof("a", "POST", "/oauth2/token"))
        #expect(try reply.json()["token_type"] == "DPoP")
        #expect(reply.header("DPoP-Nonce") != nil)
        let token = try #require(try reply.json()["access_token"]?.string)
        func ask(_ scheme: String, _ proof: (String, String)?) async throws -> Reply {
            try await Browser(provider).get(
                "/oauth2/userinfo", headers: [("Authorization", "\(scheme) \(token)")] + (proof.map { [$0] } ?? []))
        }
        let good = try proof("b", "GET", "/oauth2/userinfo", token: token)
        #expect(try await ask("DPoP", good).status == 200)
        let again = try await ask("DPoP", good)
        #expect(again.status == 401)
        #expect(again.header("WWW-Authenticate")?.hasPrefix("DPoP ") == true)
        #expect(again.header("WWW-Authenticate")?.contains("error=\"invalid_dpop_proof\"") == true)
        #expect(try await ask("Bearer", nil).status == 401)
        #expect(try await ask("Bearer", proof("c", "GET", "/oauth2/userinfo", token: token)).status == 401)
        #expect(try await ask("DPoP", nil).status == 401)
        #expect(try await ask("DPoP", proof("d", "GET", "/oauth2/userinfo")).status == 401, "no ath")
        #expect(try await ask("DPoP", proof("e", "GET", "/oauth2/userinfo", token: token + "x")).status == 401)
        #expect(try await ask("DPoP", proof("f", "POST", "/oauth2/userinfo", token: token)).status == 401)
        #expect(try await ask("dpop", proof("g", "GET", "/oauth2/userinfo", token: token)).status == 200)
    }

    @Test func `a proof names where its request goes: the issuer's address, or that for clients with certificates`()
        async throws
    {
        let form = [("grant_type", "client_credentials")]
        for (id, origin, status) in [("a", Self.alias, 200), ("b", "https://mtls.sso.hue.example", 400)] {
            let reply = try await browser.post(
                "/oauth2/token", form + assertion(id), headers: [proof(id, "POST", "/oauth2/token", at: origin)])
            #expect(reply.status == status, "\(origin): \(reply.text)")
        }
        let issued = try await signIn(proof("c", "POST", "/oauth2/token", at: Self.alias))
        let token = try #require(try issued.json()["access_token"]?.string)
        let read = try await Browser(provider).get(
            "/oauth2/userinfo",
            headers: [
                ("Authorization", "DPoP \(token)"), proof("d", "GET", "/oauth2/userinfo", at: Self.alias, token: token),
            ])
        #expect(read.status == 200, "\(read.text)")
    }

    @Test func `a bearer token is none that is proven`() async throws {
        let token = try #require(try await signIn(nil).json()["access_token"]?.string)
        let reply = try await Browser(provider).get(
            "/oauth2/userinfo",
            headers: [("Authorization", "DPoP \(token)"), proof("a", "GET", "/oauth2/userinfo", token: token)])
        #expect(reply.status == 401)
    }

    /// RFC 9449 §8.
    @Test func `a client whose clock is wrong is given a nonce, and goes on with it`() async throws {
        let form = [("grant_type", "client_credentials")]
        func ask(_ id: String, nonce: String? = nil) async throws -> Reply {
            try await browser.post(
                "/oauth2/token", form + assertion(id),
                headers: [proof(id, "POST", "/oauth2/token", nonce: nonce, age: 86_400)])
        }
        let refused = try await ask("a")
        #expect(refused.status == 400)
        #expect(try refused.json()["error"] == "use_dpop_nonce")
        let nonce = try #require(refused.header("DPoP-Nonce"))
        // The assertion beside a proof that has to come again is not used up by it.
        let reply = try await browser.post(
            "/oauth2/token", form + assertion("a"),
            headers: [proof("b", "POST", "/oauth2/token", nonce: nonce, age: 86_400)])
        #expect(reply.status == 200, "\(reply.text)")
        #expect(try reply.json()["token_type"] == "DPoP")
        provider.clock.advance(by: .minutes(5))
        #expect(try await ask("c", nonce: nonce).status == 400)
    }

    @Test func `a resource gives a nonce to a client whose clock is wrong, and takes its next proof (RFC 9449 §9)`()
        async throws
    {
        let token = try #require(try await signIn(proof("a", "POST", "/oauth2/token")).json()["access_token"]?.string)
        func ask(_ id: String, nonce: String? = nil) async throws -> Reply {
            try await Browser(provider).get(
                "/oauth2/userinfo",
                headers: [
                    ("Authorization", "DPoP \(token)"),
                    proof(id, "GET", "/oauth2/userinfo", token: token, nonce: nonce, age: 86_400),
                ])
        }
        let refused = try await ask("b")
        #expect(refused.status == 401)
        #expect(refused.header("WWW-Authenticate")?.contains("error=\"use_dpop_nonce\"") == true)
        let nonce = try #require(refused.header("DPoP-Nonce"))
        #expect(try await ask("c", nonce: nonce).status == 200)
    }

    @Test func `two proofs in one request are none`() async throws {
        let reply = try await browser.post(
            "/oauth2/token", [("grant_type", "client_credentials")] + assertion("a"),
            headers: [proof("a", "POST", "/oauth2/token"), proof("b", "POST", "/oauth2/token")])
        #expect(reply.status == 400)
        #expect(try reply.json()["error"] == "invalid_dpop_proof")
    }

    @Test func `a request that is pushed with a proof gives a code for that key`() async throws {
        let pushed = try await Browser(provider).post(
            "/oauth2/par", Browser.request(), headers: [Self.basic, proof("a", "POST", "/oauth2/par")])
        let uri = try #require(try pushed.json()["request_uri"]?.string)
        let query = FormParameters([("client_id", "platform"), ("request_uri", uri)]).encoded()
        let page = try await browser.follow(try await browser.get("/oauth2/authorize?" + query))
        let reply = try await browser.goOn(try await browser.signIn(page))
        let code = try #require(try reply.redirection().single("code"), "\(reply.status) \(reply.text)")
        let refused = try await browser.redeem(code)
        #expect(refused.status == 400)
        #expect(try refused.json()["error"] == "invalid_grant")
    }

    @Test func `the metadata says so`() async throws {
        let metadata = try await browser.get("/.well-known/openid-configuration").json()
        #expect(metadata["dpop_signing_alg_values_supported"] == ["ES256", "PS256", "EdDSA", "Ed25519"])
        #expect(
            metadata["token_endpoint_auth_methods_supported"]?.array?.contains("private_key_jwt") == true)
        #expect(metadata["token_endpoint_auth_signing_alg_values_supported"]?.array?.contains("none") == false)
    }
}
