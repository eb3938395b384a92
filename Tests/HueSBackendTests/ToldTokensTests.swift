import Cryptography
import Identity
import JOSE
import TestSupport
import Testing
import Wire

@testable import HueSBackend

/// What the provider tells the backend by tokens: logout tokens (OpenID Connect Back-Channel Logout §2.6) and security events
/// (RFC 8417, OpenID SSF 1.0 §4). What isn't one for us ends no device.
@Suite struct ToldTokensTests {
    private static let logout = "http://schemas.openid.net/event/backchannel-logout"
    private static let disabled = "https://schemas.openid.net/secevent/risc/event-type/account-disabled"

    private static func logoutClaims(_ now: Instant) -> JSONObject {
        [
            "iss": .string(ScriptedProvider.issuer), "aud": "hue-s", "sub": "an", "jti": "one",
            "iat": .integer(now.secondsSince1970), "exp": .integer(now.secondsSince1970 + 120),
            "events": [logout: [:]],
        ]
    }

    private static func eventClaims(_ now: Instant) -> JSONObject {
        [
            "iss": .string(ScriptedProvider.issuer), "aud": "hue-s", "jti": "one",
            "iat": .integer(now.secondsSince1970),
            "events": [disabled: ["event_timestamp": .integer(now.secondsSince1970)]],
            "sub_id": ["format": "iss_sub", "iss": .string(ScriptedProvider.issuer), "sub": "an"],
        ]
    }

    /// A token without a signature (RFC 7519 §6).
    private static func unsigned(_ claims: JSONObject, type: String) -> String {
        let header = JSONWriter.write(["alg": "none", "typ": .string(type)] as JSONObject)
        return "\(Base64URL.encode(header)).\(Base64URL.encode(JSONWriter.write(claims)))."
    }

    /// With the devices of two citizens.
    private func withDevices(
        _ body: @Sendable (_ running: RunningHueS, _ own: Device, _ others: Device) async throws -> Void
    ) async throws {
        try await RunningHueS.run { running in
            let (own, others) = (Device(running), Device(running))
            _ = try await own.signIn(at: own.get("/login").location, .init())
            _ = try await others.signIn(at: others.get("/login").location, .init(subject: "binh"))
            try #require(try await own.isSignedIn())
            try #require(try await others.isSignedIn())
            try await body(running, own, others)
        }
    }

    private func sendLogout(_ token: String, to running: RunningHueS) async throws -> Int {
        try await Device(running).post(
            "/backchannel-logout", FormParameters([("logout_token", token)]).encoded()
        ).status
    }

    private func push(_ token: String, to running: RunningHueS) async throws -> Device.Answer {
        try await Device(running).post("/security-events", token, type: "application/secevent+jwt")
    }

    // MARK: Logout tokens

    @Test func `a good logout token ends all devices of its person, once, and nobody else's`() async throws {
        try await withDevices { running, own, others in
            let token = try running.provider.sign(Self.logoutClaims(running.clock.now), type: "logout+jwt")
            #expect(try await sendLogout(token, to: running) == 200)
            #expect(try await !own.isSignedIn())
            #expect(try await others.isSignedIn())
            _ = try await own.signIn(at: own.get("/login").location, .init())
            #expect(try await sendLogout(token, to: running) == 400, "the same one a second time")
            #expect(try await own.isSignedIn())
        }
    }

    @Test func `one that names a session leaves the devices, which are meant to outlive it`() async throws {
        try await withDevices { running, own, _ async throws in
            var claims = Self.logoutClaims(running.clock.now)
            claims["sid"] = "session"
            #expect(try await sendLogout(running.provider.sign(claims, type: "logout+jwt"), to: running) == 200)
            #expect(try await own.isSignedIn())
        }
    }

