import Cryptography
import Testing
import VNeIDMock
import Wire

/// The profile `quirks`, as a relying party meets it.
@Suite struct QuirksFlowTests {
    private static let request = [
        ("response_type", "code"), ("client_id", "sealed"), ("redirect_uri", RunningMock.redirectURI),
        ("scope", "openid"), ("state", "a state & more"),
    ]

    /// The relying party's side: what was in the query, and what opens it.
    private struct Answer {
        let raw: String
        let code: String
        let encryptKey: String
    }

    private static let key = Result { try RSAPrivateKey.generate(bitCount: 2048) }

    private func withSealedClient(_ body: @Sendable (RunningMock) async throws -> Void) async throws {
        let key = try Self.key.get()
        try await withMock { mock in
            let client = try #require(
                VNeIDMockClient(
                    id: "sealed", secret: "a secret", redirectURIs: [URI(RunningMock.redirectURI)],
                    publicKey: key.publicKey))
            #expect(await mock.mock.register(client))
            try await body(mock)
        }
    }

    private func open(_ data: String, _ key: String) throws -> [UInt8] {
        let opener = try LegacyEnvelopeOpener(try Self.key.get())
        return try #require(opener.open(data: try Base64.decode(data), wrappedKey: try Base64.decode(key)))
    }

    private func message(_ reply: Reply) throws -> JSONObject {
        let json = try reply.json()
        #expect(json.members.map(\.name) == ["data", "key"])
        return try JSONReader.readObject(
            try open(try #require(json["data"]?.string), try #require(json["key"]?.string)))
    }

    private func answer(_ mock: RunningMock, as username: String = "046195000022") async throws -> Answer {
        let page = try await mock.get("/auth?" + FormParameters(Self.request).encoded())
        let transaction = try mock.transaction(page)
        _ = try await mock.signIn(username, transaction: transaction)
        let location = try #require(try await mock.decide("allow", transaction: transaction).header("location"))
        let query = String(try #require(location.split(separator: "?").last))
        let values = Dictionary(
            uniqueKeysWithValues: query.split(separator: "&").map { part in
                let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                return (pair[0], pair[1])
            })
        #expect(values["state"] == "a+state+%26+more" && values.count == 3)
        let (code, key) = (try #require(values["code"]), try #require(values["encrypt_key"]))
        return Answer(raw: query, code: String(decoding: try open(code, key), as: UTF8.self), encryptKey: key)
    }

    private func redeem(
        _ mock: RunningMock, _ answer: Answer, _ changes: [String: String?] = [:]
    ) async throws -> Reply {
        var form: [String: String?] = [
            "grant_type": "authorization_code", "code": answer.code, "redirect_uri": RunningMock.redirectURI,
            "client_id": "sealed", "client_secret": "a secret", "encrypt_key": answer.encryptKey,
        ]
        form.merge(changes) { $1 }
        return try await mock.post("/token", form.compactMap { name, value in value.map { (name, $0) } })
    }

    @Test func `a code comes sealed, with its Base64 as it is, and is two GUIDs`() async throws {
        try await withSealedClient { mock in
            var queries = ""
            while !queries.contains("+") || !queries.contains("/") {
                let answer = try await answer(mock)
                #expect(answer.code.wholeMatch(of: /[0-9a-f-]{36}\.[0-9a-f-]{36}/) != nil)
                queries += answer.raw
            }
            #expect(!queries.contains("%2B") && !queries.contains("%2F") && !queries.contains("%3D"))
        }
    }

    @Test func `token and claims come in envelopes, and no ID token does`() async throws {
        try await withSealedClient { mock in
            let token = try message(try await redeem(mock, try await answer(mock)))
            #expect(Set(token.members.map(\.name)) == ["access_token", "expires_in", "token_type", "scope"])
            let access = try #require(token["access_token"]?.string)
            let claims = try message(try await mock.get("/userinfo", headers: [("Authorization", "Bearer \(access)")]))
            #expect(claims["citizenPid"] == "046195000022" && claims["accountType"] == "1")
            #expect(claims["fullName"] == "Nguyễn Thị Minh Hoạ" && claims["accountLevel"] == "2")
            #expect(claims["birthDate"]?.string?.count == 8)
        }
    }

    @Test func `JSON at the token endpoint is answered with 415`() async throws {
        try await withSealedClient { mock in
            let reply = try await mock.send(
                "POST", "/token", headers: [("Content-Type", "application/json")], body: Array("{}".utf8))
            #expect(reply.status == 415)
        }
    }

    @Test func `a code counts once, with its own key, by a secret in the form`() async throws {
        try await withSealedClient { mock in
            let first = try await answer(mock)
            #expect(try await redeem(mock, first).status == 200)
            #expect(try await redeem(mock, first).json()["error"] == "invalid_grant")
            let (second, third) = (try await answer(mock), try await answer(mock))
            #expect(
                try await redeem(mock, second, ["encrypt_key": third.encryptKey]).json()["error"] == "invalid_grant")
            #expect(try await redeem(mock, third, ["encrypt_key": nil]).json()["error"] == "invalid_request")
            #expect(try await redeem(mock, third, ["client_secret": "wrong"]).status == 401)
            #expect(try await redeem(mock, third).status == 200)
        }
    }

    @Test func `a code lives a few seconds`() async throws {
        try await withSealedClient { mock in
            let answer = try await answer(mock)
            mock.clock.advance(by: .seconds(10))
            #expect(try await redeem(mock, answer).json()["error"] == "invalid_grant")
        }
    }

    @Test func `a code of one profile is none of the other`() async throws {
        try await withSealedClient { mock in
            let answer = try await answer(mock)
            let reply = try await mock.redeem(
                answer.code, ["client_id": "sealed", "client_secret": "a secret"])
            #expect(try reply.json()["error"] == "invalid_grant")
            let plain = Answer(raw: "", code: try await mock.code(), encryptKey: "AAAA")
            #expect(
                try await redeem(
                    mock, plain, ["client_id": "hue-sso", "client_secret": "the secret of hue"]
                ).json()["error"] == "invalid_client")
        }
    }

    @Test func `an address that isn't allowed is answered with 401`() async throws {
        try await withSealedClient { mock in
            let answer = try await answer(mock)
            try await mock.mock.faults.set(.addressNotAllowed, lasting: .untilCleared)
            #expect(try await redeem(mock, answer).status == 401)
            #expect(try await mock.get("/userinfo").status == 401)
        }
    }

    @Test func `a corrupt envelope opens to nothing, and a plain answer has none`() async throws {
        try await withSealedClient { mock in
            try await mock.mock.faults.set(.corruptEnvelope)
            let json = try await redeem(mock, try await answer(mock)).json()
            let opener = try LegacyEnvelopeOpener(try Self.key.get())
            let clear = opener.open(
                data: try Base64.decode(try #require(json["data"]?.string)),
                wrappedKey: try Base64.decode(try #require(json["key"]?.string)))
            let message = try? clear.map { try JSONReader.readObject($0) }
            #expect(message == nil)
            try await mock.mock.faults.set(.plainAnswer)
            #expect(try await redeem(mock, try await answer(mock)).json()["access_token"] != nil)
        }
    }

    @Test(arguments: [
        (["client_id": "hue-sso"], 400), (["client_id": "nobody"], 400), (["redirect_uri": "https://a.test"], 400),
        (["response_type": "token"], 303), (["scope": "profile"], 303),
    ])
    func `a request that isn't one gets no page`(changes: [String: String], status: Int) async throws {
        try await withSealedClient { mock in
            let request = Self.request.map { name, value in (name, changes[name] ?? value) }
            let reply = try await mock.get("/auth?" + FormParameters(request).encoded())
            #expect(reply.status == status)
        }
    }
}
