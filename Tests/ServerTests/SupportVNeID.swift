import AsyncHTTPClient
import Cryptography
import Federation
import Identity
import JOSE
import Keys
import NIOCore
import OpenIDConnect
import Settings
import Synchronization
import TestSupport
import Testing
import VNeIDMock
import Wire

@testable import Server

/// A provider that delegates to the simulated VNeID, which serves on a loopback socket with the same clock.
struct Federated: Sendable {
    let mock: VNeIDMock
    let origin: String
    let provider: RunningProvider
    let wire: RecordingFetcher
    private let client: HTTPClient

    /// Makes both, runs a body, and ends both.
    /// - Parameters:
    ///   - profile: how the two speak.
    ///   - keepsSessions: whether VNeID remembers who has signed in there.
    ///   - upstream: a second way to the same party, as a plain OpenID Provider: an entry of the file, without its issuer.
    ///   - asksEveryTime: what was agreed of that, where the profile can't tell.
    ///   - keys: those of the provider's records, which are to have the key that VNeID seals to as well.
    static func run(
        _ profile: VNeIDProfile = .oidc, keepsSessions: Bool = false, asksEveryTime: Bool = true,
        upstream: JSONObject? = nil, keys: (secrets: ProviderSecrets, vault: KeyVault, settings: KeySettings)? = nil,
        _ body: @Sendable (Federated) async throws -> Void
    ) async throws {
        let clock = SetClock()
        let mock = try VNeIDMock(
            settings: VNeIDMockSettings(
                port: 0, personas: try PersonaFile.standard(), keepsSessions: keepsSessions, clock: clock,
                random: SeededRandom(seed: 7), logger: quietLogger), key: vneidKey.get())
        let callback = RunningProvider.issuer + "/vneid/callback"
        let addresses = ["/vneid/callback", "/vneid/app/callback", "/upstream/giao-duc/callback"]
        let registration = try #require(
            VNeIDMockClient(
                id: "sso-hue-web", secret: "the secret of hue", name: "Huế",
                redirectURIs: try addresses.map { try URI(RunningProvider.issuer + $0) },
                publicKey: profile == .quirks ? try quirksKey.get().publicKey : nil))
        let envelopeKeys = EnvelopeKeyRing()
        if keys == nil { envelopeKeys.replace(with: [EnvelopeKey(number: 1, key: try quirksKey.get())]) }
        await mock.register(registration)
        let client = HTTPClient(configuration: .init(redirectConfiguration: .disallow))
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let serving = Task {
            defer { port.finish() }
            try await mock.run { port.yield($0) }
        }
        let result: Result<Void, any Error>
        do {
            var iterator = ports.makeAsyncIterator()
            let origin = "http://localhost:\(try #require(await iterator.next()))"
            let wire = RecordingFetcher(HTTPClientFetcher())
            let provider = try RunningProvider(
                vneid: try profile.settings(
                    issuer: origin, clientID: "sso-hue-web", clientSecret: "the secret of hue", redirectURI: callback,
                    asksEveryTime: asksEveryTime),
                upstreams: try upstream.map { try Self.upstreams($0, issuer: origin) } ?? [], fetcher: wire,
                clock: clock, keys: keys, envelopeKeys: envelopeKeys)
            try await provider.register()
            try await body(
                Federated(mock: mock, origin: origin, provider: provider, wire: wire, client: client))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        serving.cancel()
        _ = await serving.result
        try result.get()
    }

    private static func upstreams(_ entry: JSONObject, issuer: String) throws -> [PlainUpstream] {
        var entry = entry
        entry["issuer"] = .string(issuer)
        return try PlainUpstreamFile(
            ["upstreams": [.object(entry)]], address: { RunningProvider.issuer + $0 },
            contents: { _ in Array("the secret of hue\n".utf8) }
        ).upstreams
    }

    // MARK: The steps of a login at VNeID