    @Test(
        arguments: [
            ("iss", "https://evil.test"), ("iss", nil), ("aud", "another"), ("aud", nil), ("exp", 1), ("exp", nil),
            ("iat", 4_000_000_000), ("iat", nil), ("jti", nil), ("jti", 1), ("sub", nil), ("nonce", "n"),
            ("events", nil),
            ("events", [:]), ("events", ["https://other.test/event": [:]]),
            ("events", ["http://schemas.openid.net/event/backchannel-logout": "x"]),
        ] as [(String, JSONValue?)])
    func `a logout token with a claim that is wrong or missing is refused`(name: String, value: JSONValue?) async throws
    {
        let (provider, clock) = try Self.provider()
        var claims = Self.logoutClaims(clock.now)
        _ = try await provider.client().logout(provider.sign(claims, type: "logout+jwt"))
        claims[name] = value
        await #expect(throws: HueSFailure.badAnswer) {
            try await provider.client().logout(provider.sign(claims, type: "logout+jwt"))
        }
    }

    @Test func `neither an ID token, nor another's signature, nor none makes a logout token`() async throws {
        try await withDevices { running, own, _ in
            let claims = Self.logoutClaims(running.clock.now)
            let stranger = SigningKeys([try SigningKey.generate(algorithm: .ES256)])
            let bad = [
                try running.provider.sign(claims, type: "JWT"), try running.provider.sign(claims, type: "at+jwt"),
                try stranger.sign(claims, type: "logout+jwt", with: .ES256), Self.unsigned(claims, type: "logout+jwt"),
                "a.b.c", "",
            ]
            for token in bad { #expect(try await sendLogout(token, to: running) == 400, "\(token)") }
            #expect(try await Device(running).post("/backchannel-logout", "").status == 400)
            #expect(try await own.isSignedIn())
        }
    }

    // MARK: Security events

    @Test func `an event that an account is disabled ends its devices, however often it is told`() async throws {
        try await withDevices { running, own, others in
            let token = try running.provider.sign(Self.eventClaims(running.clock.now), type: "secevent+jwt")
            #expect(try await push(token, to: running).status == 202)
            #expect(try await !own.isSignedIn())
            #expect(try await others.isSignedIn())
            _ = try await own.signIn(at: own.get("/login").location, .init())
            #expect(try await push(token, to: running).status == 202, "taken, and nothing new (RFC 8935 §2)")
            #expect(try await own.isSignedIn())
        }
    }

    @Test(
        arguments: [
            ("iss", "https://evil.test", .invalidIssuer), ("iss", nil, .invalidIssuer),
            ("aud", "another", .invalidAudience), ("aud", nil, .invalidAudience),
            ("exp", 4_000_000_000, .invalidRequest),
            ("exp", 1, .invalidRequest), ("sub", "an", .invalidRequest), ("iat", nil, .invalidRequest),
            ("jti", nil, .invalidRequest), ("events", nil, .invalidRequest), ("events", [:], .invalidRequest),
            ("events", ["a": [:], "b": [:]], .invalidRequest), ("events", ["a": "x"], .invalidRequest),
        ] as [(String, JSONValue?, SecurityEventCheck.Flaw)])
    func `an event with a claim that is wrong or missing is refused by name (RFC 8935 §2.4)`(
        name: String, value: JSONValue?, flaw: SecurityEventCheck.Flaw
    ) async throws {
        let (provider, clock) = try Self.provider()
        var claims = Self.eventClaims(clock.now)
        #expect(try await provider.client().event(provider.sign(claims, type: "secevent+jwt")).subject == "an")
        claims[name] = value
        await #expect(throws: flaw) {
            try await provider.client().event(provider.sign(claims, type: "secevent+jwt"))
        }
    }

    @Test func `neither a logout token, nor another's signature, nor none makes an event`() async throws {
        try await withDevices { running, own, _ in
            let claims = Self.eventClaims(running.clock.now)
            let stranger = SigningKeys([try SigningKey.generate(algorithm: .ES256)])
            let bad = [
                (try running.provider.sign(claims, type: "logout+jwt"), "invalid_request"),
                (try running.provider.sign(claims, type: "JWT"), "invalid_request"),
                (Self.unsigned(claims, type: "secevent+jwt"), "invalid_request"), ("a.b.c", "invalid_request"),
                (try stranger.sign(claims, type: "secevent+jwt", with: .ES256), "invalid_key"),
            ]
            for (token, code) in bad {
                let answer = try await push(token, to: running)
                #expect(answer.status == 400 && answer.text.contains("\"\(code)\""), "\(answer)")
            }
            #expect(try await own.isSignedIn())
        }
    }

    /// An event about a session, or about somebody as another issuer knows them, or that is told after a new sign-in.
    @Test(arguments: ["session", "another issuer", "nobody", "long ago"])
    func `an event that isn't about an account of the provider's, or of before the sign-in, ends nothing`(
        subject: String
    ) async throws {
        try await withDevices { running, own, _ async throws in
            var claims = Self.eventClaims(running.clock.now)
            switch subject {
            case "session":
                claims["events"] = ["https://schemas.openid.net/secevent/caep/event-type/session-revoked": [:]]
            case "long ago":
                claims["events"] = [
                    Self.disabled: ["event_timestamp": .integer(running.clock.now.secondsSince1970 - 31)]
                ]
            case "another issuer": claims["sub_id"] = ["format": "iss_sub", "iss": "https://evil.test", "sub": "an"]
            default: claims["sub_id"] = nil
            }
            #expect(try await push(running.provider.sign(claims, type: "secevent+jwt"), to: running).status == 202)
            #expect(try await own.isSignedIn())
        }
    }

    private static func provider() throws -> (ScriptedProvider, SetClock) {
        let clock = SetClock(.noon)
        return (try ScriptedProvider(clock), clock)
    }
}
