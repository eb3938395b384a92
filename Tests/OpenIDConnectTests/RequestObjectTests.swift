import Cryptography
import Identity
import JOSE
import TestSupport
import Testing
import Wire

@testable import OpenIDConnect

/// Signed authorization requests (RFC 9101).
@Suite struct RequestObjectTests {
    private static let key = Result { try SigningKey.generate(algorithm: .ES256) }

    private static func client(change: (inout ClientRegistration) -> Void = { _ in }) throws -> Client {
        let keys = JWKSet(keys: [try key.get().publicJWK]).json
        return try Sample.client {
            $0.proofs.keys = keys
            change(&$0)
        }
    }

    /// A good request object's claims, changed; `nil` leaves a member out.
    private static func claims(_ changes: [String: JSONValue?] = [:]) throws -> JSONObject {
        let now = Instant.noon.secondsSince1970
        var claims: JSONObject = [
            "iss": "platform", "aud": "https://sso.hue.test", "iat": .integer(now), "nbf": .integer(now),
            "exp": .integer(now + 300),
        ]
        for (name, value) in FormParameters.authorization().pairs { claims[name] = .string(value) }
        for (name, value) in changes { claims[name] = value }
        return claims
    }

    private static func signed(_ claims: JSONObject, type: String? = "oauth-authz-req+jwt") throws -> String {
        try JWS.sign(payload: JSONWriter.write(claims), type: type, key: try key.get())
    }

    private func received(
        _ text: String, client: Client, outside: [(String, String)] = [("client_id", "platform")],
        at now: Instant = .noon
    ) throws -> ReceivedRequest {
        let object = try #require(try RequestObject(in: FormParameters(outside + [("request", text)])))
        guard case .set(let keys) = client.keys else { throw PageRefusal.unverifiedRequestObject }
        return try object.signed(openedBy: Sample.keys().decryptionKeys)
            .verified(by: keys, of: client, issuer: Sample.issuer(), at: now)
    }

    /// In a request object they are JSON themselves, not a text of it (RFC 9101 §4).
    @Test func `authorization_details in a signed request are read as those of a form (RFC 9396 §3)`() throws {
        let client = try Self.client {
            $0.platform = "bi"
            $0.tokens.authorizationDetailsTypes = ["hue_permissions"]
        }
        let details: JSONValue = [
            ["type": "hue_permissions", "unit": "H57.01", "functions": ["dashboard.view", "report.enter"]]
        ]
        let received = try received(Self.signed(Self.claims(["authorization_details": details])), client: client)
        let request = try AuthorizationRequest(received.parameters, client: client)
        #expect(request.demand.details.functions == ["H57.01": ["dashboard.view", "report.enter"]])
    }

    private func refusal(_ work: () throws -> ReceivedRequest) -> PageRefusal? {
        do {
            _ = try work()
            return nil
        } catch AuthorizationRefusal.page(let refusal) {
            return refusal
        } catch {
            Issue.record(error)
            return nil
        }
    }

