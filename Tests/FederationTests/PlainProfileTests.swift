import Cryptography
import Identity
import JOSE
import TestSupport
import Testing
import Wire

@testable import Federation

/// An OpenID Provider that an entry of the configuration describes: what it is asked, and what its word is worth.
@Suite struct PlainProfileTests {
    private static let issuer = ScriptedVNeID.issuer
    private static let number = "046190000001"

    private static let entry: JSONObject = [
        "id": "giao-duc", "issuer": .string(issuer), "name": ["vi": "Sở Giáo dục", "en": "Education"],
        "client_id": "hue sso", "client_secret_file": "/secret", "scopes": ["openid", "profile"],
        "acr": [
            ["value": "urn:low", "authentication": 1], ["value": "urn:mfa", "authentication": 2],
            ["value": "urn:met", "authentication": 2, "identity": 2],
        ],
    ]

    private static let claims: JSONObject = [
        "iss": .string(issuer), "aud": "hue sso", "sub": "teacher-1", "nonce": "nonce", "acr": "urn:mfa",
        "auth_time": .integer(Instant.noon.secondsSince1970), "iat": .integer(Instant.noon.secondsSince1970),
        "exp": .integer(Instant.noon.secondsSince1970 + 300), "name": "Trần Thị Dạy", "birthdate": "1985-03-04",
        "cccd": .string(number), "email": "day@example.org",
    ]

    private func profile(
        _ party: ScriptedVNeID, _ change: (inout JSONObject) -> Void = { _ in }, file: String = "s:cret\n"
    ) throws -> PlainProfile {
        var entry = Self.entry
        change(&entry)
        let upstream = try PlainUpstreamFile(
            ["upstreams": [.object(entry)]], address: { "https://sso.hue.test" + $0 },
            contents: { _ in Array(file.utf8) }
        ).upstreams[0]
        return PlainProfile(upstream, fetcher: party)
    }

    private func complete(
        _ profile: PlainProfile, _ query: String = "state=state&code=code", _ demand: UpstreamDemand = UpstreamDemand()
    ) async throws -> VerifiedIdentity {
        let callback = try #require(profile.callback(query))
        return try await profile.complete(callback, of: .sample, demand, begunAt: .noon, at: .noon)
    }

    // MARK: Who somebody is

    @Test func `a person is who the party's issuer and sub say, and its number claim isn't looked at`() async throws {
        let identity = try await complete(try profile(try ScriptedVNeID(claims: Self.claims)))
        #expect(identity.identifier == .subject(try #require(UpstreamSubject(issuer: Self.issuer, "teacher-1"))))
        #expect(identity.name == "Trần Thị Dạy" && identity.birthdate == Birthdate("1985-03-04"))
        #expect(identity.authenticationLevel == .two && identity.identityLevel == nil)
        #expect(identity.upstream.text == "giao-duc" && identity.isAuthoritative)
    }

    @Test(
        arguments: [(.string(number), true), ("12345", false), (46_190_000_001, false), (nil, false)]
            as [(JSONValue?, Bool)])
    func `twelve digits find a citizen where the party is trusted with them`(
        value: JSONValue?, isCitizen: Bool
    ) async throws {
        var claims = Self.claims
        claims["cccd"] = value
        let party = try ScriptedVNeID(claims: claims)
        party.answer("/userinfo", json: ["sub": "teacher-1"])
        let identity = try await complete(try profile(party) { $0["citizen_number_claim"] = "cccd" })
        #expect(identity.identifier.kind == (isCitizen ? "citizen" : "upstream"))
        #expect(identity.isAuthoritative == !isCitizen)
    }

    @Test func `UserInfo says what the ID token doesn't, of the same subject alone`() async throws {
        var claims = Self.claims
        claims["name"] = nil
        let party = try ScriptedVNeID(claims: claims)
        party.answer(
            "/userinfo", json: ["sub": "teacher-1", "name": "Trần Dạy", "birthdate": "2000-01-01", "acr": "urn:met"])
        let identity = try await complete(try profile(party))
        #expect(identity.name == "Trần Dạy" && identity.birthdate == Birthdate("1985-03-04"))
        #expect(identity.identityLevel == nil)
        party.answer("/userinfo", json: ["sub": "teacher-2", "name": "Trần Dạy"])
        await #expect(throws: FederationError.untrustworthy(.userInfo)) { try await complete(try profile(party)) }
    }

    // MARK: How well

