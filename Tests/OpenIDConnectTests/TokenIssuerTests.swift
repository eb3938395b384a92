import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@Suite struct TokenIssuerTests {
    /// The tokens of a settled grant.
    private func tokens(
        _ client: Client, request changes: [String: String?] = [:]
    ) async throws -> (issue: TokenIssue, response: JSONObject) {
        let grants = try await Grants(client)
        grants.clock.advance(by: .milliseconds(30_999))
        let issue = try #require(try await grants.redeem(try await grants.code(changes)).issue)
        let issuer = TokenIssuer(
            issuer: try Sample.issuer(), keys: try Sample.keys(), subjects: Sample.subjects)
        return (issue, try issuer.response(issue))
    }

    @Test func `the response has both tokens, how long, and for what`() async throws {
        let (_, response) = try await tokens(try Sample.client())
        #expect(response.names == ["access_token", "token_type", "expires_in", "scope", "id_token"])
        #expect(response["token_type"] == "Bearer")
        #expect(response["expires_in"] == 600)
        #expect(response["scope"] == "openid profile")
    }

    @Test(arguments: ClientRegistration.idTokenAlgorithms)
    func `an ID token says exactly this, signed as the client is registered`(
        algorithm: SignatureAlgorithm
    ) async throws {
        let client = try Sample.client { $0.idTokenAlgorithm = algorithm.rawValue }
        let (_, response) = try await tokens(client)
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

    @Test func `a nonce that was not sent is not in the ID token`() async throws {
        let (_, response) = try await tokens(try Sample.client(), request: ["nonce": nil])
        #expect(try VerifiedJWT(response["id_token"]?.string, keys: Sample.keys()).claims["nonce"] == nil)
    }

    @Test func `an access token says exactly this, signed with ES256 like every other`() async throws {
        let client = try Sample.client {
            $0.idTokenAlgorithm = "RS256"
            $0.audiences = ["https://api.hue.test/"]
        }
        let (issue, response) = try await tokens(client)
        let token = try VerifiedJWT(response["access_token"]?.string, keys: Sample.keys())
        #expect(token.header.algorithm == .ES256)
        #expect(token.header.type == "at+jwt")
        #expect(
            token.claims == [
                "iss": "https://sso.hue.test",
                "sub": .string(Sample.subjects.subject(of: try Sample.person(), for: client.subjectType)),
                "aud": ["https://sso.hue.test/oauth2/userinfo", "https://api.hue.test/"],
                "client_id": "platform",
                "scope": "openid profile", "jti": .string(issue.accessToken.id.text),
                "iat": .integer(Instant.noon.secondsSince1970 + 30),
                "exp": .integer(Instant.noon.secondsSince1970 + 630),
                "auth_time": .integer(Instant.noon.secondsSince1970), "acr": "https://hue.gov.vn/acr/2",
            ])
    }

    @Test func `without a key for the client's algorithm nothing is signed`() async throws {
        let (issue, _) = try await tokens(try Sample.client { $0.idTokenAlgorithm = "RS256" })
        let keys = SigningKeys([try SigningKey.generate(algorithm: .ES256)])
        let issuer = TokenIssuer(issuer: try Sample.issuer(), keys: keys, subjects: Sample.subjects)
        #expect(throws: JOSEError.unsupportedAlgorithm) { try issuer.response(issue) }
    }

    @Test func `at_hash of a token that OpenID Connect publishes`() {
        // OpenID Connect Core Appendix A.3 and A.4.
        #expect(
            SignatureAlgorithm.RS256.halfHash(of: "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")
                == "77QmUPtjPfzWtF2AnpK9RQ")
    }
}
