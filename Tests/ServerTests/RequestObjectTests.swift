import Identity
import JOSE
import Keys
import OpenIDConnect
import Settings
import TestSupport
import Testing
import Wire

@testable import Server

/// Signed authorization requests over HTTP (RFC 9101), by every way in: GET, POST, another site's POST, and a push.
@Suite(.bothDatabases) struct RequestObjectTests {
    private static let key = Result { try SigningKey.generate(algorithm: .ES256) }
    /// Keys of the kinds that others encrypt to, under the master key of all tests.
    private static let keys = Result {
        let vault = try KeyVault(
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: 7, count: 32))), random: SeededRandom(seed: 5),
            algorithms: [.ES256, .RS256])
        return (try vault.make(at: .noon).secrets, vault, KeySettings())
    }
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider(keys: Self.keys.get())
        try await provider.addAccount()
        browser = Browser(provider)
        try await register("platform")
        try await register("signing") { $0.messages.requiresSignedRequests = true }
    }

    private func register(_ id: String, change: (inout ClientRegistration) -> Void = { _ in }) async throws {
        var registration = ClientRegistration(
            id: id, name: "Nền tảng \(id)", redirectURIs: ["https://\(id).hue.test/callback"])
        registration.proofs.keys = JWKSet(keys: [try Self.key.get().publicJWK]).json
        change(&registration)
        let client = try registration.client(secret: SecretHash(of: "the secret of \(id)"))
        try await provider.add(client, at: provider.clock.now)
    }

    private func object(
        _ client: String = "platform", _ changes: [(String, String)] = [], audience: String = RunningProvider.issuer,
        by key: SigningKey? = nil
    ) throws -> String {
        var claims: JSONObject = [
            "iss": .string(client), "aud": .string(audience),
            "exp": .integer(provider.clock.now.secondsSince1970 + 300),
        ]
        for (name, value) in Browser.request(client, changes) { claims[name] = .string(value) }
        return try JWS.sign(payload: JSONWriter.write(claims), key: try key ?? Self.key.get())
    }

    private enum Way: CaseIterable { case get, post, otherSite, push }

    private func send(_ form: [(String, String)], by way: Way, as client: String = "platform") async throws -> Reply {
        switch way {
        case .get: return try await browser.get("/oauth2/authorize?" + FormParameters(form).encoded())
        case .post: return try await browser.post("/oauth2/authorize", form)
        case .otherSite:
            return try await browser.post(
                "/oauth2/authorize", form, headers: [("Origin", "https://\(client).hue.test")])
        case .push:
            let secret = Base64.encode(Array("\(client):the+secret+of+\(client)".utf8))
            return try await Browser(provider).post(
                "/oauth2/par", form, headers: [("Authorization", "Basic \(secret)")])
        }
    }

    @Test func `a person signs in by a signed request, in clear and encrypted to our published keys`() async throws {
        let text = try object()
        let set = try JWKSet(try await browser.get("/oauth2/jwks").json())
        let sealed = try [KeyManagementAlgorithm.ECDH_ES_A256KW, .RSA_OAEP_256].map { algorithm in
            try JWE.encrypt(
                Array(text.utf8), to: #require(set.encryptionKey(for: algorithm)), algorithm, .A128CBC_HS256,
                contentType: "JWT", random: SeededRandom(seed: 3))
        }
        for request in [text] + sealed {
            for way in Way.allCases {
                let form = [
                    ("client_id", "platform"), ("request", request), ("scope", "ignored"), ("state", "ignored"),
                ]
                var reply = try await send(form, by: way)
                if way == .push {
                    let uri = try #require(try reply.json()["request_uri"]?.string, "\(reply.text)")
                    reply = try await send([("client_id", "platform"), ("request_uri", uri)], by: .get)
                }
                reply = try await browser.follow(reply)
                if reply.attribute("name", of: "username") != nil {
                    reply = try await browser.goOn(try await browser.signIn(reply))
                }
                let answer = try reply.redirection()
                #expect(try answer.single("state") == "a state & more", "\(way)")
                let code = try #require(try answer.single("code"), "\(way) \(reply.text)")
                #expect(try await browser.redeem(code).status == 200)
            }
        }
    }

    @Test func `what is no good request object is refused by every way in`() async throws {
        let stranger = try SigningKey.generate(algorithm: .ES256)
        let bad = [
            "x", "eyJhbGciOiJub25lIn0.e30.", "a.b.c.d.e", try object(audience: "https://other.test"),
            try object("signing"), try object(by: stranger),
        ]
        for text in bad {
            for way in Way.allCases {
                let reply = try await send([("client_id", "platform"), ("request", text)], by: way)
                #expect(reply.status == 400 && reply.location == nil, "\(way) \(text)")
                if way == .push {
                    #expect(try reply.json()["error"] == "invalid_request_object", "\(text)")
                } else {
                    #expect(reply.text.contains("invalid_request_object"), "\(way) \(text)")
                }
            }
        }
        try await provider.provider.mistakes.write()
        let kept = try await provider.texts("SELECT mistake FROM client_mistakes")
        #expect(kept == ["bad-request-object"])
    }

    @Test func `who has to sign is refused by every way in what isn't signed, and nothing else`() async throws {
        for way in Way.allCases where way != .otherSite {
            let plain = try await send(Browser.request("signing"), by: way, as: "signing")
            let error = way == .push ? try plain.json()["error"]?.string : try plain.redirection().single("error")
            #expect(error == "invalid_request", "\(way)")
            let signed = try await send(
                [("client_id", "signing"), ("request", try object("signing"))], by: way, as: "signing")
            #expect(signed.status == (way == .push ? 201 : 303), "\(way) \(signed.text)")
        }
    }

    @Test func `a push with somebody else's secret opens nothing`() async throws {
        let wrong = Base64.encode(Array("platform:wrong".utf8))
        let reply = try await browser.post(
            "/oauth2/par", [("client_id", "platform"), ("request", "x")],
            headers: [("Authorization", "Basic \(wrong)")])
        #expect(reply.status == 401)
        #expect(try reply.json()["error"] == "invalid_client")
    }

    @Test func `the metadata say what may be signed and encrypted, and that a request_uri is that of a push`()
        async throws
    {
        let metadata = try await browser.get("/.well-known/openid-configuration").json()
        #expect(metadata["request_parameter_supported"] == true)
        #expect(metadata["request_uri_parameter_supported"] == false)
        #expect(
            metadata["request_object_encryption_alg_values_supported"]
                == ["RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW"])
        let reply = try await send(Browser.request("platform", [("request_uri", "https://rp.test/r")]), by: .get)
        #expect(try reply.redirection().single("error") == "request_uri_not_supported")
    }
}
