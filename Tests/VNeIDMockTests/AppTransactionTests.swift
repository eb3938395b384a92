import Cryptography
import Testing
import Wire

@testable import VNeIDMock

/// The app on the phone: a relying party leaves a request, the app answers it by the return link.
@Suite struct AppTransactionTests {
    private static let verifier = String(repeating: "v", count: 43)
    private static let request =
        RunningMock.request + [
            ("client_secret", "the secret of hue"), ("code_challenge_method", "S256"),
            ("code_challenge", Base64URL.encode(SHA2.sha256(Array(verifier.utf8)))),
        ]

    private func leave(_ mock: RunningMock, _ changes: [String: String?] = [:]) async throws -> Reply {
        var form = Self.request.filter { !changes.keys.contains($0.0) }
        for (name, value) in changes { if let value { form.append((name, value)) } }
        return try await mock.post("/app/transactions", form)
    }

    private func open(_ mock: RunningMock, _ transaction: String) async throws -> Reply {
        try await mock.get("/app/open?" + FormParameters([("transaction", transaction)]).encoded())
    }

    /// From the request to the transaction's id.
    private func transaction(_ mock: RunningMock) async throws -> String {
        let reply = try await leave(mock)
        return try #require(try reply.json()["transaction_id"]?.string, "\(reply.text)")
    }

    @Test func `a request that was left is answered in the app, by the return link`() async throws {
        try await withMock { mock in
            let reply = try await leave(mock)
            #expect(try reply.json()["expires_in"] == 300)
            let id = try #require(try reply.json()["transaction_id"]?.string, "\(reply.text)")
            let screen = try await open(mock, id)
            #expect(screen.text.contains("id=\"app\""))
            let transaction = try mock.transaction(screen)
            _ = try await mock.signIn("046195000022", transaction: transaction)
            let decided = try await mock.decide("allow", transaction: transaction)
            #expect(decided.header("location")?.hasPrefix(RunningMock.redirectURI + "?") == true)
            let answer = try decided.redirection()
            #expect(try answer.single("state") == "a state & more")
            #expect(try answer.single("iss") == mock.origin)
            let code = try #require(try answer.single("code"))
            // Whoever has the return link alone, with the client's secret even, has nothing; and it counts once.
            #expect(try await mock.redeem(code).status == 400)
            #expect(try await mock.redeem(code, ["code_verifier": Self.verifier]).status == 400)
        }
    }

    @Test func `who has the verifier redeems the code, once`() async throws {
        try await withMock { mock in
            let id = try await transaction(mock)
            _ = try await mock.signIn("046195000022", transaction: id)
            let answer = try await mock.decide("allow", transaction: id).redirection()
            let code = try #require(try answer.single("code"))
            let tokens = try await mock.redeem(code, ["code_verifier": Self.verifier])
            #expect(try await mock.idToken(tokens)["nonce"] == "n-1")
            #expect(try await mock.redeem(code, ["code_verifier": Self.verifier]).status == 400)
        }
    }

    @Test func `a refusal comes back by the return link as well`() async throws {
        try await withMock { mock in
            let id = try await transaction(mock)
            _ = try await mock.signIn("046195000022", transaction: id)
            let answer = try await mock.decide("deny", transaction: id).redirection()
            #expect(try answer.single("error") == "access_denied")
            #expect(try answer.single("state") == "a state & more")
        }
    }

    @Test(
        arguments: [
            (["client_secret": "wrong"], 401), (["client_secret": nil], 401), (["client_id": "nobody"], 401),
            (["client_id": "another"], 401), (["redirect_uri": "http://localhost:8080/other"], 400),
            (["redirect_uri": nil], 400), (["code_challenge": nil, "code_challenge_method": nil], 400),
            (["code_challenge_method": "plain"], 400), (["response_type": "token"], 400), (["scope": "profile"], 400),
        ] as [([String: String?], Int)])
    func `what isn't a good request of the client's own is left nowhere`(
        changes: [String: String?], status: Int
    ) async throws {
        try await withMock { mock in
            let reply = try await leave(mock, changes)
            #expect(reply.status == status)
            #expect(try reply.json()["transaction_id"] == nil)
        }
    }

    @Test func `a transaction waits 300 seconds, is decided once, and no other sign-in's is opened in the app`()
        async throws
    {
        try await withMock { mock in
            let late = try await transaction(mock)
            mock.clock.advance(by: .seconds(300))
            #expect(try await open(mock, late).status == 400)
            #expect(try await mock.signIn("046195000022", transaction: late).status == 400)

            let once = try await transaction(mock)
            _ = try await mock.signIn("046195000022", transaction: once)
            #expect(try await mock.decide("allow", transaction: once).status == 303)
            #expect(try await mock.decide("allow", transaction: once).status == 400)
            #expect(try await open(mock, once).status == 400)

            let browsers = try mock.transaction(try await mock.authorize())
            #expect(try await open(mock, browsers).status == 400)
            #expect(try await open(mock, "x").status == 400)
            #expect(try await mock.get("/app/open").status == 400)
        }
    }
}