    @Test(
        arguments: [
            ("urn:met", .two, .two), ("urn:mfa", .two, nil), ("urn:low", .one, nil), ("urn:other", .one, nil),
            (nil, .one, nil), (2, .one, nil),
        ] as [(JSONValue?, AuthenticationLevel, IdentityLevel?)])
    func `an acr is worth what the configuration says`(
        acr: JSONValue?, level: AuthenticationLevel, identityLevel: IdentityLevel?
    ) async throws {
        var claims = Self.claims
        claims["acr"] = acr
        let party = try ScriptedVNeID(claims: claims)
        let identity = try await complete(try profile(party))
        #expect(identity.authenticationLevel == level && identity.identityLevel == identityLevel)
        let demand = UpstreamDemand(level: .two)
        guard level < .two else {
            _ = try await complete(try profile(party), "state=state&code=code", demand)
            return
        }
        await #expect(throws: FederationError.levelTooLow) {
            try await complete(try profile(party), "state=state&code=code", demand)
        }
    }

    @Test(
        arguments: [(nil, nil), (.one, nil), (.two, "urn:mfa urn:met")] as [(AuthenticationLevel?, String?)])
    func `the levels that would do are asked for by the party's own names`(
        level: AuthenticationLevel?, asked: String?
    ) async throws {
        let location = try await profile(try ScriptedVNeID()).begin(.sample, UpstreamDemand(level: level), at: .noon)
        let query = try FormParameters(query: try #require(try URI(location).query))
        #expect(try query.single("acr_values") as String? == asked)
        for (name, value) in [
            ("scope", "openid profile"), ("client_id", "hue sso"), ("state", "state"), ("nonce", "nonce"),
            ("redirect_uri", "https://sso.hue.test/upstream/giao-duc/callback"), ("code_challenge_method", "S256"),
        ] {
            #expect(try query.single(name) as String? == value, "\(name)")
        }
    }

    @Test func `a level that it never asserts isn't asked for`() async throws {
        let party = try ScriptedVNeID()
        await #expect(throws: FederationError.levelTooLow) {
            try await profile(party).begin(.sample, UpstreamDemand(level: .three), at: .noon)
        }
        #expect(party.requests(to: "/.well-known/openid-configuration").isEmpty)
    }

    // MARK: What is refused

    @Test(
        arguments: [
            ("iss", "https://vneid.gov.vn", .issuer), ("aud", "other", .audience),
            ("aud", ["hue sso", "other"], .audience),
            ("azp", "other", .audience), ("nonce", "other", .nonce), ("nonce", nil, .nonce),
            ("exp", .integer(Instant.noon.secondsSince1970 - 60), .expired), ("sub", nil, .claims),
            ("sub", "", .claims), ("sub", "teacher-1\0", .claims),
            ("auth_time", nil, .authTime),
        ] as [(String, JSONValue?, FederationError.Flaw)])
    func `a claim that breaks a rule is a flaw`(
        name: String, value: JSONValue?, flaw: FederationError.Flaw
    ) async throws {
        var claims = Self.claims
        claims[name] = value
        let party = try ScriptedVNeID(claims: claims)
        await #expect(throws: FederationError.untrustworthy(flaw)) { try await complete(try profile(party)) }
    }

    @Test func `a token without a signature, by a stranger's key, or of another kind is none`() async throws {
        let party = try ScriptedVNeID(claims: Self.claims)
        let profile = try profile(party)
        let payload = Base64URL.encode(JSONWriter.write(Self.claims))
        let none = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8))
        party.answer("/token", json: ["id_token": .string("\(none).\(payload)."), "access_token": "at"])
        await #expect(throws: FederationError.untrustworthy(.tokenResponse)) { try await complete(profile) }
        try party.answerToken(Self.claims, by: try SigningKey.generate(algorithm: .ES256))
        await #expect(throws: FederationError.untrustworthy(.signature)) { try await complete(profile) }
        try party.answerToken(Self.claims, type: "at+jwt")
        await #expect(throws: FederationError.untrustworthy(.claims)) { try await complete(profile) }
        party.answer("/token", status: 400, json: ["error": "invalid_grant"])
        await #expect(throws: FederationError.untrustworthy(.tokenRefused)) { try await complete(profile) }
    }

    @Test func `another provider's answer is refused, and nothing is asked for it (RFC 9207)`() async throws {
        let party = try ScriptedVNeID(claims: Self.claims)
        let profile = try profile(party)
        await #expect(throws: FederationError.untrustworthy(.issuer)) {
            try await complete(profile, "state=state&code=code&iss=https%3A%2F%2Fvneid.gov.vn")
        }
        #expect(party.requests(to: "/token").isEmpty)
        _ = try await complete(profile, "state=state&code=code&iss=https%3A%2F%2Fvneid.test")
    }

    // MARK: Who asks

    @Test(
        arguments: [
            (nil, true), (["client_secret_basic", "client_secret_post"], true), (["client_secret_post"], false),
        ]
            as [(JSONValue?, Bool)])
    func `the secret goes the way that the party publishes, encoded`(methods: JSONValue?, byBasic: Bool) async throws {
        let party = try ScriptedVNeID(claims: Self.claims)
        var metadata = ScriptedVNeID.metadata()
        metadata["token_endpoint_auth_methods_supported"] = methods
        party.answer("/.well-known/openid-configuration", json: metadata)
        _ = try await complete(try profile(party))
        let request = try #require(party.requests(to: "/token").first)
        let form = try FormParameters(parsing: try #require(request.body))
        let field = request.headers.first { $0.0 == "Authorization" }?.1
        #expect(field == (byBasic ? "Basic " + Base64.encode(Array("hue+sso:s%3Acret".utf8)) : nil))
        #expect(try form.single("client_secret") as String? == (byBasic ? nil : "s:cret"))
        #expect(try form.single("code_verifier") as String? == UpstreamLogin.sample.codeVerifier)
    }

    @Test func `a key proves for one request, to the issuer by its name`() async throws {
        let party = try ScriptedVNeID(claims: Self.claims)
        let key = try SigningKey.generate(algorithm: .ES256)
        let file = String(decoding: JSONWriter.write(try key.privateJSON()), as: UTF8.self)
        let profile = try profile(
            party,
            {
                $0["client_secret_file"] = nil; $0["private_key_file"] = "/key"
            }, file: file)
        _ = try await complete(profile)
        let request = try #require(party.requests(to: "/token").first)
        let form = try FormParameters(parsing: try #require(request.body))
        let text = try #require(try form.single("client_assertion") as String?)
        let token = try UnverifiedJWT(parsing: text).verified(by: JWKSet(keys: [key.publicJWK]))
        try token.check(issuer: "hue sso", audience: Self.issuer, at: .noon, leeway: .zero)
        #expect(token.claims["jti"] == .string(UpstreamLogin.sample.stateHash) && token.claims["sub"] == "hue sso")
        #expect(try form.single("client_secret") as String? == nil)
    }
}
