import Identity
import JOSE
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct AuthorizationCodeSettlementTests {
    /// Of a client without refresh tokens, as nearly all are.
    private func world() async throws -> TokenWorld {
        try await TokenWorld {
            $0.grants = ["authorization_code"]
            $0.scopes = ["openid", "profile"]
        }
    }

    @Test func `a code is redeemed once, for what the request asked`() async throws {
        let world = try await world()
        let issue = try await world.signIn()
        #expect(issue.client == world.client)
        #expect(
            issue.authorization.subject
                == .person(world.person, world.session.authentication, session: world.session.id))
        #expect(issue.idToken?.nonce == "n-0S6_WzA2Mj")
        #expect(issue.refreshToken == nil)
        #expect(issue.accessToken.scopes == [.openid, .profile])
        #expect(issue.accessToken.client == world.client.id)
        #expect(issue.accessToken.audience == world.issuer.userInfoEndpoint)
        #expect(issue.accessToken.expiresAt == world.clock.now + .minutes(10))
        #expect(try await world.opens(issue))
    }

    @Test func `a token is for the one resource that the request names, and opens nothing else (RFC 8707 §2.2)`()
        async throws
    {
        let world = try await world()
        let issue = try await world.signIn(resource: TokenWorld.api)
        #expect(issue.accessToken.audience == TokenWorld.api)
        let signed = try UnverifiedJWT(parsing: try world.text(issue)).verified(by: TokenWorld.keys().published)
        #expect(signed.claims["aud"] == [.string(TokenWorld.api)])
        #expect(try await !world.opens(issue))
        #expect(issue.idToken != nil, "who signed in is the client's to know all the same")
    }

    @Test(arguments: ["https://other.hue.test/", "https://api.hue.test", "https://sso.hue.test", "x"])
    func `a resource that isn't the client's is an invalid_target`(resource: String) async throws {
        let world = try await world()
        let refusal = try await world.redeem(try await world.code(), resource: resource).refusal
        #expect(refusal?.error.code == .invalidTarget)
        #expect(try await world.count("access_tokens") == 0)
    }

    @Test func `a client that is registered for refresh tokens gets one`() async throws {
        let world = try await TokenWorld()
        #expect(try await world.signIn().refreshToken != nil)
        #expect(try await world.count("refresh_tokens") == 1)
    }

    @Test func `a second use gives nothing and revokes what the first one gave`() async throws {
        let world = try await world()
        let code = try await world.code()
        let issue = try await world.redeem(code).given()
        #expect(try await world.redeem(code).refusal == .codeUsedTwice)
        #expect(try await !world.opens(issue))
    }

    @Test func `a second use ends the refresh tokens too`() async throws {
        let world = try await TokenWorld()
        let code = try await world.code()
        let issue = try await world.redeem(code).given()
        let next = try await world.refresh(issue.givenRefreshToken()).given()
        #expect(try await world.redeem(code).refusal == .codeUsedTwice)
        #expect(try await world.refresh(next.givenRefreshToken()).refusal == .sessionEnded)
        #expect(try await !world.opens(next))
    }

    @Test func `a second use revokes as long as the token would live, also after the code's own time`() async throws {
        let world = try await world()
        let code = try await world.code()
        let issue = try await world.redeem(code).given()
        world.clock.advance(by: .minutes(10) - .milliseconds(1))
        try await world.housekeep()
        #expect(try await world.opens(issue))
        #expect(try await world.redeem(code).refusal == .codeUsedTwice)
        #expect(try await !world.opens(issue))
    }

    @Test func `another client's attempt has no effect`() async throws {
        let world = try await world()
        let code = try await world.code()
        let thief = try await world.add(TokenWorld.client("thief"))
        #expect(try await world.redeem(code, by: thief).refusal == .unknownCode)
        let issue = try await world.redeem(code).given()
        #expect(try await world.redeem(code, by: thief).refusal == .unknownCode)
        #expect(try await world.opens(issue))
    }

    @Test(
        arguments: [(59_999, nil), (60_000, .expiredCode), (60_001, .expiredCode), (600_000, .expiredCode)]
            as [(Int, TokenRefusal?)])
    func `a code can be redeemed for less than 60 seconds`(milliseconds: Int, refusal: TokenRefusal?) async throws {
        let world = try await world()
        let code = try await world.code()
        world.clock.advance(by: .milliseconds(milliseconds))
        #expect(try await world.redeem(code).refusal == refusal)
    }

    @Test(
        arguments: ["https://rp.hue.test/callback/", "https://rp.hue.test/Callback", "https://rp.hue.test/", "x"])
    func `the redirect URI is repeated to the letter`(other: String) async throws {
        let world = try await world()
        #expect(try await world.redeem(try await world.code(), redirectURI: other).refusal == .otherRedirectURI)
    }

    @Test func `a native app repeats the port that it asked with`() async throws {
        let world = try await TokenWorld {
            $0.grants = ["authorization_code"]
            $0.scopes = ["openid", "profile"]
            $0.applicationType = "native"
            $0.authenticationMethod = "none"
            $0.redirectURIs = ["http://127.0.0.1/cb"]
        }
        let asked = "http://127.0.0.1:49152/cb"
        let first = try await world.code(["redirect_uri": asked])
        #expect(try await world.redeem(first, redirectURI: "http://127.0.0.1/cb").refusal == .otherRedirectURI)
        let second = try await world.code(["redirect_uri": asked])
        #expect(try await world.redeem(second, redirectURI: asked).issue != nil)
    }

    @Test(
        arguments: [
            (true, nil, .missingVerifier), (true, String(repeating: "a", count: 43), .wrongVerifier),
            (true, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", .wrongVerifier), (true, TokenWorld.verifier, nil),
            (false, TokenWorld.verifier, .unaskedVerifier), (false, nil, nil),
        ] as [(Bool, String?, TokenRefusal?)])
    func `challenge and verifier belong together, both or neither`(
        hasChallenge: Bool, verifier: String?, refusal: TokenRefusal?
    ) async throws {
        let world = try await TokenWorld { $0.pkce = "optional" }
        let without = ["code_challenge": nil, "code_challenge_method": nil] as [String: String?]
        let code = try await world.code(hasChallenge ? [:] : without)
        #expect(try await world.redeem(code, verifier: verifier).refusal == refusal)
    }

    @Test func `a wrong attempt of the client itself spends the code`() async throws {
        let world = try await world()
        let code = try await world.code()
        #expect(try await world.redeem(code, verifier: nil).refusal == .missingVerifier)
        #expect(try await world.redeem(code).refusal == .codeUsedTwice)
    }

    @Test func `a code of a session that has ended gives nothing`() async throws {
        let world = try await world()
        let code = try await world.code()
        try await world.endSession()
        #expect(try await world.redeem(code).refusal == .sessionEnded)
    }

    @Test func `a code of a disabled account gives nothing, not even when it is enabled again`() async throws {
        let world = try await world()
        let codes = [try await world.code(), try await world.code()]
        try await world.disablePerson()
        #expect(try await world.redeem(codes[0]).refusal == .sessionEnded)
        try await world.here.write { transaction in
            try transaction.people.setEnabled(true, world.person, at: .noon)
        }
        #expect(try await world.redeem(codes[0]).refusal == .codeUsedTwice)
        #expect(try await world.redeem(codes[1]).refusal == .sessionEnded)
    }

    @Test func `a disabled account is enough, whatever became of its session`() async throws {
        let world = try await world()
        let code = try await world.code()
        try await world.here.write { transaction in
            _ = try transaction.execute("UPDATE people SET is_enabled = 0")
        }
        #expect(try await world.redeem(code).refusal == .sessionEnded)
    }

    @Test func `a code that nobody gave is unknown, and so is its hash`() async throws {
        let world = try await world()
        #expect(try await world.redeem(AuthorizationCode(random: SeededRandom(seed: 99))).refusal == .unknownCode)
        let code = try await world.code()
        let outcome = try await world.send([
            ("grant_type", "authorization_code"), ("code", code.hash.text),
            ("redirect_uri", "https://rp.hue.test/callback"), ("code_verifier", TokenWorld.verifier),
        ])
        #expect(outcome.refusal == .unknownCode)
        #expect(try await world.redeem(code).issue != nil)
    }

    @Test func `a hundred redeem one code at once: one gets tokens, and they are ended by the others`() async throws {
        let world = try await world()
        let code = try await world.code()
        let outcomes = try await race(100) { _ in try await world.redeem(code) }
        let issues = outcomes.compactMap(\.issue)
        #expect(issues.count == 1)
        #expect(outcomes.count { $0.refusal == .codeUsedTwice } == 99)
        #expect(try await !world.opens(try #require(issues.first)))
    }
}
