import Cryptography
import Identity
import Synchronization
import Testing
import VNeIDMock
import Wire

@Suite struct CodeFlowTests {
    @Test func `a citizen's login gives an ID token with VNeID's claims and the nonce`() async throws {
        try await withMock { mock in
            let answer = try await mock.answer()
            #expect(try answer.single("state") == "a state & more")
            let code = try #require(try answer.single("code"))
            let reply = try await mock.redeem(code)
            #expect(reply.status == 200)
            #expect(reply.header("cache-control") == "no-store")
            let tokens = try reply.json()
            #expect(
                tokens.names == [
                    "access_token", "refresh_token", "id_token", "scope", "token_type", "expires_in",
                ])
            #expect(tokens["token_type"] == "Bearer")

            let claims = try await mock.idToken(reply)
            let now = mock.clock.now.secondsSince1970
            #expect(claims["iss"]?.string == mock.origin)
            #expect(claims["aud"] == "hue-sso")
            #expect(claims["iat"] == .integer(now))
            #expect(claims["exp"] == .integer(now + 300))
            #expect(claims["auth_time"] == .integer(now))
            #expect(claims["nonce"] == "n-1")
            #expect(claims["LoaiTaiKhoan"] == "1")
            #expect(claims["SoDinhDanh"] == "046195000022")
            #expect(claims["HoVaTen"] == "Nguyễn Thị Minh Hoạ")
            #expect(claims["NgayThangNamSinh"] == "19950902")
            #expect(claims["loAs"] == "LoA2")
            #expect(claims["IAL"] == "2")
            #expect(claims["logoutUri"]?.string == mock.origin + "/oidc/logout")
            #expect(claims["sub"]?.string?.isEmpty == false)
            #expect(claims["TechID"]?.string?.isEmpty == false)
            #expect(claims["sub"] != claims["TechID"])
        }
    }

    @Test func `UserInfo tells the same about the person as the ID token`() async throws {
        try await withMock { mock in
            let reply = try await mock.redeem(try await mock.code())
            var claims = try await mock.idToken(reply)
            for name in ["iss", "aud", "iat", "exp", "nonce", "auth_time"] { claims[name] = nil }
            let token = try #require(try reply.json()["access_token"]?.string)
            let userInfo = try await mock.get(
                "/oauth2/userinfo", headers: [("Authorization", "Bearer \(token)")])
            #expect(try userInfo.json() == claims)

            mock.clock.advance(by: .minutes(15))
            let late = try await mock.get("/oauth2/userinfo", headers: [("Authorization", "Bearer \(token)")])
            #expect(late.status == 401)
            #expect(late.header("www-authenticate") == #"Bearer error="invalid_token""#)
        }
    }

    @Test(
        arguments: [
            ("046099000011", "1", "1", "046099000011", nil),
            ("046318000033", "1", "2", "046318000033", nil),
            ("NN04600044", "1", "2", "NN04600044", nil),
            ("0000460055", "2", "2", nil, "0000460055"),
            ("046080000066", "2", "2", "046080000066", "0000460055"),
            ("046085000088", "1", "2", "046085000088", nil),
        ] as [(String, String, String, String?, String?)])
    func `each persona is told by the claims of its kind`(
        username: String, accountKind: String, level: String, number: String?, taxCode: String?
    ) async throws {
        try await withMock { mock in
            let claims = try await mock.idToken(try await mock.redeem(try await mock.code(username)))
            #expect(claims["LoaiTaiKhoan"]?.string == accountKind)
            #expect(claims["IAL"]?.string == level)
            #expect(claims["SoDinhDanh"]?.string == number)
            #expect(claims["MaSoThue"]?.string == taxCode)
            #expect((claims["NgayThangNamSinh"] == nil) == (username == "0000460055"))
        }
    }

    @Test func `sub and TechID are the same at every login and every start`() async throws {
        var seen: Set<[JSONValue?]> = []
        for _ in 0..<2 {
            let claims = Box()
            try await withMock { mock in
                claims.value = try await mock.idToken(try await mock.redeem(try await mock.code()))
            }
            seen.insert([claims.value["sub"], claims.value["TechID"]])
        }
        #expect(seen.count == 1)
    }

    @Test func `a code is redeemed once`() async throws {
        try await withMock { mock in
            let code = try await mock.code()
            #expect(try await mock.redeem(code).status == 200)
            let again = try await mock.redeem(code)
            #expect(again.status == 400)
            #expect(try again.json()["error"] == "invalid_grant")
        }
    }

    @Test func `of many redemptions of one code at once, one succeeds`() async throws {
        try await withMock { mock in
            let code = try await mock.code()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try await mock.redeem(code).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1)
        }
    }

    @Test func `a code lives thirty seconds`() async throws {
        try await withMock { mock in
            let code = try await mock.code()
            mock.clock.advance(by: .seconds(30))
            #expect(try await mock.redeem(code).json()["error"] == "invalid_grant")
        }
    }

    @Test func `a code is worth nothing to another client and stays good for its own`() async throws {
        try await withMock { mock in
            let code = try await mock.code()
            let stolen = try await mock.redeem(
                code, ["client_id": "another", "client_secret": "the secret of another"])
            #expect(try stolen.json()["error"] == "invalid_grant")
            #expect(try await mock.redeem(code).status == 200)
        }
    }

    @Test func `a code is bound to its redirect URI`() async throws {
        try await withMock { mock in
            let reply = try await mock.redeem(
                try await mock.code(), ["redirect_uri": "http://localhost:8080/vneid/callback/"])
            #expect(try reply.json()["error"] == "invalid_grant")
        }
    }

    @Test(
        arguments: [
            (true, "the verifier of the challenge, forty-three characters", 200),
            (true, "another verifier than that of the challenge, as long", 400),
            (true, nil, 400),
            (false, "the verifier of the challenge, forty-three characters", 400),
            (false, nil, 200),
        ] as [(Bool, String?, Int)])
    func `a challenge needs its verifier, and a verifier its challenge`(
        hasChallenge: Bool, verifier: String?, status: Int
    ) async throws {
        try await withMock { mock in
            let hash = SHA2.sha256(Array("the verifier of the challenge, forty-three characters".utf8))
            let pkce = [("code_challenge", Base64URL.encode(hash)), ("code_challenge_method", "S256")]
            let code = try await mock.code("046195000022", RunningMock.request + (hasChallenge ? pkce : []))
            #expect(try await mock.redeem(code, ["code_verifier": verifier]).status == status)
        }
    }

    @Test func `client_secret_basic takes form-encoded ids and secrets`() async throws {
        try await withMock { mock in
            let pair = Base64.encode(Array("hue-sso:the+secret%20of+hue".utf8))
            let reply = try await mock.post(
                "/oauth2/token",
                [
                    ("grant_type", "authorization_code"), ("code", try await mock.code()),
                    ("redirect_uri", RunningMock.redirectURI),
                ], headers: [("Authorization", "Basic \(pair)")])
            #expect(reply.status == 200)
        }
    }

    @Test func `a request without a nonce gives an ID token without one`() async throws {
        try await withMock { mock in
            let code = try await mock.code("046195000022", RunningMock.request.filter { $0.0 != "nonce" })
            #expect(try await mock.idToken(try await mock.redeem(code))["nonce"] == nil)
        }
    }

    @Test func `metadata names this port and what is served`() async throws {
        try await withMock { mock in
            let metadata = try await mock.get("/.well-known/openid-configuration").json()
            #expect(metadata["issuer"]?.string == mock.origin)
            #expect(metadata["authorization_endpoint"]?.string == mock.origin + "/oauth2/authorize")
            #expect(metadata["token_endpoint"]?.string == mock.origin + "/oauth2/token")
            #expect(metadata["userinfo_endpoint"]?.string == mock.origin + "/oauth2/userinfo")
            #expect(metadata["jwks_uri"]?.string == mock.origin + "/oauth2/jwks")
            #expect(metadata["end_session_endpoint"]?.string == mock.origin + "/oidc/logout")
            #expect(metadata["code_challenge_methods_supported"] == ["S256"])
            #expect(metadata["id_token_signing_alg_values_supported"] == ["RS256"])
        }
    }
}

/// Carries a value out of a closure that runs once.
private final class Box: Sendable {
    private let stored = Mutex(JSONObject())
    var value: JSONObject {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}
