import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Operations

/// Requests that a client signs (CIBA Core §7.1.1), and what a profile asks of them (FAPI-CIBA §5.2.2).
@Suite(.bothDatabases) struct SignedBackchannelRequestTests {
    private let world: TokenWorld

    /// A client that proves itself by a key.
    init() async throws {
        let keys = try ClientKey.set()
        world = try await TokenWorld {
            $0.authenticationMethod = "private_key_jwt"
            $0.proofs.keys = keys
        }
        try await world.giveUsername()
    }

    /// The request object of the specification's example, for our client; `nil` leaves a claim out.
    private func request(_ changes: [String: JSONValue?] = [:], by key: SigningKey? = nil) throws -> String {
        let now = world.clock.now.secondsSince1970
        var claims: JSONObject = [
            "iss": "platform", "aud": .string(world.issuer.text), "exp": .integer(now + 300), "iat": .integer(now),
            "nbf": .integer(now), "jti": .string(world.freshID()), "scope": "openid profile",
            "login_hint": "an.nguyen", "binding_message": "W4SCT", "requested_expiry": 120,
        ]
        for (name, value) in changes { claims[name] = value }
        return try JWS.sign(payload: JSONWriter.write(claims), key: try key ?? ClientKey.first())
    }

    @Test func `a signed request is read from what is signed`() async throws {
        let asked = try #require(try await world.ask([("request", try request())]).response)
        let kept = try #require(try await world.kept(asked))
        #expect(kept.person == world.person && kept.bindingMessage == "W4SCT" && kept.scopes == [.openid, .profile])
        #expect(asked.json["expires_in"] == 120)
    }

    private static let flaws: [(String, [String: JSONValue?])] = [
        ("no iss", ["iss": nil]), ("another iss", ["iss": "other"]), ("no aud", ["aud": nil]),
        ("another aud", ["aud": "https://evil.test"]), ("no exp", ["exp": nil]),
        ("an old exp", ["exp": 1]), ("no iat", ["iat": nil]), ("no nbf", ["nbf": nil]),
        ("no jti", ["jti": nil]), ("more than an hour", ["exp": .integer(Int64.max / 2)]),
        ("sub of an assertion", ["sub": "platform"]), ("a hint that is no text", ["login_hint": 1]),
    ]

    @Test(arguments: flaws)
    func `what it has to say of itself can't be left out, nor be another's`(
        name: String, change: [String: JSONValue?]
    ) async throws {
        #expect(try await world.ask([("request", try request(change))]).word == "bad-backchannel-request")
    }

    /// What the suite's modules move: minutes from now.
    @Test(
        arguments: [
            ("exp in 59 minutes", 0, 59, true), ("exp in 70 minutes", 0, 70, false),
            ("nbf in 10 minutes", 10, 20, false),
            ("nbf 70 minutes ago", -70, 5, false), ("nbf 8 seconds ahead", 0, 5, true),
        ] as [(String, Int64, Int64, Bool)])
    func `it counts within an hour of its nbf (FAPI-CIBA §5.2.2)`(
        name: String, start: Int64, end: Int64, counts: Bool
    ) async throws {
        let now = world.clock.now.secondsSince1970
        let ahead: Int64 = name.contains("8 seconds") ? 8 : 0
        let text = try request(["nbf": .integer(now + start * 60 + ahead), "exp": .integer(now + end * 60)])
        #expect(try await world.ask([("request", text)]).word == (counts ? "begun" : "bad-backchannel-request"))
    }

    @Test func `requested_expiry is a number or a text (CIBA Core §7.1)`() async throws {
        let asked = try await world.ask([("request", try request(["requested_expiry": "60"]))])
        #expect(asked.response?.json["expires_in"] == 60)
    }

    @Test func `another's key, an unsigned one, or parameters beside it are no signed request`() async throws {
        let foreign = try request(by: try ClientKey.second())
        #expect(try await world.ask([("request", foreign)]).word == "bad-backchannel-request")
        #expect(try await world.ask([("request", "a.b.c")]).word == "bad-backchannel-request")
        let none = ["{\"alg\":\"none\"}", "{}", ""].map { Base64URL.encode(Array($0.utf8)) }.joined(separator: ".")
        #expect(try await world.ask([("request", none)]).word == "bad-backchannel-request")
        let mixed = try await world.ask([("request", try request()), ("scope", "openid")])
        #expect(mixed.word == "mixed-backchannel-request")
    }

    @Test func `a signed request counts once, and one of fifty at once on two nodes succeeds`() async throws {
        let text = try request()
        let nodes = [world.here, try TestInstallation(beside: world.here)]
        let words = try await race(50) { number in
            try await world.ask([("request", text)], to: nodes[number % 2]).word
        }
        #expect(words.count { $0 == "begun" } == 1, "\(words)")
        #expect(words.allSatisfy { ["begun", "replayed-backchannel-request"].contains($0) }, "\(words)")
        #expect(try await world.count("backchannel_requests") == 1)
    }

    @Test func `a client that is registered with an algorithm sends no unsigned request, and none by another`()
        async throws
    {
        let plain = [("scope", "openid"), ("login_hint", "an.nguyen")]
        #expect(try await world.ask(plain).word == "begun")
        try await world.register { $0.backchannel.requestAlgorithm = "ES256" }
        #expect(try await world.ask(plain).word == "unsigned-backchannel-request")
        #expect(try await world.ask([("request", try request())]).word == "begun")
        try await world.register { $0.backchannel.requestAlgorithm = "PS256" }
        #expect(try await world.ask([("request", try request())]).word == "bad-backchannel-request")
    }

    @Test func `a client under fapi2 signs its requests, and says what the person compares`() async throws {
        try await world.register {
            $0.proofs.profile = "fapi2"
            $0.grants.removeAll { $0 == GrantType.deviceCode.rawValue }
        }
        let plain = [("scope", "openid"), ("login_hint", "an.nguyen"), ("binding_message", "W4SCT")]
        #expect(try await world.ask(plain).word == "unsigned-backchannel-request")
        let silent = try await world.ask([("request", try request(["binding_message": nil]))])
        #expect(silent.word == "invalid_binding_message")
        let asked = try #require(try await world.ask([("request", try request())]).response)
        #expect(try await world.allow(asked))
        #expect(try await world.poll(asked).refusal?.error.code == .invalidDPoPProof, "its tokens are bound to a key")
    }
}
