import Testing
import VNeIDMock
import Wire

@Suite struct HostileInputTests {
    /// Changes to a good request: a value in place of the good one, or `nil` for none.
    @Test(
        arguments: [
            ("client_id", nil, "unknown-client"),
            ("client_id", "nobody", "unknown-client"),
            ("client_id", "hue-sso\u{301}", "unknown-client"),
            ("redirect_uri", nil, "unknown-redirect-uri"),
            ("redirect_uri", "http://localhost:8080/vneid/callback/", "unknown-redirect-uri"),
            ("redirect_uri", "http://localhost:8080/vneid/callback?", "unknown-redirect-uri"),
            ("redirect_uri", "http://localhost:8080/vneid/../vneid/callback", "unknown-redirect-uri"),
            ("redirect_uri", "http://localhost:8080/vneid/callback#", "unknown-redirect-uri"),
            ("redirect_uri", "http://LOCALHOST:8080/vneid/callback", "unknown-redirect-uri"),
            ("redirect_uri", "http://u@localhost:8080/vneid/callback", "unknown-redirect-uri"),
            ("redirect_uri", "http://localhost:8080.evil/vneid/callback", "unknown-redirect-uri"),
            ("redirect_uri", "http://localhost:80800/vneid/callback", "unknown-redirect-uri"),
            ("redirect_uri", "http://localhost:8080/\u{212A}", "unknown-redirect-uri"),
            ("redirect_uri", "javascript:alert(1)", "unknown-redirect-uri"),
            ("state", String(repeating: "s", count: 2049), "unreadable-request"),
            ("nonce", String(repeating: "n", count: 2049), "unreadable-request"),
        ] as [(String, String?, String)])
    func `a request in doubt is answered on a page and redirected nowhere`(
        name: String, value: String?, page: String
    ) async throws {
        try await withMock { mock in
            let reply = try await mock.authorize(Self.request(changing: name, to: value))
            #expect(reply.status == 400)
            #expect(reply.header("location") == nil)
            #expect(reply.text.contains(#"id="\#(page)""#))
        }
    }

    @Test(
        arguments: [
            ("response_type", nil, "invalid_request"),
            ("response_type", "token", "unsupported_response_type"),
            ("response_type", "code id_token", "unsupported_response_type"),
            ("scope", nil, "invalid_scope"),
            ("scope", "profile", "invalid_scope"),
            ("prompt", "none", "login_required"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "invalid_request"),
            ("code_challenge_method", "S256", "invalid_request"),
            ("code_challenge_method", "plain", "invalid_request"),
        ] as [(String, String?, String)])
    func `a good client's bad request is answered at its redirect URI`(
        name: String, value: String?, error: String
    ) async throws {
        try await withMock { mock in
            let reply = try await mock.authorize(Self.request(changing: name, to: value))
            #expect(reply.status == 303)
            #expect(reply.header("location")?.hasPrefix(RunningMock.redirectURI + "?") == true)
            #expect(try reply.redirection().single("error") == error)
            #expect(try reply.redirection().single("state") == "a state & more")
        }
    }

    @Test(arguments: ["response_type", "scope", "nonce", "prompt", "code_challenge", "state"])
    func `a doubled parameter is refused at the redirect URI`(name: String) async throws {
        try await withMock { mock in
            let reply = try await mock.authorize(RunningMock.request + [(name, "1"), (name, "2")])
            #expect(try reply.redirection().single("error") == "invalid_request")
        }
    }

    @Test(arguments: ["client_id", "redirect_uri"])
    func `a doubled client or redirect URI is redirected nowhere`(name: String) async throws {
        try await withMock { mock in
            let good = try #require(RunningMock.request.first { $0.0 == name })
            let reply = try await mock.authorize(RunningMock.request + [good])
            #expect(reply.status == 400)
            #expect(reply.header("location") == nil)
        }
    }

    @Test(arguments: [
        "%", "client_id=%zz", "client_id=%00", "client_id=%C0%AF", "&&&&", "=", "a=1;b=2", "?", "#",
        "\u{E9}=1",
        String(repeating: "a=1&", count: 200), "x=" + String(repeating: "y", count: 17_000),
    ])
    func `an unreadable query is answered with 400`(query: String) async throws {
        try await withMock { mock async throws in
            #expect(try await mock.rawGet("/oauth2/authorize?" + query) == 400)
            let good = FormParameters(RunningMock.request).encoded()
            #expect(try await mock.rawGet("/oauth2/authorize?" + good + "&" + query) != 500)
            #expect(try await mock.rawGet("/oidc/logout?" + query) < 500)
            #expect(try await mock.rawGet("/oauth2/authorize?" + good) == 200)
        }
    }

    @Test(arguments: [
        "/", "//", "*", "/%", "/oauth2/%00", "/../../etc/passwd", "/simulation/..%2f..%2fetc/passwd", "/:",
        "/**",
        "http://localhost/oauth2/jwks", "http://", "?", "oauth2/jwks",
        "/" + String(repeating: "a/", count: 4000),
    ])
    func `a strange target is answered with some refusal, and the server lives on`(
        target: String
    )
        async throws
    {
        try await withMock { mock async throws in
            let status = try await mock.rawGet(target)
            #expect(status == 200 || (400..<500).contains(status))
            #expect(try await mock.rawGet("/oauth2/jwks") == 200)
        }
    }