    /// From the login page to VNeID, or another party: where the browser is sent.
    func begin(_ browser: Browser, _ page: Reply, at party: String = "vneid") async throws -> String {
        let reply = try await browser.get(try #require(page.attribute("href", of: "continue-with-\(party)")))
        let address = try #require(reply.location, "\(reply.status) \(reply.text)")
        try #require(address.hasPrefix(origin), "\(address)")
        return address
    }

    /// What a person does at VNeID, up to the redirect back to us.
    /// - Returns: the callback's path and query.
    func visit(_ address: String, as username: String, decision: String = "allow") async throws -> String {
        let persona = try #require(try PersonaFile.standard().first { $0.username == username })
        let form = try await send(address, nil)
        let transaction = try #require(form.hidden("transaction"), "\(form.text)")
        let consent = try await send(
            origin + "/simulation/sign-in",
            [
                ("transaction", transaction), ("username", username), ("password", persona.password),
                ("otp", persona.otp),
            ])
        // A refusal at the door has a link back; consent has a form.
        if let way = consent.attribute("href", of: "return") { return try path(way) }
        let decided = try await send(
            origin + "/simulation/consent", [("transaction", transaction), ("decision", decision)])
        return try path(try #require(decided.location, "\(decided.status) \(decided.text)"))
    }

    /// The whole login, up to the answer of our callback.
    func signIn(
        _ browser: Browser, _ page: Reply, as username: String, at party: String = "vneid"
    ) async throws -> Reply {
        try await browser.get(try await visit(try await begin(browser, page, at: party), as: username))
    }

    /// A login whose ID token the test has made, signed by a key that the party publishes.
    /// - Parameter change: of the claims of somebody whom VNeID knows.
    func signIn(
        _ browser: Browser, at party: String = "vneid", telling change: (inout JSONObject) -> Void
    ) async throws -> Reply {
        let address = try await begin(browser, try await browser.authorize(), at: party)
        let nonce = try #require(try FormParameters(query: try URI(address).query ?? "").single("nonce"))
        let now = provider.clock.now.secondsSince1970
        var claims: JSONObject = [
            "iss": .string(origin), "aud": "sso-hue-web", "sub": "s", "iat": .integer(now), "auth_time": .integer(now),
            "exp": .integer(now + 300), "nonce": .string(nonce), "LoaiTaiKhoan": "1", "SoDinhDanh": "046195000022",
            "HoVaTen": "Nguyễn Thị Minh Hoạ", "IAL": "2", "loAs": "LoA2",
        ]
        change(&claims)
        let key = try SigningKey.generate(algorithm: .ES256)
        let token = try JWS.sign(payload: JSONWriter.write(claims), type: "JWT", key: key)
        let keys = JSONWriter.write(JWKSet(keys: [key.publicJWK]).json)
        wire.script("/oauth2/jwks", .answer(200, String(decoding: keys, as: UTF8.self)))
        wire.script("/oauth2/userinfo", .answer(401, ""))
        wire.script("/oauth2/token", .answer(200, #"{"id_token":"\#(token)","access_token":"a"}"#))
        return try await browser.get(try await visit(address, as: "046195000022"))
    }

    /// From a platform's request to its code, with VNeID.
    func code(
        _ browser: Browser, _ changes: [(String, String)] = [], as username: String = "046195000022"
    ) async throws -> String {
        let page = try await browser.authorize("platform", changes)
        let reply = try await browser.follow(try await signIn(browser, page, as: username))
        return try #require(try reply.redirection().single("code"), "\(reply.status) \(reply.text)")
    }

    func path(_ address: String) throws -> String {
        try #require(
            ["/vneid/callback?", "/vneid/app/callback?", "/upstream/giao-duc/callback?"].contains { path in
                address.hasPrefix(RunningProvider.issuer + path)
            }, "\(address)")
        return String(address.dropFirst(RunningProvider.issuer.count))
    }

    func send(_ address: String, _ form: [(String, String)]?, cookie: String? = nil) async throws -> Reply {
        var request = HTTPClientRequest(url: address)
        if let cookie { request.headers.add(name: "Cookie", value: cookie) }
        if let form {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: FormParameters(form).encoded()))
        }
        let response = try await client.execute(request, timeout: .minutes(5))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
        return Reply(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
            text: text)
    }
}

/// How VNeID is spoken to.
enum VNeIDProfile: String, CaseIterable, Sendable {
    case oidc, quirks

    func settings(
        issuer: String, clientID: String, clientSecret: String, redirectURI: String, asksEveryTime: Bool
    ) throws -> any UpstreamSettings {
        switch self {
        case .oidc:
            OpenIDProfileSettings(
                issuer: issuer, clientID: clientID, clientSecret: clientSecret, redirectURI: redirectURI,
                appLink: try VNeIDAppLink(
                    universalLink: URI(issuer + "/app/open"), issuer: issuer,
                    returnURI: RunningProvider.issuer + "/vneid/app/callback"))
        case .quirks:
            try QuirksProfileSettings(
                issuer: issuer, clientID: clientID, clientSecret: clientSecret, redirectURI: redirectURI,
                loginLevel: .two, asksEveryTime: asksEveryTime)
        }
    }

    /// Where codes are redeemed.
    var tokenPath: String { self == .oidc ? "/oauth2/token" : "/token" }
}

/// VNeID's own key, made once.
private let vneidKey = Result { try SigningKey.generate(algorithm: .RS256, rsaBits: 2048) }

/// The key that VNeID seals to in the profile `quirks`, made once.
private let quirksKey = Result { try RSAPrivateKey.generate(bitCount: 2048) }

/// Passes requests on, keeps what came back, and answers in its place where a test says so.
final class RecordingFetcher: Fetcher {
    private let fetcher: any Fetcher
    private let state = Mutex(State())

    private struct State {
        var answers: [(path: String, body: String)] = []
        var script: [String: Scripted] = [:]
    }

    /// What a path answers from now on.
    enum Scripted: Sendable {
        case failure(FetchError)
        case answer(Int, String)
    }

    init(_ fetcher: any Fetcher) {
        self.fetcher = fetcher
    }

    func script(_ path: String, _ answer: Scripted?) { state.withLock { $0.script[path] = answer } }

    /// How often a path was asked.
    func count(_ path: String) -> Int { state.withLock { state in state.answers.count { $0.path == path } } }

    /// All that came back from a path.
    func bodies(_ path: String) -> [String] {
        state.withLock { state in state.answers.filter { $0.path == path }.map(\.body) }
    }

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        let path = request.url.path
        let response: FetchResponse
        switch state.withLock({ $0.script[path] }) {
        case .failure(let error)?: throw error
        case .answer(let status, let body)?: response = FetchResponse(status: status, body: Array(body.utf8))
        case nil: response = try await fetcher.fetch(request)
        }
        state.withLock { $0.answers.append((path, String(decoding: response.body, as: UTF8.self))) }
        return response
    }
}
