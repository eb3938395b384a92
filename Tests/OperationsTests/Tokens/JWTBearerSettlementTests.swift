import Identity
import JOSE
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing
import Wire

/// Another authority says who somebody is (RFC 7523 §2.1).
@Suite(.bothDatabases) struct JWTBearerSettlementTests {
    /// A world whose person the authority knows.
    private func numbered(
        _ change: (inout ClientRegistration) -> Void = { _ in }
    ) async throws -> TokenWorld {
        let world = try await TokenWorld(change)
        try await world.giveNumber()
        return world
    }

    @Test func `an assertion of a trusted issuer gives a token in the person's name, and nothing besides`() async throws
    {
        let world = try await numbered()
        let issue = try await world.bear(try world.assertion()).given()
        #expect(issue.authorization.person == world.person && issue.accessToken.audience == TokenWorld.api)
        #expect(issue.accessToken.scopes == [.profile, .phone], "those of issuer and client")
        #expect(issue.authorization.authentication?.level == .one, "as the configuration says")
        #expect(issue.idToken == nil && issue.refreshToken == nil)
        let told = try #require(try await world.introspect(try world.text(issue)))
        #expect(told["active"] == true)
        #expect(told["acr"] == .string(AuthenticationContext.name(of: .one)))
        let last = try await world.here.audit().last
        #expect(
            last == "token | success | person:\(world.person.text) | platform | \(issue.accessToken.id.text)")
    }

    @Test func `it needs no session, and ends with the account`() async throws {
        let world = try await numbered()
        try await world.endSession()
        let issue = try await world.bear(try world.assertion()).given()
        try await world.disablePerson()
        #expect(try await world.introspect(try world.text(issue)) == ["active": false])
        #expect(try await world.bear(try world.assertion("2")).refusal == .unknownAssertedPerson)
    }

    @Test func `of a hundred uses of one assertion at once one succeeds`() async throws {
        let world = try await numbered()
        let assertion = try world.assertion()
        let outcomes = try await race(100) { _ in try await world.bear(assertion) }
        #expect(outcomes.count { $0.issue != nil } == 1)
        #expect(outcomes.count { $0.refusal == .replayedAssertion } == 99)
        #expect(try await world.count("access_tokens") == 1)
        #expect(try await world.bear(try world.assertion("2")).issue != nil, "another jti is another assertion")
    }

    @Test func `what was used is forgotten when it can't count any more`() async throws {
        let world = try await numbered()
        _ = try await world.bear(try world.assertion())
        try await world.housekeep()
        #expect(try await world.count("used_proofs") == 1)
        world.clock.advance(by: .minutes(2))
        try await world.housekeep()
        #expect(try await world.count("used_proofs") == 0)
    }

    @Test(
        arguments: [
            ("iss", "https://evil.test", "untrusted-assertion"), ("iss", nil, "untrusted-assertion"),
            ("aud", "https://other.test", "untrusted-assertion"), ("aud", nil, "untrusted-assertion"),
            ("aud", "https://sso.hue.test/oauth2/token", "issued profile phone"),
            ("sub", nil, "untrusted-assertion"), ("sub", "", "untrusted-assertion"),
            ("sub", "046190000002", "unknown-asserted-person"), ("sub", "x", "unknown-asserted-person"),
            ("jti", nil, "untrusted-assertion"), ("jti", "", "untrusted-assertion"), ("jti", 1, "untrusted-assertion"),
            ("exp", nil, "untrusted-assertion"), ("exp", "tomorrow", "untrusted-assertion"),
            ("exp", 1, "expired-assertion"), ("exp", 4_000_000_000, "untrusted-assertion"),
            ("nbf", 4_000_000_000, "untrusted-assertion"), ("iat", 4_000_000_000, "untrusted-assertion"),
        ] as [(String, JSONValue?, String)])
    func `one claim that is wrong spoils it (RFC 7523 §3)`(name: String, value: JSONValue?, ends: String) async throws {
        let world = try await numbered()
        #expect(try await world.bear(try world.assertion("1", [name: value])).word == ends)
    }

    @Test func `a stranger's signature, another type of token, and no token at all are untrusted`() async throws {
        let world = try await numbered()
        let stranger = SigningKeys([try SigningKey.generate(algorithm: .ES256)])
        let ours = try world.text(try await world.signIn())
        for assertion in [
            try world.assertion(keys: stranger), try world.assertion(type: "at+jwt"), ours, "a.b.c", "x",
            String(repeating: "A", count: 20_000),
        ] {
            #expect(try await world.bear(assertion).refusal?.error.code == .invalidGrant)
        }
        #expect(try await world.count("used_proofs") == 0)
    }

    @Test func `another client's attempt with it changes nothing`() async throws {
        let world = try await numbered()
        let (assertion, thief) = (try world.assertion(), try await world.add(TokenWorld.client("thief")))
        #expect(try await world.bear(assertion, by: thief).refusal == .foreignAssertion)
        #expect(try await world.bear(assertion).issue != nil)
    }

    @Test(
        arguments: [
            ([("scope", "profile")], "issued profile"), ([("scope", "openid profile")], "issued profile"),
            ([("scope", "address")], "scope-not-granted"), ([("resource", TokenWorld.api)], "issued profile phone"),
            ([("resource", "https://other.test/")], "foreign-resource"), ([("resource", "x")], "invalid_target"),
            ([("resource", "https://sso.hue.test/oauth2/userinfo")], "foreign-resource"),
        ] as [([(String, String)], String)])
    func `scopes and audience are those of issuer and registration`(
        more: [(String, String)], ends: String
    ) async throws {
        let world = try await numbered { $0.scopes.append("address") }
        #expect(try await world.bear(try world.assertion(), more).word == ends)
    }

    @Test func `what came by an assertion can be exchanged, and says who acts`() async throws {
        let world = try await numbered()
        let backend = try await world.backend()
        let issue = try await world.bear(try world.assertion()).given()
        let exchanged = try await world.exchange(try world.text(issue), by: backend).given()
        #expect(exchanged.authorization.exchange?.actors.map(\.text) == ["backend"])
    }

    @Test(
        arguments: [
            (["issuer": "x"], "issuer"), (["jwks": ["keys": []]], "jwks"), (["clients": []], "clients"),
            (["clients": ["a b"]], "clients"), (["scopes": ["scim.read"]], "scopes"), (["level": 9], "level"),
            (["subject": "name"], "subject"),
        ] as [(JSONObject, String)])
    func `a file of issuers with one member wrong is none`(change: JSONObject, member: String) throws {
        let good = try #require(
            try TokenWorld.trustedJSON()["issuers"]?.array?.first?.object)
        var entry = good
        entry.merge(change)
        #expect(throws: TrustedIssuersError.malformed(member)) {
            try TrustedIssuers(["issuers": [.object(entry)]])
        }
        #expect(throws: TrustedIssuersError.self) { try TrustedIssuers(["issuers": [.object(good), .object(good)]]) }
    }
}