    /// The example of OpenID Connect Core §6.1, which RFC 9101 takes over.
    @Test func `the example of the specifications is verified, and read as a form`() throws {
        let key: JSONObject = [
            "kty": "RSA", "kid": "k2bdc", "e": "AQAB",
            "n": """
            y9Lqv4fCp6Ei-u2-ZCKq83YvbFEk6JMs_pSj76eMkddWRuWX2aBKGHAtKlE5P7_vn__PCKZWePt3vGkB6ePgzAFu08NmKemwE5bQI0e6kIChtt_6Kz\
            T5OaaXDFI6qCLJmk51Cc4VYFaxgqevMncYrzaW_50mZ1yGSFIQzLYP8bijAHGVjdEFgZaZEN9lsn_GdWLaJpHrB3ROlS50E45wxrlg9xMncVb8qDPu\
            XZarvghLL0HzOuYRadBJVoWZowDNTpKpk2RklZ7QaBO7XDv3uR7s_sf2g-bAjSYxYUGsqkNA9b3xVW53am_UZZ3tZbFTIh557JICWKHlWj5uzeJXaw
            """,
        ]
        let text = """
            eyJhbGciOiJSUzI1NiIsImtpZCI6ImsyYmRjIn0.ew0KICJpc3MiOiAiczZCaGRSa3F0MyIsDQogImF1ZCI6ICJodHRwczovL3NlcnZlci5leGFtcG\
            xlLmNvbSIsDQogInJlc3BvbnNlX3R5cGUiOiAiY29kZSBpZF90b2tlbiIsDQogImNsaWVudF9pZCI6ICJzNkJoZFJrcXQzIiwNCiAicmVkaXJlY3Rf\
            dXJpIjogImh0dHBzOi8vY2xpZW50LmV4YW1wbGUub3JnL2NiIiwNCiAic2NvcGUiOiAib3BlbmlkIiwNCiAic3RhdGUiOiAiYWYwaWZqc2xka2oiLA\
            0KICJub25jZSI6ICJuLTBTNl9XekEyTWoiLA0KICJtYXhfYWdlIjogODY0MDAsDQogImNsYWltcyI6IA0KICB7DQogICAidXNlcmluZm8iOiANCiAg\
            ICB7DQogICAgICJnaXZlbl9uYW1lIjogeyJlc3NlbnRpYWwiOiB0cnVlfSwNCiAgICAgIm5pY2tuYW1lIjogbnVsbCwNCiAgICAgImVtYWlsIjogey\
            Jlc3NlbnRpYWwiOiB0cnVlfSwNCiAgICAgImVtYWlsX3ZlcmlmaWVkIjogeyJlc3NlbnRpYWwiOiB0cnVlfSwNCiAgICAgInBpY3R1cmUiOiBudWxs\
            DQogICAgfSwNCiAgICJpZF90b2tlbiI6IA0KICAgIHsNCiAgICAgImdlbmRlciI6IG51bGwsDQogICAgICJiaXJ0aGRhdGUiOiB7ImVzc2VudGlhbC\
            I6IHRydWV9LA0KICAgICAiYWNyIjogeyJ2YWx1ZXMiOiBbInVybjptYWNlOmluY29tbW9uOmlhcDpzaWx2ZXIiXX0NCiAgICB9DQogIH0NCn0.nwwn\
            Nsk1-ZkbmnvsF6zTHm8CHERFMGQPhos-EJcaH4Hh-sMgk8ePrGhw_trPYs8KQxsn6R9Emo_wHwajyFKzuMXZFSZ3p6Mb8dkxtVyjoy2GIzvuJT_u7Pk\
            Y2t8QU9hjBcHs68PkgjDVTrG1uRTx0GxFbuPbj96tVuj11pTnmFCUR6IEOXKYr7iGOCRB3btfJhM0_AKQUfqKnRlrRscc8Kol-cSLWoYE9l5QqholI\
            mzjT_cMnNIznW9E7CDyWXTsO70xnB4SkG6pXfLSjLLlxmPGiyon_-Te111V8uE83IlzCYIb_NMXvtTIVc1jpspnTSD7xMbpL-2QgwUsAlMGzw
            """
        let client = try Sample.client("s6BhdRkqt3") { $0.proofs.keys = ["keys": [.object(key)]] }
        let object = try #require(
            try RequestObject(in: FormParameters([("client_id", "s6BhdRkqt3"), ("request", text)])))
        guard case .set(let keys) = client.keys else { throw PageRefusal.unverifiedRequestObject }
        let request = try object.signed(openedBy: []).verified(
            by: keys, of: client, issuer: Issuer("https://server.example.com"), at: .noon)
        #expect(request.isSigned)
        let parameters = request.parameters
        #expect(try parameters.single("response_type") == "code id_token")
        #expect(try parameters.single("redirect_uri") == "https://client.example.org/cb")
        #expect(try parameters.single("max_age") == "86400")
        #expect(try parameters.single("nonce") == "n-0S6_WzA2Mj")
        let claims = try JSONReader.readObject(Array(try #require(try parameters.single("claims")).utf8))
        #expect(claims["id_token"]?.object?["acr"] == ["values": ["urn:mace:incommon:iap:silver"]])
    }

    /// RFC 9101 §6.3.
    @Test func `what stands beside a request object isn't read`() throws {
        let client = try Self.client()
        let text = try Self.signed(Self.claims(["state": nil]))
        let outside = FormParameters.authorization(["scope": "openid phone", "state": "other", "prompt": "none"]).pairs
            .map { ($0.name, $0.value) }
        let received = try received(text, client: client, outside: outside)
        let request = try AuthorizationRequest(received.parameters, client: client)
        #expect(request.demand.scopes == [.openid, .profile])
        #expect(request.address.state == nil)
        #expect(!request.demand.isSilent)
    }

    @Test func `a request object may be encrypted to a key of ours`() throws {
        let key = try #require(try Sample.keys().published.encryptionKeys.first)
        let text = try Self.signed(Self.claims())
        for algorithm in [KeyManagementAlgorithm.ECDH_ES, .ECDH_ES_A256KW] {
            let sealed = try JWE.encrypt(
                Array(text.utf8), to: key, algorithm, .A256GCM, contentType: "JWT", random: SeededRandom(seed: 1))
            #expect(try received(sealed, client: Self.client()).isSigned)
        }
        let stranger = try DecryptionKey(p256: .generate(.p256)).publicKey
        let sealed = try JWE.encrypt(Array(text.utf8), to: stranger, .ECDH_ES, .A256GCM, random: SeededRandom(seed: 1))
        #expect(try refusal { try received(sealed, client: Self.client()) } == .badRequestObject)
        // Encrypted, and signed by nobody.
        let unsigned = try JWE.encrypt(
            JSONWriter.write(Self.claims()), to: key, .ECDH_ES, .A256GCM, random: SeededRandom(seed: 1))
        #expect(try refusal { try received(unsigned, client: Self.client()) } == .badRequestObject)
    }

    struct Flaw: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let changes: [String: JSONValue?]
        let refusal: PageRefusal

        init(_ what: String, _ changes: [String: JSONValue?], _ refusal: PageRefusal) {
            testDescription = what
            self.changes = changes
            self.refusal = refusal
        }
    }

