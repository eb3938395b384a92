import Testing
import VNeIDMock
import Wire

@Suite struct PagesTests {
    @Test func `every page says that it is a simulation and carries no script and no picture`() async throws {
        try await withMock { mock in
            let signIn = try await mock.authorize()
            let transaction = try mock.transaction(signIn)
            let pages = [
                signIn,
                try await mock.post("/simulation/sign-in", [("transaction", transaction)]),
                try await mock.signIn("046195000022", transaction: transaction),
                try await mock.decide("allow", transaction: "nobody's"),
                try await mock.get("/oauth2/authorize"),
                try await mock.get("/oidc/logout"),
                try await mock.get("/nothing-here"),
                try await mock.get("/simulation/consent"),
            ]
            for page in pages {
                #expect(page.header("content-type") == "text/html; charset=utf-8")
                #expect(page.text.contains("Đây là bản mô phỏng, không phải VNeID."))
                #expect(page.text.contains(#"<html lang="vi">"#))
                #expect(
                    !page.text.contains("<script") && !page.text.contains("<img")
                        && !page.text.contains("style="))
                let policy = try #require(page.header("content-security-policy"))
                #expect(policy.hasPrefix("default-src 'none'; style-src 'self'"))
                #expect(!policy.contains("form-action"))
                #expect(page.header("cache-control") == "no-store")
                #expect(page.header("referrer-policy") == "no-referrer")
            }
        }
    }

    @Test func `the sign-in page has the fields by their ids, each with a label`() async throws {
        try await withMock { mock in
            let page = try await mock.authorize().text
            for id in ["username", "password", "otp"] {
                #expect(page.contains(#"<input id="\#(id)""#))
                #expect(page.contains(#"<label for="\#(id)""#))
            }
            #expect(page.contains(#"<button id="submit""#))
        }
    }

    @Test func `the style is served`() async throws {
        try await withMock { mock in
            let style = try await mock.get("/simulation/style.css")
            #expect(style.status == 200)
            #expect(style.header("content-type") == "text/css; charset=utf-8")
        }
    }

    @Test(
        arguments: [
            ("", 200, nil),
            (
                "client_id=hue-sso&post_logout_redirect_uri=" + goodWay, 303,
                "http://localhost:8080/vneid/signed-out"
            ),
            (
                "client_id=hue-sso&state=s&post_logout_redirect_uri=" + goodWay, 303,
                "http://localhost:8080/vneid/signed-out?state=s"
            ),
            ("post_logout_redirect_uri=" + goodWay, 400, nil),
            ("client_id=nobody&post_logout_redirect_uri=" + goodWay, 400, nil),
            ("client_id=hue-sso&post_logout_redirect_uri=" + goodWay + "%2F", 400, nil),
            ("client_id=hue-sso&post_logout_redirect_uri=https%3A%2F%2Fevil.test%2F", 400, nil),
            ("id_token_hint=a.b.c&post_logout_redirect_uri=" + goodWay, 400, nil),
            ("id_token_hint=..&post_logout_redirect_uri=" + goodWay, 400, nil),
        ] as [(String, Int, String?)])
    func `signing out leads back only where the client has registered`(
        query: String, status: Int, location: String?
    ) async throws {
        try await withMock { mock in
            let reply = try await mock.get("/oidc/logout?" + query)
            #expect(reply.status == status)
            #expect(reply.header("location") == location)
        }
    }

    @Test func `an ID token as the hint names the client`() async throws {
        try await withMock { mock in
            let idToken = try await mock.redeem(try await mock.code()).json()["id_token"]?.string
            let query = FormParameters([
                ("id_token_hint", try #require(idToken)),
                ("post_logout_redirect_uri", "http://localhost:8080/vneid/signed-out"),
            ])
            #expect(try await mock.get("/oidc/logout?" + query.encoded()).status == 303)
        }
    }
}

private let goodWay = "http%3A%2F%2Flocalhost%3A8080%2Fvneid%2Fsigned-out"
