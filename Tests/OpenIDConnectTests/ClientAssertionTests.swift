import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// A client that proves itself by a key (RFC 7523 §3, OpenID Connect Core §9 `private_key_jwt`).
@Suite struct ClientAssertionTests {
    private static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    private static let key = Result { try SigningKey.generate(algorithm: .ES256) }
    private static let otherKey = Result { try SigningKey.generate(algorithm: .ES256) }

    private func client(_ change: (inout ClientRegistration) -> Void = { _ in }) throws -> Client {
        let keys = JWKSet(keys: [try Self.key.get().publicJWK])
        return try Sample.client {
            $0.authenticationMethod = "private_key_jwt"
            $0.proofs.keys = keys.json
            change(&$0)
        }
    }

    private static let good: JSONObject = [
        "iss": "platform", "sub": "platform", "aud": "https://sso.hue.test", "jti": "bWN5YXNzZXJ0aW9u",
        "iat": .integer(Instant.noon.secondsSince1970), "exp": .integer(Instant.noon.secondsSince1970 + 60),
    ]

    private func form(
        _ changes: [String: JSONValue?] = [:], type: String = "JWT", key: SigningKey? = nil,
        also extra: [(String, String)] = []
    ) throws -> FormParameters {
        var claims = Self.good
        for (name, value) in changes { claims[name] = value }
        let token = try JWS.sign(
            payload: JSONWriter.write(claims), type: type, key: try key ?? Self.key.get())
        return FormParameters([("client_assertion_type", Self.type), ("client_assertion", token)] + extra)
    }

    private func proof(
        _ form: FormParameters, of client: Client
    ) throws(ClientAuthenticationError) -> (KeyProof, ClientAuthentication) {
        guard case .assertion(let assertion) = try PresentedClient(authorization: nil, parameters: form),
            case .keys(.set(let keys)) = client.credential, let issuer = try? Sample.issuer()
        else { throw .malformed("no assertion") }
        let proof = try assertion.verified(by: keys, of: client, issuer: issuer, at: .noon)
        return (proof, .key(proof))
    }

    @Test func `a client that signs is the client`() throws {
        let client = try client()
        let (proof, authentication) = try proof(form(), of: client)
        #expect(try authentication.verified(against: client, at: .noon).id == client.id)
        #expect(authentication.hasProof && proof.use.end > .noon + .seconds(60))
    }

    struct Flawed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let flaw: ClientAssertionFlaw?
        var isStrict = false
        var type = "JWT"
        let changes: [String: JSONValue?]

