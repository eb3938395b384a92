import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@Suite struct AuthorizationCodeGrantTests {
    private func grants() async throws -> Grants { try await Grants(Sample.client()) }

    @Test func `a code is redeemed once, for what the request asked`() async throws {
        let grants = try await grants()
        let issue = try #require(try await grants.redeem(try await grants.code()).issue)
        #expect(issue.client == grants.client)
        #expect(issue.authorization.person == grants.person)
        #expect(issue.authorization.session == grants.session.id)
        #expect(issue.authorization.authentication == grants.session.authentication)
        #expect(issue.authorization.nonce == "n-0S6_WzA2Mj")
        #expect(issue.accessToken.scopes == [.openid, .profile])
        #expect(issue.accessToken.clientID == grants.client.id)
        #expect(issue.accessToken.expiresAt == grants.clock.now + .minutes(10))
        #expect(try await grants.counts(issue))
    }

    @Test func `a second use gives nothing and revokes what the first one gave`() async throws {
        let grants = try await grants()
        let code = try await grants.code()
        let issue = try #require(try await grants.redeem(code).issue)
        #expect(try await grants.redeem(code).refusal == .codeUsedTwice(revoked: issue.accessToken.id))
        #expect(try await !grants.counts(issue))
    }

    @Test func `a second use revokes as long as the token would live, also after the code's own time`()
        async throws
    {
        let grants = try await grants()
        let code = try await grants.code()
        let issue = try #require(try await grants.redeem(code).issue)
        grants.clock.advance(by: .minutes(10) - .milliseconds(1))
        let now = grants.clock.now
        try await grants.store.write { transaction throws(DatabaseError) in
            try transaction.forgetWhatExpired(at: now)
        }
        #expect(try await grants.counts(issue))
        #expect(try await grants.redeem(code).refusal == .codeUsedTwice(revoked: issue.accessToken.id))
        #expect(try await !grants.counts(issue))
    }

    @Test func `another client's attempt has no effect`() async throws {
        let grants = try await grants()
        let code = try await grants.code()
        let thief = try Sample.client("thief")
        #expect(try await grants.redeem(code, by: thief).refusal == .unknownCode)
        let issue = try #require(try await grants.redeem(code).issue)
        #expect(try await grants.redeem(code, by: thief).refusal == .unknownCode)
        #expect(try await grants.counts(issue))
    }

    @Test(
        arguments: [(59_999, nil), (60_000, .expiredCode), (60_001, .expiredCode), (600_000, .expiredCode)]
            as [(Int, AuthorizationCodeGrant.Refusal?)])
    func `a code can be redeemed for less than 60 seconds`(
        milliseconds: Int, refusal: AuthorizationCodeGrant.Refusal?
    ) async throws {
        let grants = try await grants()
        let code = try await grants.code()
        grants.clock.advance(by: .milliseconds(milliseconds))
        #expect(try await grants.redeem(code).refusal == refusal)
    }

    @Test(
        arguments: [
            "https://rp.hue.test/callback/", "https://rp.hue.test/Callback", "https://rp.hue.test/", "x",
        ])
    func `the redirect URI is repeated to the letter`(other: String) async throws {
        let grants = try await grants()
        #expect(
            try await grants.redeem(try await grants.code(), redirectURI: other).refusal == .otherRedirectURI)
    }

    @Test func `a native app repeats the port that it asked with`() async throws {
        let client = try Sample.client {
            $0.applicationType = "native"
            $0.authenticationMethod = "none"
            $0.redirectURIs = ["http://127.0.0.1/cb"]
        }
        let grants = try await Grants(client)
        let asked = "http://127.0.0.1:49152/cb"
        let first = try await grants.code(["redirect_uri": asked])
        #expect(
            try await grants.redeem(first, redirectURI: "http://127.0.0.1/cb").refusal == .otherRedirectURI)
        let second = try await grants.code(["redirect_uri": asked])
        #expect(try await grants.redeem(second, redirectURI: asked).issue != nil)
    }

    @Test(
        arguments: [
            (true, nil, .missingVerifier), (true, String(repeating: "a", count: 43), .wrongVerifier),
            (true, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", .wrongVerifier),
            (true, Grants.verifier, nil),
            (false, Grants.verifier, .unaskedVerifier), (false, nil, nil),
        ] as [(Bool, String?, AuthorizationCodeGrant.Refusal?)])
    func `challenge and verifier belong together, both or neither`(
        hasChallenge: Bool, verifier: String?, refusal: AuthorizationCodeGrant.Refusal?
    ) async throws {
        let grants = try await Grants(Sample.client { $0.pkce = "optional" })
        let without = ["code_challenge": nil, "code_challenge_method": nil] as [String: String?]
        let code = try await grants.code(hasChallenge ? [:] : without)
        #expect(try await grants.redeem(code, verifier: verifier).refusal == refusal)
    }

    @Test func `a wrong attempt of the client itself spends the code`() async throws {
        let grants = try await grants()
        let code = try await grants.code()
        #expect(try await grants.redeem(code, verifier: nil).refusal == .missingVerifier)
        #expect(try await grants.redeem(code).issue == nil)
    }

    @Test func `a code of a session that has ended gives nothing`() async throws {
        let grants = try await grants()
        let code = try await grants.code()
        try await grants.store.write { transaction throws(DatabaseError) in
            try transaction.end(grants.session.id, at: .noon)
        }
        #expect(try await grants.redeem(code).refusal == .sessionEnded)
    }

    @Test func `a code of a disabled account gives nothing`() async throws {
        let grants = try await grants()
        let code = try await grants.code()
        try await grants.store.write { transaction throws(DatabaseError) in
            try transaction.setEnabled(false, grants.person, at: .noon)
        }
        #expect(try await grants.redeem(code).refusal == .sessionEnded)
        try await grants.store.write { transaction throws(DatabaseError) in
            try transaction.setEnabled(true, grants.person, at: .noon)
        }
        #expect(try await grants.redeem(code).issue == nil)
    }

    @Test func `a disabled account is enough, whatever became of its session`() async throws {
        let grants = try await grants()
        let code = try await grants.code()
        try await grants.store.write { transaction throws(DatabaseError) in
            _ = try transaction.execute("UPDATE people SET is_enabled = 0")
        }
        #expect(try await grants.redeem(code).refusal == .sessionEnded)
    }

    @Test func `a code that nobody gave is unknown, and so is its hash`() async throws {
        let grants = try await grants()
        let invented = AuthorizationCode(random: SeededRandom(seed: 99))
        #expect(try await grants.redeem(invented).refusal == .unknownCode)
        let code = try await grants.code()
        let hash = try TokenRequest(
            FormParameters([
                ("grant_type", "authorization_code"), ("code", code.hash.text), ("redirect_uri", "x"),
            ]))
        let grant =
            switch hash {
            case .authorizationCode(let grant): grant
            }
        #expect(grant.code != code.hash)
    }

    @Test
    func
        `a client is told invalid_grant, and the same for a code that is unknown, late or used`()
    {
        let used = AuthorizationCodeGrant.Refusal.codeUsedTwice(
            revoked: TokenID(random: SeededRandom(seed: 1)))
        #expect(
            AuthorizationCodeGrant.Refusal.unknownCode.error
                == AuthorizationCodeGrant.Refusal.expiredCode.error)
        #expect(AuthorizationCodeGrant.Refusal.unknownCode.error == used.error)
        let all: [AuthorizationCodeGrant.Refusal] = [
            .unknownCode, .expiredCode, .otherRedirectURI, .wrongVerifier, .missingVerifier, .unaskedVerifier,
            .sessionEnded, used,
        ]
        #expect(all.allSatisfy { $0.error.code == .invalidGrant })
    }
}