    @Test(arguments: [
        ("application/json", #"{"grant_type":"authorization_code"}"#, 415, "invalid_request"),
        ("", "grant_type=authorization_code", 415, "invalid_request"),
        ("text/plain", "grant_type=authorization_code", 415, "invalid_request"),
        (form, "", 401, "invalid_client"),
        (form, "%", 400, "invalid_request"),
        (form, "a=%ff", 400, "invalid_request"),
        (form, "client_id=hue-sso&client_secret=", 401, "invalid_client"),
        (form, "client_id=hue-sso", 401, "invalid_client"),
        (form, "client_id=hue-sso&client_secret=wrong", 401, "invalid_client"),
        (form, "client_id=nobody&client_secret=the+secret+of+hue", 401, "invalid_client"),
        (form, "client_id=hue-sso&client_id=hue-sso&client_secret=the+secret+of+hue", 400, "invalid_request"),
        (form, good, 400, "invalid_request"),
        (form, good + "&grant_type=password", 400, "unsupported_grant_type"),
        (form, good + "&grant_type=refresh_token&refresh_token=x", 400, "unsupported_grant_type"),
        (form, good + "&grant_type=authorization_code", 400, "invalid_request"),
        (form, good + "&grant_type=authorization_code&code=x", 400, "invalid_request"),
        (form, good + "&grant_type=authorization_code&code=x&redirect_uri=y", 400, "invalid_grant"),
        (form, good + "&grant_type=authorization_code&code=x&code=x&redirect_uri=y", 400, "invalid_request"),
        (form, "x=" + String(repeating: "y", count: 17_000), 413, "invalid_request"),
        (form + "; charset=utf-8", good + "&grant_type=password", 400, "unsupported_grant_type"),
    ])
    func `the token endpoint answers every bad request with the error that fits`(
        type: String, body: String, status: Int, error: String
    ) async throws {
        try await withMock { mock in
            let headers = type.isEmpty ? [] : [("Content-Type", type)]
            let reply = try await mock.send("POST", "/oauth2/token", headers: headers, body: Array(body.utf8))
            #expect(reply.status == status)
            #expect(try reply.json()["error"]?.string == error)
        }
    }

    @Test(arguments: [
        "Basic", "Basic ", "Basic !!!!", "Basic aHVlLXNzbw", "Basic aHVlLXNzbw==", "Bearer x", "Basic Og==",
        "basic " + Base64.encode(Array("hue-sso:wrong".utf8)),
        "Basic " + Base64.encode([0x68, 0x3A, 0xFF]),
        "Basic " + Base64.encode(Array("hue-sso:the secret of hue&x=1".utf8)),
        "Basic " + Base64.encode(Array("hue-sso:%zz".utf8)),
    ])
    func `a bad Authorization header is an unknown client`(header: String) async throws {
        try await withMock { mock in
            let reply = try await mock.post(
                "/oauth2/token", [("grant_type", "authorization_code")], headers: [("Authorization", header)])
            #expect(reply.status == 401)
            #expect(try reply.json()["error"] == "invalid_client")
            #expect(reply.header("www-authenticate") != nil)
        }
    }

    @Test(arguments: [
        [("client_secret", "the secret of hue")],
        [("client_id", "another")],
    ])
    func `a client authenticates in one way only`(form: [(String, String)]) async throws {
        try await withMock { mock in
            let basic = "Basic " + Base64.encode(Array("hue-sso:the+secret+of+hue".utf8))
            let reply = try await mock.post(
                "/oauth2/token", [("grant_type", "authorization_code")] + form,
                headers: [("Authorization", basic)])
            #expect(try reply.json()["error"] == "invalid_request")
        }
    }

    @Test(arguments: [
        "", "Bearer", "Bearer ", "Bearer x", "Basic x", "Bearer " + String(repeating: "x", count: 5000),
    ])
    func `UserInfo is closed without a token of ours`(header: String) async throws {
        try await withMock { mock in
            let reply = try await mock.get("/oauth2/userinfo", headers: [("Authorization", header)])
            #expect(reply.status == 401)
            #expect(reply.header("www-authenticate")?.hasPrefix("Bearer") == true)
        }
    }

    @Test func `a code is no access token, and an access token no code`() async throws {
        try await withMock { mock in
            let code = try await mock.code()
            let asToken = try await mock.get(
                "/oauth2/userinfo", headers: [("Authorization", "Bearer \(code)")])
            #expect(asToken.status == 401)
            let token = try #require(try await mock.redeem(code).json()["access_token"]?.string)
            #expect(try await mock.redeem(token).json()["error"] == "invalid_grant")
        }
    }

    @Test(arguments: ["/simulation/sign-in", "/simulation/consent"])
    func `a form that can't be read, or of nobody's sign-in, is a page`(path: String) async throws {
        try await withMock { mock in
            let cases: [(String, String, Int)] = [
                (form, "", 400), (form, "transaction=x", 400), (form, "%", 400),
                (form, "transaction=a&transaction=b", 400), ("text/plain", "transaction=x", 415),
                (form, "x=" + String(repeating: "y", count: 17_000), 413),
            ]
            for (type, body, status) in cases {
                let reply = try await mock.send(
                    "POST", path, headers: [("Content-Type", type)], body: Array(body.utf8))
                #expect(reply.status == status, "\(body.prefix(40))")
                #expect(reply.text.contains("mô phỏng"))
            }
        }
    }

    private static func request(changing name: String, to value: String?) -> [(String, String)] {
        RunningMock.request.filter { $0.0 != name } + (value.map { [(name, $0)] } ?? [])
    }
}

private let form = "application/x-www-form-urlencoded"
private let good = "client_id=hue-sso&client_secret=the+secret+of+hue"
