import Federation
import Identity
import JOSE
import Testing
import Wire

@Suite struct UpstreamAnswerTests {
    private func response(_ status: Int, _ body: String) -> Result<FetchResponse, FetchError> {
        .success(FetchResponse(status: status, body: Array(body.utf8)))
    }

    @Test(
        arguments: [
            ("/.well-known/openid-configuration", FederationError.Flaw.metadata), ("/jwks", .keys),
            ("/token", .tokenRefused), ("/userinfo", .userInfo),
        ])
    func `an address that does not answer well is unavailable or a flaw`(
        path: String, flaw: FederationError.Flaw
    ) async throws {
        let cases: [(Result<FetchResponse, FetchError>, FederationError)] = [
            (.failure(.unreachable), .unavailable), (.failure(.timedOut), .unavailable),
            (.failure(.tooLarge), .unavailable),
            (response(500, "{}"), .unavailable), (response(503, "down"), .unavailable),
            (response(401, "{\"error\":\"invalid_client\"}"), .untrustworthy(flaw)),
            (response(302, ""), .untrustworthy(flaw)),
            (response(201, "{}"), .untrustworthy(flaw)), (response(200, "<html>"), .untrustworthy(flaw)),
            (response(200, ""), .untrustworthy(flaw)), (response(200, "[]"), .untrustworthy(flaw)),
            (response(200, "{\"a\":1,\"a\":1}"), .untrustworthy(flaw)),
        ]
        for (answer, expected) in cases {
            // Without account data in the ID token UserInfo is asked as well.
            var claims = ScriptedVNeID.claims
            claims["LoaiTaiKhoan"] = nil
            let vneid = try ScriptedVNeID(claims: claims)
            vneid.answer(path, answer)
            await #expect(throws: expected, "\(answer)") { try await vneid.profile().completeSample() }
        }
    }

    @Test(
        arguments: [
            ("issuer", "https://evil.test"), ("issuer", nil), ("token_endpoint", nil), ("jwks_uri", 1),
            ("authorization_endpoint", "/authorize"), ("token_endpoint", "http://vneid.test/token"),
            ("jwks_uri", "file:///etc/passwd"), ("userinfo_endpoint", nil),
        ] as [(String, JSONValue?)])
    func `metadata of somebody else, or without an address, is a flaw`(
        name: String, value: JSONValue?
    ) async throws {
        let vneid = try ScriptedVNeID()
        var metadata = ScriptedVNeID.metadata()
        metadata[name] = value
        vneid.answer("/.well-known/openid-configuration", json: metadata)
        let profile = vneid.profile()
        await #expect(throws: FederationError.untrustworthy(.metadata)) {
            try await profile.begin(.sample, UpstreamDemand(), at: .noon)
        }
        await #expect(throws: FederationError.untrustworthy(.metadata)) { try await profile.completeSample() }
        #expect(vneid.requests(to: "/token").isEmpty)
    }

    @Test(arguments: ["id_token", "access_token"])
    func `a token answer without a token is a flaw`(missing: String) async throws {
        let vneid = try ScriptedVNeID()
        let token = try JWS.sign(payload: JSONWriter.write(ScriptedVNeID.claims), key: vneid.key)
        var answer: JSONObject = ["id_token": .string(token), "access_token": "at"]
        answer[missing] = nil
        vneid.answer("/token", json: answer)
        await #expect(throws: FederationError.untrustworthy(.tokenResponse)) {
            try await vneid.profile().completeSample()
        }
    }

    /// UserInfo's answer where the ID token has no account data.
    private func userInfo(_ changes: JSONObject, without missing: [String] = []) throws -> ScriptedVNeID {
        var token = ScriptedVNeID.claims
        var info: JSONObject = ["sub": "subject"]
        for name in ["LoaiTaiKhoan", "SoDinhDanh", "HoVaTen", "NgayThangNamSinh", "IAL", "loAs"] {
            info[name] = token[name]
            token[name] = nil
        }
        info.merge(changes)
        for name in missing { info[name] = nil }
        let vneid = try ScriptedVNeID(claims: token)
        vneid.answer("/userinfo", json: info)
        return vneid
    }

    @Test func `UserInfo says what the ID token does not`() async throws {
        let vneid = try userInfo([:])
        let identity = try await vneid.profile().completeSample()
        #expect(identity.identifier == .citizen(try #require(CitizenNumber("046190000001"))))
        let request = try #require(vneid.requests(to: "/userinfo").first)
        #expect(request.headers.contains { $0 == ("Authorization", "Bearer at") })
    }

    @Test func `UserInfo is not asked where the ID token says all`() async throws {
        let vneid = try ScriptedVNeID()
        _ = try await vneid.profile().completeSample()
        #expect(vneid.requests(to: "/userinfo").isEmpty)
    }

    @Test(arguments: ["other", "Subject", "subject ", ""])
    func `UserInfo about another subject is refused`(subject: String) async throws {
        let vneid = try userInfo(["sub": .string(subject)])
        await #expect(throws: FederationError.untrustworthy(.userInfo)) {
            try await vneid.profile().completeSample()
        }
    }

    @Test func `UserInfo about nobody is refused`() async throws {
        let vneid = try userInfo([:], without: ["sub"])
        await #expect(throws: FederationError.untrustworthy(.userInfo)) {
            try await vneid.profile().completeSample()
        }
        var token = ScriptedVNeID.claims
        token["LoaiTaiKhoan"] = nil
        token["sub"] = nil
        try vneid.answerToken(token)
        await #expect(throws: FederationError.untrustworthy(.claims)) {
            try await vneid.profile().completeSample()
        }
    }

    @Test func `two spellings of one subject are two subjects`() async throws {
        let vneid = try userInfo(["sub": "H\u{0075}\u{1EBF}"])
        var token = ScriptedVNeID.claims
        token["LoaiTaiKhoan"] = nil
        token["sub"] = "Hue\u{0302}\u{0301}"
        try vneid.answerToken(token)
        await #expect(throws: FederationError.untrustworthy(.userInfo)) {
            try await vneid.profile().completeSample()
        }
    }
}
