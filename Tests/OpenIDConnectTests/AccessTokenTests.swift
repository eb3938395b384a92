import Identity
import JOSE
import TestSupport
import Testing
import Wire

@testable import OpenIDConnect

@Suite struct AccessTokenReaderTests {
    private let place = "https://sso.hue.test/oauth2/userinfo"

    private func good() throws -> JSONObject {
        [
            "iss": "https://sso.hue.test", "aud": ["https://sso.hue.test/oauth2/userinfo"],
            "client_id": "platform",
            "jti": "token", "iat": .integer(Instant.noon.secondsSince1970),
            "exp": .integer(Instant.noon.secondsSince1970 + 600),
        ]
    }

    /// What a token of the client is refused with whose time is over.
    private func expired() throws -> BearerError { .expiredToken(of: try #require(ClientID("platform"))) }

    private func present(
        _ claims: JSONObject, type: String = "at+jwt", at now: Instant = .noon
    ) throws -> PresentedAccessToken {
        try Sample.reader().token(try Sample.keys().sign(claims, type: type, with: .ES256), for: place, at: now)
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
            ("exp", "soon"), ("iat", nil), ("iat", .integer(Instant.noon.secondsSince1970 + 11)), ("jti", nil),
            ("jti", 1), ("client_id", nil), ("client_id", "a b"),
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
        let error = try expired()
        #expect(throws: error) { try present(try good(), at: end) }
        #expect(error.code == "expired-token", "for the log")
        #expect(error.errorCode == "invalid_token" && error.status == 401, "for whoever shows it")
    }

    @Test func `a stranger's signature is refused`() throws {
        let stranger = SigningKeys([try SigningKey.generate(algorithm: .ES256)])
        let token = try stranger.sign(try good(), type: "at+jwt", with: .ES256)
        #expect(throws: BearerError.invalidToken) {
            try Sample.reader().token(token, for: place, at: .noon)
        }
    }

    @Test(arguments: ["", "x", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30."])
    func `what is no token is refused`(text: String) throws {
        #expect(throws: BearerError.invalidToken) {
            try Sample.reader().token(text, for: place, at: .noon)
        }
    }

    // MARK: Remembered

    @Test func `a token that was signed here is known without its signature's being verified`() throws {
        let memory = AccessTokenMemory()
        let client = try Sample.client()
        let issue = TokenIssue(
            try Sample.authorization(client), to: try Sample.authenticated(client), token: TokenID(stored: "jti"),
            audience: place, at: .noon)
        let issuer = TokenIssuer(
            issuer: try Sample.issuer(), keys: try Sample.keys(), subjects: Sample.subjects, memory: memory)
        let text = try #require(try issuer.response(issue, platformClaims: [:])["access_token"]?.string)
        #expect(memory.count == 1)
        let reader = try Sample.reader(memory: memory)
        #expect(try reader.token(text, for: place, at: .noon).id == TokenID(stored: "jti"))
        #expect(memory.count == 1)
    }

    @Test func `what is known is still asked for its place, its moment and its key`() throws {
        let memory = AccessTokenMemory()
        let reader = try Sample.reader(memory: memory)
        let text = try Sample.keys().sign(try good(), type: "at+jwt", with: .ES256)
        let token = try reader.token(text, for: place, at: .noon)
        #expect(memory.count == 1)
        #expect(try reader.token(introspecting: text, at: .noon + .minutes(10) - .milliseconds(1)) == token)
        for (place, now, error) in [
            ("https://api.hue.test/", Instant.noon, BearerError.invalidToken),
            (place, .noon + .minutes(10), try expired()), (place, .noon - .milliseconds(10_001), .invalidToken),
        ] {
            #expect(throws: error) { try reader.token(text, for: place, at: now) }
        }
        let withdrawn = try Sample.reader(
            keys: SigningKeys([try SigningKey.generate(algorithm: .ES256)]), memory: memory)
        #expect(throws: BearerError.invalidToken) { try withdrawn.token(text, for: place, at: .noon) }
    }

    @Test func `a token of a node whose clock is a little ahead counts, and ends to the second`() throws {
        let text = try Sample.keys().sign(try good(), type: "at+jwt", with: .ES256)
        let remembering = try Sample.reader(memory: AccessTokenMemory())
        for _ in 0..<2 {
            #expect(throws: Never.self) { try remembering.token(text, for: place, at: .noon - .seconds(10)) }
            for (now, error) in [
                (Instant.noon - .milliseconds(10_001), BearerError.invalidToken), (.noon + .minutes(10), try expired()),
            ] {
                #expect(throws: error) { try Sample.reader().token(text, for: place, at: now) }
                #expect(throws: error) { try remembering.token(text, for: place, at: now) }
            }
        }
    }

    @Test func `nothing that was refused is remembered, and no other text passes for a known one`() throws {
        let memory = AccessTokenMemory()
        let reader = try Sample.reader(memory: memory)
        let text = try Sample.keys().sign(try good(), type: "at+jwt", with: .ES256)
        #expect(throws: BearerError.invalidToken) { try reader.token(text + "A", for: place, at: .noon) }
        #expect(throws: BearerError.invalidToken) { try reader.token(text, for: "https://api.hue.test/", at: .noon) }
        #expect(memory.count == 0)
        _ = try reader.token(text, for: place, at: .noon)
        #expect(throws: BearerError.invalidToken) { try reader.token(text + "A", for: place, at: .noon) }
    }

    @Test func `a memory holds twice its limit at most, and forgets the oldest`() throws {
        let memory = AccessTokenMemory(limit: 2)
        let key = try #require(try Sample.keys().id(of: .ES256))
        for number in 0..<5 { memory.remember("token \(number)", claims: try good(), by: key) }
        #expect(memory.count == 3)
        #expect(
            (0..<5).map { memory.token(AccessTokenDigest(of: "token \($0)")) != nil } == [
                false, false, true, true, true,
            ])
    }
}
