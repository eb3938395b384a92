import Identity
import Testing
import VNeIDMock
import Wire

/// The session that the portal can keep, and the demands that ask past it (OpenID Connect Core §3.1.2.1).
@Suite struct PortalSessionTests {
    /// Signs in, and returns the cookie.
    private func signIn(_ mock: RunningMock) async throws -> String {
        let transaction = try mock.transaction(try await mock.authorize())
        let page = try await mock.signIn("046195000022", transaction: transaction)
        return String(try #require(page.header("Set-Cookie")).prefix { $0 != ";" })
    }

    private func authorize(
        _ mock: RunningMock, _ cookie: String, _ demand: [(String, String)] = []
    ) async throws -> (page: Reply, asks: Bool) {
        let page = try await mock.get(
            "/oauth2/authorize?" + FormParameters(RunningMock.request + demand).encoded(), headers: [("Cookie", cookie)]
        )
        return (page, page.text.contains("name=\"otp\""))
    }

    @Test func `who is remembered is asked to share, and for no password`() async throws {
        try await withMock(keepsSessions: true) { mock in
            let cookie = try await signIn(mock)
            let signedInAt = mock.clock.now
            mock.clock.advance(by: .minutes(5))
            let (page, asks) = try await authorize(mock, cookie)
            #expect(!asks)
            let answer = try await mock.decide("allow", transaction: try mock.transaction(page)).redirection()
            #expect(try answer.single("iss") == mock.origin)
            let claims = try await mock.idToken(try await mock.redeem(try #require(try answer.single("code"))))
            #expect(claims["auth_time"]?.integer == signedInAt.secondsSince1970)
            #expect(claims["iat"]?.integer == mock.clock.now.secondsSince1970)
        }
    }

    @Test(arguments: [
        ([("prompt", "login")], true), ([("prompt", "consent login")], true), ([("prompt", "consent")], false),
        ([("max_age", "299")], true), ([("max_age", "300")], false), ([("max_age", "0")], true),
    ])
    func `a demand for a fresh sign-in is honoured`(demand: [(String, String)], asks: Bool) async throws {
        try await withMock(keepsSessions: true) { mock in
            let cookie = try await signIn(mock)
            mock.clock.advance(by: .minutes(5))
            #expect(try await authorize(mock, cookie, demand).asks == asks)
            // Unless it is told not to.
            try await mock.mock.faults.set(.freshnessIgnored)
            #expect(try await !authorize(mock, cookie, demand).asks)
        }
    }

    @Test(arguments: ["-1", "+5", "5m", "99999999999"])
    func `a max_age that is none is refused`(text: String) async throws {
        try await withMock { mock in
            let answer = try await mock.authorize(RunningMock.request + [("max_age", text)]).redirection()
            #expect(try answer.single("error") == "invalid_request")
        }
    }

    @Test func `signing out, a day, or another's cookie end it`() async throws {
        try await withMock(keepsSessions: true) { mock in
            let cookie = try await signIn(mock)
            #expect(try await authorize(mock, "vneid-mock-session=x").asks)
            _ = try await mock.get("/oidc/logout", headers: [("Cookie", cookie)])
            #expect(try await authorize(mock, cookie).asks)
            let later = try await signIn(mock)
            mock.clock.advance(by: .hours(24))
            #expect(try await authorize(mock, later).asks)
        }
    }

    @Test func `a portal that keeps no session sets no cookie, and asks every time`() async throws {
        try await withMock { mock in
            let transaction = try mock.transaction(try await mock.authorize())
            #expect(try await mock.signIn("046195000022", transaction: transaction).header("Set-Cookie") == nil)
        }
    }
}