    static let flaws = [
        Flaw("another iss", ["iss": "other"], .foreignRequestObject),
        Flaw("another aud", ["aud": "https://other.test"], .foreignRequestObject),
        Flaw("another client_id", ["client_id": "other"], .foreignRequestObject),
        Flaw("no client_id", ["client_id": nil], .foreignRequestObject),
        Flaw("expired", ["exp": .integer(Instant.noon.secondsSince1970 - 3600)], .expiredRequestObject),
        Flaw("not yet valid", ["nbf": .integer(Instant.noon.secondsSince1970 + 3600)], .expiredRequestObject),
        Flaw("issued in the future", ["iat": .integer(Instant.noon.secondsSince1970 + 3600)], .expiredRequestObject),
        Flaw("exp as text", ["exp": "soon"], .badRequestObject),
        Flaw("aud as a number", ["aud": 1], .badRequestObject),
        Flaw("a request within", ["request": "x"], .badRequestObject),
        Flaw("a request_uri within", ["request_uri": "https://rp.hue.test/r"], .badRequestObject),
        Flaw("a parameter that is a number", ["scope": 1], .badRequestObject),
        Flaw("a parameter that is a list", ["scope": ["openid"]], .badRequestObject),
        Flaw("a parameter with a NUL", ["state": "\u{0}"], .badRequestObject),
        Flaw("a statement of who the client is", ["sub": "platform"], .badRequestObject),
    ]

    @Test(arguments: flaws) func `a request object that is wrong in one thing is refused`(_ flaw: Flaw) throws {
        let text = try Self.signed(Self.claims(flaw.changes))
        #expect(try refusal { try received(text, client: Self.client()) } == flaw.refusal)
        #expect(flaw.refusal.errorCode == "invalid_request_object")
    }

    /// FAPI 2.0 Security Profile §5.3.2.1, note 3: clocks differ.
    @Test(
        arguments: [
            ["aud": ["https://other.test", "https://sso.hue.test"]],
            ["nbf": .integer(Instant.noon.secondsSince1970 + 8), "iat": .integer(Instant.noon.secondsSince1970 + 8)],
        ] as [[String: JSONValue?]])
    func `one that names others beside us, or comes from a clock a few seconds ahead, counts`(
        changes: [String: JSONValue?]
    ) throws {
        let text = try Self.signed(Self.claims(changes))
        #expect(try received(text, client: Self.client()).isSigned)
        #expect(try received(text, client: Self.strict()).isSigned)
    }

    @Test func `what it needn't say of itself isn't missed, unless a profile asks for it`() throws {
        for member in ["iss", "aud", "exp", "nbf", "iat"] {
            let text = try Self.signed(Self.claims([member: nil]))
            #expect(try received(text, client: Self.client()).isSigned, "\(member)")
            let isMissed = member != "iat"
            #expect(try (refusal { try received(text, client: Self.strict()) } != nil) == isMissed, "\(member)")
        }
        let old = try Self.claims([
            "nbf": .integer(Instant.noon.secondsSince1970 - 4000), "exp": .integer(Instant.noon.secondsSince1970 + 60),
        ])
        #expect(try refusal { try received(Self.signed(old), client: Self.strict()) } == .expiredRequestObject)
        let long = try Self.claims(["exp": .integer(Instant.noon.secondsSince1970 + 4000)])
        #expect(try refusal { try received(Self.signed(long), client: Self.strict()) } == .expiredRequestObject)
    }

