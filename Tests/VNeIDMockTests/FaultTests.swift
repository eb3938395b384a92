import Testing
import VNeIDMock
import Wire

@Suite struct FaultTests {
    @Test func `refused by the citizen: pressing "allow" is a refusal, once`() async throws {
        try await withMock { mock in
            try await mock.mock.faults.set(.refusedByCitizen)
            #expect(try await mock.answer().single("error_description") == "the citizen refused to share")
            #expect(try await mock.answer().single("error") == nil)
        }
    }

    @Test func `consent expired: pressing "allow" comes too late`() async throws {
        try await withMock { mock in
            try await mock.mock.faults.set(.consentExpired)
            #expect(
                try await mock.answer().single("error_description") == "the request for consent has expired")
        }
    }

    @Test func `level too low: ID token and UserInfo both say level 1`() async throws {
        try await withMock { mock in
            try await mock.mock.faults.set(.levelTooLow)
            let reply = try await mock.redeem(try await mock.code())
            let token = try #require(try reply.json()["access_token"]?.string)
            let userInfo = try await mock.get(
                "/oauth2/userinfo", headers: [("Authorization", "Bearer \(token)")])
            for claims in [try await mock.idToken(reply), try userInfo.json()] {
                #expect(claims["loAs"] == "LoA1")
                #expect(claims["IAL"] == "1")
            }
        }
    }

    @Test func `account locked: the right password doesn't help`() async throws {
        try await withMock { mock in
            try await mock.mock.faults.set(.accountLocked)
            let transaction = try mock.transaction(try await mock.authorize())
            let page = try await mock.signIn("046195000022", transaction: transaction)
            #expect(page.status == 403)
            #expect(page.text.contains(#"id="account-locked""#))
        }
    }

    @Test func `replayed code: the first redemption counts as the second`() async throws {
        try await withMock { mock in
            try await mock.mock.faults.set(.replayedCode)
            #expect(try await mock.redeem(try await mock.code()).json()["error"] == "invalid_grant")
        }
    }

    @Test func `address not allowed: token and UserInfo endpoints answer 401`() async throws {
        try await withMock { mock in
            let code = try await mock.code()
            try await mock.mock.faults.set(.addressNotAllowed, lasting: .untilCleared)
            #expect(try await mock.redeem(code).status == 401)
            #expect(try await mock.get("/oauth2/userinfo").status == 401)
            #expect(try await mock.get("/oauth2/jwks").status == 200)
            await mock.mock.faults.clear()
            #expect(try await mock.redeem(code).status == 200)
        }
    }

    @Test func `wrong signature: no published key verifies the ID token`() async throws {
        try await withMock { mock in
            try await mock.mock.faults.set(.wrongSignature)
            let reply = try await mock.redeem(try await mock.code())
            #expect(reply.status == 200)
            await #expect(throws: (any Error).self) { try await mock.idToken(reply) }
            _ = try await mock.idToken(try await mock.redeem(try await mock.code()))
        }
    }

    @Test(
        arguments: [
            (.wrongIssuer, "iss"), (.wrongAudience, "aud"), (.wrongNonce, "nonce"),
        ] as [(Fault, String)])
    func `a wrong claim is the only thing wrong with its token`(fault: Fault, name: String) async throws {
        try await withMock { mock in
            let good = try await mock.idToken(try await mock.redeem(try await mock.code()))
            try await mock.mock.faults.set(fault)
            var bad = try await mock.idToken(try await mock.redeem(try await mock.code()))
            #expect(bad[name] != nil && bad[name] != good[name])
            bad[name] = good[name]
            #expect(bad == good)
        }
    }

    @Test func `slow: a request is held until it is released`() async throws {
        try await withMock { mock in
            try await mock.mock.faults.set(.slow)
            async let held = mock.get("/oauth2/jwks")
            await mock.mock.faults.untilOneIsHeld()
            #expect(try await mock.get("/.well-known/openid-configuration").status == 200)
            await mock.mock.faults.release()
            #expect(try await held.status == 200)
        }
    }

    @Test func `slow: what is held when the simulation ends doesn't hold it`() async throws {
        try await withMock { mock in
            try await mock.mock.faults.set(.slow, lasting: .untilCleared)
            let held = Task { try? await mock.get("/oauth2/jwks") }
            await mock.mock.faults.untilOneIsHeld()
            held.cancel()
        }
    }

    @Test(arguments: [
        "/oauth2/jwks", "/.well-known/openid-configuration", "/oauth2/userinfo", "/oauth2/authorize",
    ])
    func `down: every endpoint answers 503`(path: String) async throws {
        try await withMock { mock in
            try await mock.mock.faults.set(.down)
            #expect(try await mock.get(path).status == 503)
            #expect(try await mock.get(path).status != 503)
        }
    }

    @Test func `keys rotated: the old key is gone and the new one verifies`() async throws {
        try await withMock { mock in
            let before = try await mock.redeem(try await mock.code())
            _ = try await mock.idToken(before)
            try await mock.mock.faults.set(.keysRotated)
            await #expect(throws: (any Error).self) { try await mock.idToken(before) }
            _ = try await mock.idToken(try await mock.redeem(try await mock.code()))
            #expect(try await mock.get("/oauth2/jwks").json()["keys"]?.array?.count == 1)
        }
    }

    @Test func `faults are set over HTTP only where the settings allow it`() async throws {
        try await withMock { mock async throws in
            #expect(try await mock.post("/simulation/faults", [("fault", "down")]).status == 404)
            #expect(try await mock.get("/oauth2/jwks").status == 200)
        }
    }

    @Test(
        arguments: [
            ([("fault", "down")], 204, [503, 200]),
            ([("fault", "down"), ("lasting", "until-cleared")], 204, [503, 503]),
            ([("fault", "down"), ("lasting", "forever")], 400, [200, 200]),
            ([("fault", "up")], 400, [200, 200]),
            ([("fault", "down"), ("fault", "down")], 400, [200, 200]),
            ([], 400, [200, 200]),
        ] as [([(String, String)], Int, [Int])])
    func `over HTTP a fault lasts for one request or until it is cleared`(
        form: [(String, String)], status: Int, after: [Int]
    ) async throws {
        try await withMock(servesFaults: true) { mock async throws in
            #expect(try await mock.post("/simulation/faults", form).status == status)
            for expected in after { #expect(try await mock.get("/oauth2/jwks").status == expected) }
            #expect(try await mock.post("/simulation/faults", [("fault", "none")]).status == 204)
            #expect(try await mock.get("/oauth2/jwks").status == 200)
        }
    }

    @Test(arguments: Fault.allCases)
    func `every fault has a name that HTTP takes`(fault: Fault) async throws {
        try await withMock(servesFaults: true) { mock async throws in
            #expect(try await mock.post("/simulation/faults", [("fault", fault.rawValue)]).status == 204)
        }
    }
}
