import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@Suite struct IntrospectionTests {
    private static let api = "https://api.hue.test/"
    private let inactive: JSONObject = ["active": false]

    private func client(isEnabled: Bool = true) throws -> Client {
        try Sample.client(isEnabled: isEnabled) {
            $0.audiences = [Self.api]
            $0.grants.append("refresh_token")
        }
    }

    private func access(
        _ client: Client? = nil, for audience: String = api, isLive: Bool = true
    ) throws -> IssuedToken {
        let client = try client ?? self.client()
        let authorization = try Sample.authorization(client)
        let record = AccessTokenRecord(
            id: TokenID(stored: "jti"), authorization: authorization.id, client: client.id,
            audience: audience, scopes: authorization.scopes, issuedAt: .noon,
            expiresAt: .noon + .minutes(10))
        return IssuedToken(.access(record), of: authorization, client: client, isLive: isLive)
    }

    private func refresh() throws -> IssuedToken {
        let client = try client()
        let authorization = try Sample.authorization(client)
        let record = RefreshTokenRecord(
            first: RefreshToken(random: SeededRandom(seed: 1)), of: authorization, sessionEnd: .noon + .hours(12),
            at: .noon)
        return IssuedToken(.refresh(record), of: authorization, client: client, isLive: true)
    }

    private func response(
        _ token: IssuedToken?, to caller: Client, at now: Instant = .noon
    ) throws -> JSONObject {
        Introspection.response(
            token, askedBy: try Sample.authenticated(caller), issuer: try Sample.issuer(), subjects: Sample.subjects,
            at: now)
    }

    /// A resource server that answers for some resources.
    private func server(_ resources: [String], method: String = "client_secret_basic") throws -> Client {
        try Sample.client("server") {
            $0.resources = resources
            $0.authenticationMethod = method
        }
    }

    @Test func `a client learns of its access token what the token says (RFC 7662 §2.2)`() throws {
        let client = try client()
        let sub = Sample.subjects.subject(of: try Sample.person(), for: client.subjectType)
        #expect(
            try response(try access(), to: client) == [
                "active": true, "scope": "openid profile", "client_id": "platform", "token_type": "Bearer",
                "aud": [.string(Self.api)], "jti": "jti",
                "iss": "https://sso.hue.test", "sub": .string(sub),
                "iat": .integer(Instant.noon.secondsSince1970), "exp": .integer(Instant.noon.secondsSince1970 + 600),
                "auth_time": .integer(Instant.noon.secondsSince1970), "acr": "https://hue.gov.vn/acr/2",
            ])
    }

    @Test func `who answers for an audience learns the same, and nobody else anything`() throws {
        let token = try access()
        #expect(try response(token, to: server([Self.api])) == response(token, to: client()))
        for resources in [[], ["https://api.hue.test"], ["https://other.hue.test/"]] {
            #expect(try response(token, to: server(resources)) == inactive)
        }
    }

    @Test func `nobody but us answers for our own audiences`() throws {
        let issuer = try Sample.issuer()
        let server = try server([issuer.text, issuer.userInfoEndpoint, Self.api])
        for audience in [issuer.text, issuer.userInfoEndpoint] {
            #expect(try response(try access(for: audience), to: server) == inactive)
            #expect(try response(try access(for: audience), to: client())["active"] == true)
        }
    }

    @Test func `a public client has proven nothing, and learns nothing`() throws {
        let client = try Sample.client { $0.authenticationMethod = "none" }
        #expect(try response(try access(client), to: client) == inactive)
        #expect(try response(try access(), to: server([Self.api], method: "none")) == inactive)
    }

    @Test func `what doesn't count reads like what doesn't exist`() throws {
        let client = try client()
        let off = try self.client(isEnabled: false)
        #expect(try response(nil, to: client) == inactive)
        #expect(try response(try access(isLive: false), to: client) == inactive)
        #expect(try response(try access(off), to: server([Self.api])) == inactive)
        let end = Instant.noon + .minutes(10)
        #expect(try response(try access(), to: client, at: end) == inactive)
        #expect(try response(try access(), to: client, at: end - .milliseconds(1))["active"] == true)
    }

    @Test func `a refresh token is its own client's business only`() throws {
        let token = try refresh()
        let told = try response(token, to: client())
        #expect(told["active"] == true && told["token_type"] == nil && told["aud"] == nil)
        #expect(told["exp"] == .integer(Instant.noon.secondsSince1970 + 12 * 3600))
        #expect(try response(token, to: server([Self.api])) == inactive)
        #expect(try response(token, to: client(), at: .noon + .hours(12)) == inactive)
    }

    @Test func `a service is known by its client_id, and proves nothing of a person`() throws {
        let service = try Sample.service { $0.audiences = [Self.api] }
        let authorization = Authorization(
            id: Sample.authorizationID(), client: service.id, subject: .client, scopes: [], audiences: [Self.api])
        let issue = TokenIssue(
            authorization, to: try Sample.authenticated(service), token: TokenID(stored: "jti"), audience: Self.api,
            at: .noon)
        let token = IssuedToken(.access(issue.accessToken), of: authorization, client: service, isLive: true)
        let told = try response(token, to: server([Self.api]))
        #expect(told["sub"] == "lgsp" && told["active"] == true)
        #expect(told["scope"] == nil && told["acr"] == nil && told["auth_time"] == nil)
    }

    @Test(arguments: ["", "token=", "token=a&token=a", "token=a&token_type_hint=b&token_type_hint=b"])
    func `a request names one token`(body: String) throws {
        let parameters = try FormParameters(body: body)
        #expect(throws: TokenError.self) { try TokenQuery(parameters) }
    }

    @Test(arguments: ["", "&token_type_hint=access_token", "&token_type_hint=pkcs12"])
    func `the hint changes nothing`(hint: String) throws {
        // RFC 7662 §2.1
        #expect(
            try TokenQuery(FormParameters(body: "token=2YotnFZFEjr1zCsicMWpAA" + hint)).token
                == "2YotnFZFEjr1zCsicMWpAA")
    }
}

