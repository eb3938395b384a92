import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@Suite struct TokenIssuerTests {
    /// The tokens that a code is redeemed for, 31 seconds after the sign-in but for a millisecond.
    private func tokens(
        _ client: Client, request changes: [String: String?] = [:]
    ) throws -> (issue: TokenIssue, response: JSONObject) {
        let now = Instant.noon + .milliseconds(30_999)
        let request = try AuthorizationRequest(.authorization(changes), client: client)
        let authorization = Authorization(
            request.demand, id: Sample.authorizationID(), person: try Sample.person(),
            authentication: Sample.authentication(), session: SessionID("session"), issuer: try Sample.issuer())
        let issue = TokenIssue(
            authorization, to: try Sample.authenticated(client), token: TokenID(random: SeededRandom(seed: 1)),
            audience: Sample.audience, nonce: request.nonce, at: now)
        return (issue, try Sample.tokenIssuer().response(issue, platformClaims: [:]))
    }

    @Test func `the response has both tokens, how long, and for what`() throws {
        let (_, response) = try tokens(try Sample.client())
        #expect(response.names == ["access_token", "token_type", "expires_in", "scope", "id_token"])
        #expect(response["token_type"] == "Bearer")
        #expect(response["expires_in"] == 600)
        #expect(response["scope"] == "openid profile")
    }

    @Test(arguments: ClientRegistration.idTokenAlgorithms)
    func `an ID token says exactly this, signed as the client is registered`(
        algorithm: SignatureAlgorithm
    ) throws {
        let client = try Sample.client { $0.idTokenAlgorithm = algorithm.rawValue }
        let (_, response) = try tokens(client)
        let token = try VerifiedJWT(response["id_token"]?.string, keys: Sample.keys())
        let accessToken = try #require(response["access_token"]?.string)
        #expect(token.header.algorithm == algorithm)
        #expect(token.header.type == "JWT")
        #expect(
            token.claims == [
                "iss": "https://sso.hue.test",
                "sub": .string(Sample.subjects.subject(of: try Sample.person(), for: client.subjectType)),
                "aud": "platform", "iat": .integer(Instant.noon.secondsSince1970 + 30),
                "exp": .integer(Instant.noon.secondsSince1970 + 630),
                "auth_time": .integer(Instant.noon.secondsSince1970), "acr": "https://hue.gov.vn/acr/2",
                "amr": ["vneid", "mfa"],
                "sid": .string(Sample.subjects.sessionID(of: SessionID("session"), for: client.id)),
                "at_hash": .string(algorithm.halfHash(of: accessToken)), "nonce": "n-0S6_WzA2Mj",
            ])
        #expect(throws: Never.self) {
            try token.check(issuer: "https://sso.hue.test", audience: "platform", at: .noon + .seconds(31))
        }
    }

    @Test func `a nonce that was not sent is not in the ID token`() throws {
        let (_, response) = try tokens(try Sample.client(), request: ["nonce": nil])
        #expect(try VerifiedJWT(response["id_token"]?.string, keys: Sample.keys()).claims["nonce"] == nil)
    }

    @Test func `an access token says exactly this, signed with ES256 like every other`() throws {
        let client = try Sample.client {
            $0.idTokenAlgorithm = "RS256"
            $0.audiences = ["https://api.hue.test/"]
        }
        let (issue, response) = try tokens(client)
        let token = try VerifiedJWT(response["access_token"]?.string, keys: Sample.keys())
        #expect(token.header.algorithm == .ES256)
        #expect(token.header.type == "at+jwt")
        #expect(
            token.claims == [
                "iss": "https://sso.hue.test",
                "sub": .string(Sample.subjects.subject(of: try Sample.person(), for: client.subjectType)),
                "aud": ["https://sso.hue.test/oauth2/userinfo"], "client_id": "platform",
                "scope": "openid profile", "jti": .string(issue.accessToken.id.text),
                "iat": .integer(Instant.noon.secondsSince1970 + 30),
                "exp": .integer(Instant.noon.secondsSince1970 + 630),
                "auth_time": .integer(Instant.noon.secondsSince1970), "acr": "https://hue.gov.vn/acr/2",
            ])
    }

    @Test func `a platform that verifies RS256 only gets access tokens that it can verify (RFC 9068 §2.1)`() throws {
        let client = try Sample.client { $0.tokens.accessTokenAlgorithm = "RS256" }
        let (_, response) = try tokens(client)
        let text = try #require(response["access_token"]?.string)
        #expect(try VerifiedJWT(text, keys: Sample.keys()).header.algorithm == .RS256)
        let now = Instant.noon + .seconds(31)
        #expect(try Sample.reader().token(text, for: Sample.audience, at: now).clientID == client.id)
    }

    @Test func `claims of the person stand in the ID token beside its own, which they can't change`() throws {
        let (issue, _) = try tokens(try Sample.client())
        let response = try Sample.tokenIssuer().response(
            issue, platformClaims: [:], personClaims: ["name": "Thử", "aud": "other", "sub": "somebody"])
        let token = try VerifiedJWT(response["id_token"]?.string, keys: Sample.keys()).claims
        #expect(token["name"] == "Thử" && token["aud"] == "platform" && token["sub"] != "somebody")
        let access = try VerifiedJWT(response["access_token"]?.string, keys: Sample.keys()).claims
        #expect(access["name"] == nil)
    }

    @Test func `what an ID token says besides is of the scopes that were given, or was asked for there`() throws {
        let client = try Sample.client {
            $0.scopes = ["profile", "email", "phone"]
            $0.tokens.idTokenClaims = ["name", "email"]
        }
        func claims(_ changes: [String: String?]) throws -> Set<PersonClaim>? {
            try tokens(client, request: changes).issue.idToken?.claims
        }
        #expect(try claims(["scope": "openid profile"]) == [.name])
        #expect(try claims(["scope": "openid profile email"]) == [.name, .email])
        let request = #"{"id_token":{"phone_number":null,"vn.gov.hue.citizen_id":{"essential":true},"address":null}}"#
        #expect(try claims(["scope": "openid", "claims": request]) == [.phoneNumber])
    }

    @Test func `without a key for the client's algorithm nothing is signed`() throws {
        let (issue, _) = try tokens(try Sample.client { $0.idTokenAlgorithm = "RS256" })
        let keys = SigningKeys([try SigningKey.generate(algorithm: .ES256)])
        let issuer = TokenIssuer(
            issuer: try Sample.issuer(), keys: keys, subjects: Sample.subjects, memory: AccessTokenMemory())
        #expect(throws: JOSEError.unsupportedAlgorithm) { try issuer.response(issue, platformClaims: [:]) }
    }

    @Test func `at_hash of a token that OpenID Connect publishes`() {
        // OpenID Connect Core Appendix A.3 and A.4.
        #expect(
            SignatureAlgorithm.RS256.halfHash(of: "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")
                == "77QmUPtjPfzWtF2AnpK9RQ")
    }

    // MARK: Beyond the code

    @Test func `a service's token names the service, and comes alone (RFC 9068 §2.2)`() throws {
        let service = try Sample.service { $0.audiences = ["https://lgsp.hue.test/"] }
        let authorization = Authorization(
            id: Sample.authorizationID(), client: service.id, subject: .client, scopes: [],
            audiences: ["https://lgsp.hue.test/"])
        let issue = TokenIssue(
            authorization, to: try Sample.authenticated(service), token: TokenID(stored: "jti"),
            audience: "https://lgsp.hue.test/", at: .noon)
        let response = try Sample.tokenIssuer().response(issue, platformClaims: [ClaimName.roles: ["sync"]])
        #expect(response.names == ["access_token", "token_type", "expires_in"])
        let token = try VerifiedJWT(response["access_token"]?.string, keys: Sample.keys())
        #expect(
            token.claims == [
                "iss": "https://sso.hue.test", "sub": "lgsp", "aud": ["https://lgsp.hue.test/"], "client_id": "lgsp",
                "jti": "jti", "iat": .integer(Instant.noon.secondsSince1970),
                "exp": .integer(Instant.noon.secondsSince1970 + 600), "roles": ["sync"],
            ])
    }

    @Test func `what the platform is told besides can't change what the token says of itself`() throws {
        let (issue, _) = try tokens(try Sample.client())
        let response = try Sample.tokenIssuer()
            .response(issue, platformClaims: [PersonClaim.unit.rawValue: "A", "sub": "somebody", "exp": 9_999_999_999])
        let claims = try VerifiedJWT(response["access_token"]?.string, keys: Sample.keys()).claims
        #expect(claims[PersonClaim.unit.rawValue] == "A")
        #expect(claims["exp"] == .integer(Instant.noon.secondsSince1970 + 630) && claims["sub"] != "somebody")
    }

    @Test func `after a refresh the ID token tells of the same sign-in, without a nonce (OpenID Connect Core §12.2)`()
        throws
    {
        let client = try Sample.client { $0.grants.append("refresh_token") }
        let (first, response) = try tokens(client)
        let before = try VerifiedJWT(response["id_token"]?.string, keys: Sample.keys()).claims
        let successor = RefreshToken(random: SeededRandom(seed: 2))
        let issue = TokenIssue(
            first.authorization, to: try Sample.authenticated(client), token: TokenID(stored: "second"),
            audience: Sample.audience, refreshToken: successor, at: .noon + .hours(1))
        let refreshed = try Sample.tokenIssuer().response(issue, platformClaims: [:])
        #expect(refreshed["refresh_token"] == .string(successor.text))
        let after = try VerifiedJWT(refreshed["id_token"]?.string, keys: Sample.keys()).claims
        for name in ["iss", "sub", "aud", "auth_time", "acr", "amr", "sid"] { #expect(after[name] == before[name]) }
        #expect(after["nonce"] == nil)
        #expect(after["iat"] == .integer(Instant.noon.secondsSince1970 + 3600))
    }

    @Test func `an answer that is given again names the same token, for what is left of its time`() throws {
        let client = try Sample.client { $0.grants.append("refresh_token") }
        let authorization = try Sample.authorization(client)
        let issue = TokenIssue(
            authorization, to: try Sample.authenticated(client), token: TokenID(stored: "same"),
            audience: Sample.audience, refreshToken: RefreshToken(random: SeededRandom(seed: 2)), issuedAt: .noon,
            at: .noon + .seconds(9))
        #expect(issue.accessToken.expiresAt == .noon + .minutes(10))
        let response = try Sample.tokenIssuer().response(issue, platformClaims: [:])
        #expect(response["expires_in"] == 591)
        let claims = try VerifiedJWT(response["access_token"]?.string, keys: Sample.keys()).claims
        #expect(claims["jti"] == "same" && claims["iat"] == .integer(Instant.noon.secondsSince1970))
    }

    @Test func `narrowed scopes narrow the access token, and without openid there is no ID token`() throws {
        let client = try Sample.client()
        let narrowed = TokenIssue(
            try Sample.authorization(client), to: try Sample.authenticated(client), token: TokenID(stored: "t"),
            audience: Sample.audience, scopes: [.profile], at: .noon)
        #expect(narrowed.accessToken.scopes == [.profile] && narrowed.idToken == nil)
        #expect(narrowed.authorization.scopes == [.openid, .profile])
        let wide = TokenIssue(
            try Sample.authorization(client), to: try Sample.authenticated(client), token: TokenID(stored: "t"),
            audience: Sample.audience, scopes: Set(Scope.allCases), at: .noon)
        #expect(wide.accessToken.scopes == [.openid, .profile])
    }

    @Test func `what the registration has lost since is not given again`() throws {
        let before = try Sample.client { $0.scopes = ["profile"] }
        let now = try Sample.client { $0.scopes = [] }
        let issue = TokenIssue(
            try Sample.authorization(before), to: try Sample.authenticated(now), token: TokenID(stored: "t"),
            audience: Sample.audience, at: .noon)
        #expect(issue.accessToken.scopes == [.openid])
        #expect(issue.accessToken.audience == Sample.audience)
    }
}