    private static func strict() throws -> Client {
        try client {
            $0.authenticationMethod = "private_key_jwt"
            $0.proofs.profile = "fapi2-message-signing"
        }
    }

    @Test func `a signature by another key, another algorithm or none is refused`() throws {
        let stranger = try SigningKey.generate(algorithm: .ES256)
        let claims = try Self.claims()
        let text = try JWS.sign(payload: JSONWriter.write(claims), key: stranger)
        #expect(try refusal { try received(text, client: Self.client()) } == .unverifiedRequestObject)
        let other = try Self.client { $0.messages.requestAlgorithm = "PS256" }
        #expect(try refusal { try received(Self.signed(claims), client: other) } == .unverifiedRequestObject)
        let named = try Self.client { $0.messages.requestAlgorithm = "ES256" }
        #expect(try received(Self.signed(claims), client: named).isSigned)
        let body = Base64URL.encode(JSONWriter.write(claims))
        let none = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + "." + body + "."
        #expect(try refusal { try received(none, client: Self.client()) } == .badRequestObject)
        for type in ["at+jwt", "dpop+jwt", "secevent+jwt"] {
            let text = try Self.signed(claims, type: type)
            #expect(try refusal { try received(text, client: Self.client()) } == .badRequestObject, "\(type)")
        }
    }

    @Test func `a request has one request object, and no request_uri beside it`() throws {
        #expect(try RequestObject(in: .authorization()) == nil)
        for parameters in [
            [("client_id", "platform"), ("request", "a"), ("request", "b")],
            [("client_id", "platform"), ("request", "a"), ("request_uri", "b")],
        ] {
            #expect(throws: AuthorizationRefusal.self) { try RequestObject(in: FormParameters(parameters)) }
        }
    }

    @Test func `a client that has to sign is refused what isn't signed`() throws {
        let client = try Self.client { $0.messages.requiresSignedRequests = true }
        let request = try AuthorizationRequest(.authorization(), client: client)
        #expect(throws: AuthorizationRefusal.self) {
            try request.refuseUnsigned(ReceivedRequest(plain: .authorization()))
        }
        let received = try received(Self.signed(Self.claims()), client: client)
        #expect(throws: Never.self) {
            try AuthorizationRequest(received.parameters, client: client).refuseUnsigned(received)
        }
        #expect(try Self.strict().requiresSignedRequests)
    }

    @Test func `who has to sign, or says by what, has to have keys`() {
        #expect(throws: ClientRegistrationError.keysNeededFor("require_signed_request_object")) {
            try Sample.client { $0.messages.requiresSignedRequests = true }
        }
        #expect(throws: ClientRegistrationError.keysNeededFor("request_object_signing_alg")) {
            try Sample.client { $0.messages.requestAlgorithm = "ES256" }
        }
        #expect(throws: ClientRegistrationError.self) { try Self.client { $0.messages.requestAlgorithm = "HS256" } }
    }

    @Test func `a platform says it in its own metadata`() throws {
        let keys = JWKSet(keys: [try Self.key.get().publicJWK]).json
        let registration = try ClientRegistration(
            id: "platform",
            metadata: [
                "redirect_uris": ["https://rp.hue.test/callback"], "jwks": .object(keys),
                "request_object_signing_alg": "ES256", "require_signed_request_object": true,
            ])
        let client = try registration.client(secret: SecretHash(of: Sample.secret))
        #expect(client.requiresSignedRequests)
        #expect(client.messages.requestAlgorithm == .ES256)
        var again = ClientRegistration(client).messages
        // Where nothing is said of its answers, it is the algorithm of its ID tokens.
        #expect(again.responseAlgorithm == "RS256")
        again.responseAlgorithm = nil
        #expect(again.json == registration.messages.json)
        for wrong in ["request_object_signing_alg", "require_signed_request_object"] {
            #expect(throws: ClientRegistrationError.wrongType(member: wrong)) {
                try ClientRegistration(id: "platform", metadata: [wrong: 1])
            }
        }
    }
}