@Suite struct PresentedTokenTests {
    private func present(_ text: String, at now: Instant = .noon) throws -> PresentedToken? {
        PresentedToken(text, try Sample.reader(), at: now)
    }

    @Test func `an access token is known for whatever audience it was issued`() throws {
        let service = try Sample.service { $0.audiences = ["https://api.hue.test/"] }
        let authorization = Authorization(
            id: Sample.authorizationID(), client: service.id, subject: .client, scopes: [],
            audiences: ["https://api.hue.test/"])
        let issue = TokenIssue(
            authorization, to: try Sample.authenticated(service), token: TokenID(stored: "jti"),
            audience: "https://api.hue.test/", at: .noon)
        let text = try #require(try Sample.tokenIssuer().response(issue, platformClaims: [:])["access_token"]?.string)
        guard case .access(let token) = try present(text) else {
            Issue.record("not known")
            return
        }
        #expect(token.id == TokenID(stored: "jti") && token.clientID == service.id)
        #expect(try present(text, at: .noon + .minutes(10)) == nil)
        #expect(try present(text + "A") == nil)
    }

    @Test func `an ID token is no token to ask about`() throws {
        let client = try Sample.client()
        let issue = TokenIssue(
            try Sample.authorization(client), to: try Sample.authenticated(client), token: TokenID(stored: "jti"),
            audience: Sample.audience, at: .noon)
        let text = try #require(try Sample.tokenIssuer().response(issue, platformClaims: [:])["id_token"]?.string)
        #expect(try present(text) == nil)
    }

    @Test func `a refresh token is looked up by its hash`() throws {
        let token = RefreshToken(random: SeededRandom(seed: 1))
        #expect(try present(token.text) == .refresh(token.hash))
    }
}
