import Database
import Identity
import OpenIDConnect
import Storage
import Testing
import Wire

@testable import Operations
@testable import Server

/// A platform that isn't set up right is told so where a developer looks: in the answer, on a page, and in what is kept of it.
@Suite(.bothDatabases) struct ClientMistakeTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        browser = Browser(provider)
        try await provider.register("platform")
    }

    private static let good = [
        ("client_id", "platform"), ("redirect_uri", "https://platform.hue.test/callback"), ("response_type", "code"),
        ("scope", "openid profile"), ("state", "s"), ("nonce", "n"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("code_challenge_method", "S256"),
    ]

    /// - Parameter changes: of a good authorization request; an empty text leaves a parameter out.
    private func authorize(_ changes: [String: String]) async throws -> Reply {
        let pairs =
            Self.good.map { ($0.0, changes[$0.0] ?? $0.1) }.filter { !$0.1.isEmpty }
            + changes.filter { change in !Self.good.contains { $0.0 == change.key } }.map { ($0.key, $0.value) }
        return try await browser.get(Issuer.Path.authorization + "?" + FormParameters(pairs).compactlyEncoded())
    }

    /// What is kept: `client | mistake | how often`.
    private func kept() async throws -> [String] {
        try await provider.provider.mistakes.write()
        return try await provider.database.read { transaction in
            try transaction.rows(
                "SELECT client_id, mistake, number FROM client_mistakes ORDER BY client_id, mistake"
            ).map { row in "\(try row.text(0)) | \(try row.text(1)) | \(try row.integer(2))" }
        }
    }

    @Test(
        arguments: [
            (["code_challenge": "", "code_challenge_method": ""], ClientMistake.missingCodeChallenge),
            (["code_challenge_method": "plain"], .otherChallengeMethod),
            (["code_challenge_method": ""], .otherChallengeMethod),
            (["response_type": "token"], .otherResponseType), (["response_type": ""], .missingResponseType),
            (["response_mode": "fragment"], .otherResponseMode), (["scope": "profile"], .missingOpenIDScope),
            (["scope": ""], .missingOpenIDScope), (["scope": "openid email"], .foreignScope),
            (["request_uri": "https://rp.test/r"], .requestObject),
            (["prompt": "create"], .promptCreate),
        ] as [([String: String], ClientMistake)])
    func `an error at the redirect URI names a page that says what to set, and is kept`(
        changes: [String: String], mistake: ClientMistake
    ) async throws {
        let location = try #require(try await authorize(changes).header("Location"))
        let answer = try FormParameters(query: String(location.split(separator: "?", maxSplits: 1).last ?? ""))
        #expect(try answer.single("error_uri") == "https://sso.hue.test/mistakes/\(mistake.rawValue)")
        #expect(try await kept() == ["platform | \(mistake.rawValue) | 1"])
    }

    @Test(
        arguments: [
            (["redirect_uri": "https://platform.hue.test/callback/"], ClientMistake.foreignRedirectURI),
            (["redirect_uri": ""], .missingRedirectURI), (["request": "x"], .badRequestObject),
        ] as [([String: String], ClientMistake)])
    func `where no answer can be sent, the page itself says it, Vietnamese first`(
        changes: [String: String], mistake: ClientMistake
    ) async throws {
        let reply = try await authorize(changes)
        #expect(reply.status == 400)
        let vietnamese = try #require(reply.text.range(of: mistake.problem.vietnamese))
        let english = try #require(reply.text.range(of: mistake.remedy.english.replacing("'", with: "&#39;")))
        #expect(vietnamese.lowerBound < english.lowerBound)
        #expect(try await kept() == ["platform | \(mistake.rawValue) | 1"])
    }

    @Test func `a request that is good leaves nothing`() async throws {
        #expect(try await authorize([:]).status == 303)
        #expect(try await kept().isEmpty)
    }

    @Test(arguments: ClientMistake.allCases)
    func `each mistake has a page in both languages`(mistake: ClientMistake) async throws {
        let reply = try await browser.get(mistake.path)
        #expect(reply.status == 200)
        for text in [mistake.problem, mistake.remedy] {
            #expect(!text.vietnamese.isEmpty && !text.english.isEmpty && text.vietnamese != text.english)
        }
    }

    @Test func `there are no other such pages`() async throws {
        for path in ["/mistakes/none", "/mistakes/%2e%2e", "/mistakes"] {
            #expect(try await browser.get(path).status == 404, "\(path)")
        }
    }

    private func redeem(_ pairs: [(String, String)]) async throws -> Reply {
        try await browser.post(Issuer.Path.token, [("grant_type", "authorization_code")] + pairs)
    }

    @Test func `at the token endpoint a wrong secret is kept as one, and a forgotten one as that`() async throws {
        _ = try await redeem([("client_id", "platform"), ("client_secret", "wrong"), ("code", "c")])
        _ = try await redeem([("client_id", "platform"), ("code", "c")])
        _ = try await redeem([("client_id", "platform"), ("code", "c")])
        #expect(try await kept() == ["platform | missing-secret | 2", "platform | wrong-secret | 1"])
    }

    @Test(arguments: [
        Issuer.Path.token, Issuer.Path.introspection, Issuer.Path.revocation, Issuer.Path.pushedAuthorization,
    ])
    func `wherever a client shows its secret, a wrong one is kept as that`(path: String) async throws {
        _ = try await browser.post(path, [("client_id", "platform"), ("client_secret", "wrong"), ("token", "t")])
        #expect(try await kept() == ["platform | wrong-secret | 1"])
    }

    @Test func `a pushed request with a mistake in it is told and kept as one through the browser`() async throws {
        let pairs =
            Self.good.filter { !$0.0.hasPrefix("code_challenge") } + [("client_secret", "the secret of platform")]
        let reply = try await browser.post(Issuer.Path.pushedAuthorization, pairs)
        #expect(reply.status == 400)
        #expect(reply.text.contains("https://sso.hue.test/mistakes/missing-code-challenge"))
        #expect(try await kept() == ["platform | missing-code-challenge | 1"])
    }

    @Test func `an error of UserInfo has a body for who doesn't read challenges, and none where no token came`()
        async throws
    {
        let wrong = try await browser.get(Issuer.Path.userInfo, headers: [("Authorization", "Bearer x.y.z")])
        #expect(wrong.status == 401 && wrong.text.contains(#""error":"invalid_token""#))
        #expect(wrong.header("WWW-Authenticate")?.contains("invalid_token") == true)
        let missing = try await browser.get(Issuer.Path.userInfo)
        #expect(missing.status == 401 && missing.text.isEmpty)
    }

    @Test func `which grants a client has it is told with a page`() async throws {
        let reply = try await browser.post(
            Issuer.Path.token,
            [
                ("grant_type", "client_credentials"), ("client_id", "platform"),
                ("client_secret", "the secret of platform"),
            ])
        #expect(reply.text.contains("https://sso.hue.test/mistakes/unregistered-grant"))
        #expect(try await kept() == ["platform | unregistered-grant | 1"])
    }

    @Test func `a code that isn't good any more is answered alike, whatever is wrong with it`() {
        let refusals = [TokenRefusal.unknownCode, .expiredCode, .codeUsedTwice]
        #expect(Set(refusals.map(\.error)).count == 1)
    }

    @Test func `a refused logout names its client`() async throws {
        let reply = try await browser.get(
            Issuer.Path.endSession + "?client_id=platform&post_logout_redirect_uri=https%3A%2F%2Fevil.test%2F")
        #expect(reply.status == 400)
        #expect(try await kept() == ["platform | foreign-return-address | 1"])
        #expect(
            try await provider.counted().contains { $0.contains("foreign-return-address") && $0.contains("platform") })
    }

    @Test func `whoever makes up clients leaves nothing, and one row is the most of a mistake`() async throws {
        for number in 0..<50 {
            _ = try await authorize(["client_id": "made-up-\(number)"])
            _ = try await redeem([("client_id", "made-up-\(number)"), ("client_secret", "x"), ("code", "c")])
            _ = try await authorize(["scope": "profile"])
        }
        #expect(try await kept() == ["platform | missing-openid-scope | 50"])
        _ = try await authorize(["scope": "profile"])
        #expect(try await kept() == ["platform | missing-openid-scope | 51"])
    }

    @Test func `what was counted before a client was removed isn't kept`() async throws {
        _ = try await authorize(["scope": "profile"])
        _ = try await RemoveClient(provider.provider.installation).run(
            try #require(ClientID("platform")), Act(actor: .anonymous, origin: .local, now: provider.clock.now))
        #expect(try await kept().isEmpty)
    }
}
