import Federation
import Identity
import JOSE
import TestSupport
import Testing
import Wire

@Suite struct UntrustworthyTokenTests {
    /// A claim that is wrong, and the flaw that it is.
    @Test(
        arguments: [
            ("iss", "https://evil.test", .issuer), ("iss", "https://vneid.test/", .issuer),
            ("iss", nil, .issuer),
            ("iss", 1, .issuer), ("aud", "other", .audience), ("aud", ["other"], .audience),
            ("aud", nil, .audience), ("aud", ["hue-sso", "other"], .audience), ("azp", "other", .audience),
            ("azp", 1, .audience),
            ("aud", ["hue-sso", 1], .claims), ("nonce", "other", .nonce), ("nonce", nil, .nonce),
            ("nonce", "", .nonce),
            ("nonce", "Nonce", .nonce), ("nonce", 1, .nonce), ("exp", nil, .claims), ("exp", "soon", .claims),
            ("exp", .integer(Instant.noon.secondsSince1970 - 60), .expired),
            ("nbf", .integer(Instant.noon.secondsSince1970 + 61), .expired),
            ("iat", .integer(Instant.noon.secondsSince1970 + 61), .expired), ("iat", "now", .claims),
            ("sub", nil, .claims), ("sub", "", .claims), ("sub", 1, .claims),
            ("sub", .string(String(repeating: "s", count: 256)), .claims),
            ("auth_time", nil, .authTime), ("auth_time", "now", .authTime), ("auth_time", -1, .authTime),
            ("auth_time", .integer(Instant.noon.secondsSince1970 + 61), .authTime),
            ("IAL", nil, .claims), ("IAL", "3", .claims), ("loAs", nil, .claims), ("loAs", "LoA9", .claims),
            ("SoDinhDanh", nil, .claims), ("LoaiTaiKhoan", "9", .claims),
        ] as [(String, JSONValue?, FederationError.Flaw)])
    func `a claim that breaks a rule is a flaw`(
        name: String, value: JSONValue?, flaw: FederationError.Flaw
    ) async throws {
        var claims = ScriptedVNeID.claims
        claims[name] = value
        let vneid = try ScriptedVNeID(claims: claims)
        await #expect(throws: FederationError.untrustworthy(flaw)) {
            try await vneid.profile().completeSample()
        }
    }

    @Test func `clocks may differ by less than a minute`() async throws {
        let profile = try ScriptedVNeID().profile()
        for moment in [Instant.noon - .seconds(60), .noon + .seconds(360) - .milliseconds(1)] {
            _ = try await profile.completeSample(at: moment)
        }
        await #expect(throws: FederationError.untrustworthy(.expired)) {
            try await profile.completeSample(at: .noon + .seconds(360))
        }
    }

    @Test(arguments: [("aud", ["hue-sso"]), ("azp", "hue-sso")] as [(String, JSONValue)])
    func `a token for us alone may say so in other ways`(name: String, value: JSONValue) async throws {
        var claims = ScriptedVNeID.claims
        claims[name] = value
        _ = try await ScriptedVNeID(claims: claims).profile().completeSample()
    }

    @Test func `a stranger's signature is a flaw, under its own name and under ours`() async throws {
        let vneid = try ScriptedVNeID()
        try vneid.answerToken(ScriptedVNeID.claims, by: try SigningKey.generate(algorithm: .ES256))
        await #expect(throws: FederationError.untrustworthy(.signature)) {
            try await vneid.profile().completeSample()
        }
        let good = try JWS.sign(payload: JSONWriter.write(ScriptedVNeID.claims), key: vneid.key)
        let other: JSONObject = ["sub": "other"]
        let forged = try JWS.sign(payload: JSONWriter.write(other), key: vneid.key)
        let parts = [
            good.split(separator: ".")[0], forged.split(separator: ".")[1], good.split(separator: ".")[2],
        ]
        vneid.answer(
            "/token", json: ["id_token": .string(parts.joined(separator: ".")), "access_token": "at"])
        await #expect(throws: FederationError.untrustworthy(.signature)) {
            try await vneid.profile().completeSample()
        }
    }

    @Test(arguments: ["at+jwt", "logout+jwt"])
    func `a token of a special kind is no ID token`(type: String) async throws {
        let vneid = try ScriptedVNeID()
        try vneid.answerToken(ScriptedVNeID.claims, type: type)
        await #expect(throws: FederationError.untrustworthy(.claims)) {
            try await vneid.profile().completeSample()
        }
    }

    @Test(
        arguments: [
            "", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9.e30.AA",
            "eyJhbGciOiJub25lIn0.e30.AA",
        ])
    func `an ID token that is none is a flaw of the answer`(token: String) async throws {
        let vneid = try ScriptedVNeID()
        vneid.answer("/token", json: ["id_token": .string(token), "access_token": "at"])
        await #expect(throws: FederationError.untrustworthy(.tokenResponse)) {
            try await vneid.profile().completeSample()
        }
    }
}