        init(
            _ description: String, _ flaw: ClientAssertionFlaw?, isStrict: Bool = false, type: String = "JWT",
            _ changes: [String: JSONValue?] = [:]
        ) {
            testDescription = description
            self.flaw = flaw
            self.isStrict = isStrict
            self.type = type
            self.changes = changes
        }
    }

    private static func seconds(_ span: Int64) -> JSONValue { .integer(Instant.noon.secondsSince1970 + span) }

    static let tokenEndpoint: JSONValue = "https://sso.hue.test/oauth2/token"
    static let cases: [Flawed] = [
        Flawed("for the token endpoint", nil, ["aud": tokenEndpoint]),
        Flawed("for the endpoint of pushed requests", nil, ["aud": "https://sso.hue.test/oauth2/par"]),
        Flawed("for two names of ours", nil, ["aud": ["https://sso.hue.test", tokenEndpoint]]),
        Flawed("for an hour", nil, ["exp": seconds(3600)]),
        Flawed("without iat", nil, ["iat": nil]),
        Flawed("from a clock that is a little ahead", nil, ["iat": seconds(9)]),
        Flawed("that begins in eight seconds", nil, ["iat": seconds(8), "nbf": seconds(8)]),
        Flawed("that begins in a minute", .notYetValid, ["iat": seconds(61), "nbf": seconds(61), "exp": seconds(120)]),
        Flawed(
            "for the endpoint of pushed requests, of a strict client", .wrongAudience, isStrict: true,
            ["aud": "https://sso.hue.test/oauth2/par"]),
        Flawed("of its own type", nil, type: "client-authentication+jwt"),
        Flawed("for the issuer, of a strict client", nil, isStrict: true),
        Flawed("for the token endpoint, of a strict client", .wrongAudience, isStrict: true, ["aud": tokenEndpoint]),
        Flawed("for a list, of a strict client", .wrongAudience, isStrict: true, ["aud": ["https://sso.hue.test"]]),
        Flawed("for us and another", .wrongAudience, ["aud": ["https://sso.hue.test", "https://other.test"]]),
        Flawed("for another", .wrongAudience, ["aud": "https://other.test"]),
        Flawed("for nobody", .wrongAudience, ["aud": nil]),
        Flawed("for an empty list", .wrongAudience, ["aud": []]),
        Flawed("for the issuer with a slash", .wrongAudience, ["aud": "https://sso.hue.test/"]),
        Flawed("by another issuer", .otherClient("iss"), ["iss": "other"]),
        Flawed("without an end", .missing("exp"), ["exp": nil]),
        Flawed("with an end that is a text", .malformed("exp"), ["exp": "soon"]),
        Flawed("expired", .expired, ["exp": seconds(-11), "iat": seconds(-60)]),
        Flawed("for longer than an hour", .tooLong, ["exp": seconds(3611)]),
        Flawed("made long ago for longer than an hour", .tooLong, ["iat": seconds(-3600), "exp": seconds(60)]),
        Flawed("of tomorrow", .notYetValid, ["iat": seconds(86_400), "exp": seconds(86_460)]),
        Flawed("not yet valid", .notYetValid, ["nbf": seconds(11)]),
        Flawed("without an id", .missing("jti"), ["jti": nil]),
        Flawed("with an empty id", .missing("jti"), ["jti": ""]),
        Flawed("with a long id", .longID, ["jti": .string(String(repeating: "a", count: 257))]),
        Flawed("an access token", .wrongType, type: "at+jwt"),
        Flawed("a DPoP proof", .wrongType, type: "dpop+jwt"),
    ]

    @Test(arguments: cases) func `an assertion is told what is wrong with it`(_ flawed: Flawed) throws {
        let client = try client { if flawed.isStrict { $0.proofs.profile = "fapi2" } }
        let form = try form(flawed.changes, type: flawed.type)
        do throws(ClientAuthenticationError) {
            _ = try proof(form, of: client)
            #expect(flawed.flaw == nil)
        } catch {
            #expect(error == flawed.flaw.map { .badAssertion($0) })
            #expect(error.error.code == .invalidClient)
        }
    }

    @Test func `who has not the key learns nothing`() throws {
        let client = try client()
        let forged = try form(key: try Self.otherKey.get())
        #expect(throws: ClientAuthenticationError.failed(usedHeader: false)) { try proof(forged, of: client) }
        let none = FormParameters([
            ("client_assertion_type", Self.type), ("client_assertion", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwbGF0Zm9ybSJ9."),
        ])
        #expect(throws: ClientAuthenticationError.failed(usedHeader: false)) { try proof(none, of: client) }
    }

    /// FAPI 2.0 Security Profile §5.4.1.
    @Test func `an assertion of a strict client that RS256 signs is none`() throws {
        let key = try SigningKey.generate(algorithm: .RS256, rsaBits: 2048)
        func signer(profile: String?) throws -> Client {
            try client {
                $0.proofs.keys = JWKSet(keys: [key.publicJWK]).json
                $0.proofs.profile = profile
            }
        }
        #expect(throws: Never.self) { try proof(form(key: key), of: signer(profile: nil)) }
        #expect(throws: ClientAuthenticationError.failed(usedHeader: false)) {
            try proof(form(key: key), of: signer(profile: "fapi2"))
        }
    }

    @Test(arguments: [
        [("client_secret", "x")], [("client_id", "other")], [("client_id", "platform"), ("client_id", "platform")],
        [("client_assertion", "a.b.c")], [("client_assertion_type", type)],
    ])
    func `a request has one assertion, and one method`(_ extra: [(String, String)]) throws {
        let form = try form(also: extra)
        let error = #expect(throws: ClientAuthenticationError.self) {
            try PresentedClient(authorization: nil, parameters: form)
        }
        #expect(error?.error.code == .invalidRequest)
    }

    @Test func `another type of assertion is none`() throws {
        let pairs = try form().pairs.map { ($0.name, $0.name == "client_assertion_type" ? "urn:other" : $0.value) }
        #expect(throws: ClientAuthenticationError.failed(usedHeader: false)) {
            try PresentedClient(authorization: nil, parameters: FormParameters(pairs))
        }
    }

    @Test func `what was proven counts for the registration of then`() throws {
        let client = try client()
        let (_, authentication) = try proof(form(), of: client)
        let otherKeys = JWKSet(keys: [try Self.otherKey.get().publicJWK]).json
        for changed in [
            try self.client { $0.proofs.keys = otherKeys }, try Sample.client(), try Sample.client("other"),
        ] {
            #expect(throws: ClientAuthenticationError.failed(usedHeader: false)) {
                try authentication.verified(against: changed, at: .noon)
            }
        }
        #expect(throws: ClientAuthenticationError.failed(usedHeader: false)) {
            try authentication.verified(against: nil, at: .noon)
        }
    }

    /// RFC 7591 §2: what is registered can be read, changed and registered again.
    @Test func `keys are registered as a set or as an address`() throws {
        let client = try client()
        #expect(try ClientRegistration(client).client(secret: nil) == client)
        let remote = try self.client {
            $0.proofs.keys = nil
            $0.proofs.keysURI = "https://rp.hue.test/jwks"
        }
        #expect(try ClientRegistration(remote).client(secret: nil) == remote)
        let metadata: JSONObject = [
            "redirect_uris": ["https://rp.hue.test/callback"], "token_endpoint_auth_method": "private_key_jwt",
            "jwks": .object(JWKSet(keys: [try Self.key.get().publicJWK]).json),
        ]
        #expect(
            try ClientRegistration(id: "platform", metadata: metadata).client(secret: nil).credential
                == client.credential)
    }
}
