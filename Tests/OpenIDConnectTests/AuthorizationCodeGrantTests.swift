import Identity
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// What is decided on a code that was found. That it is found once only, by its own client, OperationsTests show.
@Suite struct AuthorizationCodeGrantTests {
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    private func grant(
        code: String = "code", redirectURI: String = "https://rp.hue.test/callback", verifier: String? = verifier
    ) throws -> AuthorizationCodeGrant {
        var pairs = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURI)]
        if let verifier { pairs.append(("code_verifier", verifier)) }
        guard case .authorizationCode(let grant) = try TokenRequest(FormParameters(pairs)) else {
            throw TokenError(.unsupportedGrantType, "another grant")
        }
        return grant
    }

    private func binding(_ changes: [String: String?] = [:]) throws -> CodeBinding {
        let client = try Sample.client { $0.pkce = "optional" }
        return CodeBinding(try AuthorizationRequest(.authorization(changes), client: client), at: .noon)
    }

    @Test func `a code is bound to its request, and stands for what the person allows`() throws {
        let client = try Sample.client { $0.audiences = ["https://api.hue.test/"] }
        let request = try AuthorizationRequest(.authorization(), client: client)
        let binding = CodeBinding(request, at: .noon)
        #expect(binding.redirectURI == "https://rp.hue.test/callback")
        #expect(binding.challenge == request.codeChallenge && binding.nonce == "n-0S6_WzA2Mj")
        let authorization = Authorization(
            request.demand, id: Sample.authorizationID(), person: try Sample.person(),
            authentication: Sample.authentication(), session: SessionID("session"), issuer: try Sample.issuer())
        #expect(authorization == (try Sample.authorization(client)))
        #expect(authorization.person == (try Sample.person()) && authorization.session == SessionID("session"))
        #expect(authorization.authentication == Sample.authentication() && !authorization.isOffline)
    }

    @Test(
        arguments: [(0, nil), (59_999, nil), (60_000, .expiredCode), (60_001, .expiredCode), (600_000, .expiredCode)]
            as [(Int, TokenRefusal?)])
    func `a code can be redeemed for less than 60 seconds`(milliseconds: Int, refusal: TokenRefusal?) throws {
        #expect(try grant().check(binding(), at: .noon + .milliseconds(milliseconds)) == refusal)
    }

    @Test(
        arguments: [
            "https://rp.hue.test/callback/", "https://rp.hue.test/Callback", "https://rp.hue.test/", "x",
        ])
    func `the redirect URI is repeated to the letter`(other: String) throws {
        #expect(try grant(redirectURI: other).check(binding(), at: .noon) == .otherRedirectURI)
    }

    @Test func `a native app repeats the port that it asked with`() throws {
        let client = try Sample.client {
            $0.applicationType = "native"
            $0.authenticationMethod = "none"
            $0.redirectURIs = ["http://127.0.0.1/cb"]
        }
        let asked = "http://127.0.0.1:49152/cb"
        let request = try AuthorizationRequest(.authorization(["redirect_uri": asked]), client: client)
        let binding = CodeBinding(request, at: .noon)
        #expect(try grant(redirectURI: "http://127.0.0.1/cb").check(binding, at: .noon) == .otherRedirectURI)
        #expect(try grant(redirectURI: asked).check(binding, at: .noon) == nil)
    }

    @Test(
        arguments: [
            (true, nil, .missingVerifier),
            (true, String(repeating: "a", count: 43), .wrongVerifier),
            (true, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", .wrongVerifier),
            (true, verifier, nil),
            (false, verifier, .unaskedVerifier), (false, nil, nil),
        ] as [(Bool, String?, TokenRefusal?)])
    func `challenge and verifier belong together, both or neither`(
        hasChallenge: Bool, verifier: String?, refusal: TokenRefusal?
    ) throws {
        let without = ["code_challenge": nil, "code_challenge_method": nil] as [String: String?]
        let binding = try binding(hasChallenge ? [:] : without)
        #expect(try grant(verifier: verifier).check(binding, at: .noon) == refusal)
    }

    @Test func `a code is found by its hash, and its hash is no code`() throws {
        let code = AuthorizationCode(random: SeededRandom(seed: 1))
        #expect(try grant(code: code.text).code == code.hash)
        #expect(try grant(code: code.hash.text).code != code.hash)
    }

    @Test
    func
        `a client is told invalid_grant, and the same for a code that is unknown, late or used`()
    {
        #expect(TokenRefusal.unknownCode.error == TokenRefusal.expiredCode.error)
        #expect(TokenRefusal.unknownCode.error == TokenRefusal.codeUsedTwice.error)
        let all: [(TokenRefusal, String)] = [
            (.unknownCode, "unknown-code"), (.expiredCode, "expired-code"),
            (.otherRedirectURI, "other-redirect-uri"), (.wrongVerifier, "wrong-verifier"),
            (.missingVerifier, "missing-verifier"), (.unaskedVerifier, "unasked-verifier"),
            (.sessionEnded, "session-ended"), (.codeUsedTwice, "code-used-twice"),
        ]
        #expect(all.allSatisfy { $0.error.code == .invalidGrant && $0.code == $1 })
    }
}
