import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@Suite struct PresentedAccessTokenTests {
    private func good() throws -> JSONObject {
        [
            "iss": "https://sso.hue.test", "aud": ["https://sso.hue.test/oauth2/userinfo"],
            "client_id": "platform",
            "jti": "token", "iat": .integer(Instant.noon.secondsSince1970),
            "exp": .integer(Instant.noon.secondsSince1970 + 600),
        ]
    }

    private func present(
        _ claims: JSONObject, type: String = "at+jwt", at now: Instant = .noon
    ) throws -> PresentedAccessToken {
        try PresentedAccessToken(
            try Sample.keys().sign(claims, type: type, with: .ES256), for: try Sample.issuer().userInfoEndpoint,
            keys: try Sample.keys(), issuer: try Sample.issuer(), at: now)
    }

    @Test func `a token of ours names itself and its client`() throws {
        let token = try present(try good())
        #expect(token.id == TokenID(stored: "token"))
        #expect(token.clientID.text == "platform")
    }

    @Test(
        arguments: [
            ("iss", "https://evil.test"), ("iss", nil), ("aud", "platform"), ("aud", []), ("aud", nil),
            ("exp", nil),
            ("exp", "soon"), ("jti", nil), ("jti", 1), ("client_id", nil), ("client_id", "a b"),
            ("nbf", .integer(Instant.noon.secondsSince1970 + 1)),
        ] as [(String, JSONValue?)])
    func `a token that lacks what ours have is refused`(name: String, value: JSONValue?) throws {
        var claims = try good()
        claims[name] = value
        #expect(throws: BearerError.invalidToken) { try present(claims) }
    }

    @Test(arguments: ["JWT", "at", "dpop+jwt", ""])
    func `an ID token is no access token`(type: String) throws {
        #expect(throws: BearerError.invalidToken) { try present(try good(), type: type) }
    }

    @Test func `a token expires to the millisecond`() throws {
        let end = Instant.noon + .minutes(10)
        #expect(throws: Never.self) { try present(try good(), at: end - .milliseconds(1)) }
        #expect(throws: BearerError.invalidToken) { try present(try good(), at: end) }
    }

    @Test func `a stranger's signature is refused`() throws {
        let stranger = SigningKeys([try SigningKey.generate(algorithm: .ES256)])
        let token = try stranger.sign(try good(), type: "at+jwt", with: .ES256)
        #expect(throws: BearerError.invalidToken) {
            try PresentedAccessToken(
                token, for: try Sample.issuer().userInfoEndpoint, keys: try Sample.keys(), issuer: try Sample.issuer(),
                at: .noon)
        }
    }

    @Test(arguments: ["", "x", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30."])
    func `what is no token is refused`(text: String) throws {
        #expect(throws: BearerError.invalidToken) {
            try PresentedAccessToken(
                text, for: try Sample.issuer().userInfoEndpoint, keys: try Sample.keys(), issuer: try Sample.issuer(),
                at: .noon)
        }
    }
}
