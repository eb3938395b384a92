import AsyncHTTPClient
import Cryptography
import Identity
import JOSE
import Logging
import NIOCore
import Synchronization
import TestSupport
import Testing
import Wire

@testable import HueSBackend

/// Answers as the provider does, with tokens that tell of the sign-in that the test has set; other addresses are really asked.
final class ScriptedProvider: Fetcher {
    static let issuer = "https://sso.hue.test"
    private let clock: SetClock
    private let key: SigningKey
    private let state: Mutex<State>

    /// How the person has signed in.
    struct SignIn: Sendable {
        var subject = "an"
        var level = AuthenticationLevel.two
        var moment = Instant.noon
        var nonce = ""
    }

    private struct State {
        var keys: SigningKeys?
        var fetchedKeys = 0
        /// By the code, and by the access and refresh tokens that came of it.
        var signIns: [String: SignIn] = [:]
        var count = 0
        var revoked: [String] = []
    }

    init(_ clock: SetClock) throws {
        self.clock = clock
        key = try SigningKey.generate(algorithm: .ES256)
        state = Mutex(State(keys: SigningKeys([key])))
    }

    var fetchedKeys: Int { state.withLock { $0.fetchedKeys } }
    /// The refresh tokens that were revoked.
    var revoked: [String] { state.withLock { $0.revoked } }

    /// - Parameter keys: `nil` for a provider that isn't there.
    func publish(_ keys: SigningKeys?) { state.withLock { $0.keys = keys } }

    func sign(_ claims: JSONObject, type: String) throws -> String {
        try #require(state.withLock { $0.keys }).sign(claims, type: type, with: .ES256)
    }

    func registration(map: URI) throws -> HueSRegistration {
        HueSRegistration(issuer: try URI(Self.issuer), clientID: "hue-s", key: key, map: map)
    }

    func client() throws -> ProviderClient {
        ProviderClient(
            try registration(map: URI("https://map.hue.test/")), fetcher: self, clock: clock,
            random: SeededRandom(seed: 1))
    }

    /// A person signs in.
    /// - Returns: the code.
    func authorize(_ signIn: SignIn) -> String {
        state.withLock { state in
            state.count += 1
            state.signIns["code-\(state.count)"] = signIn
            return "code-\(state.count)"
        }
    }

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        guard request.url.text.hasPrefix(Self.issuer) else { return try await ask(request) }
        guard state.withLock({ $0.keys }) != nil else { throw .unreachable }
        do { return try answer(request) } catch { throw .unreachable }
    }

    private func answer(_ request: FetchRequest) throws -> FetchResponse {
        switch request.url.text.dropFirst(Self.issuer.count) {
        case "/.well-known/openid-configuration":
            var document: JSONObject = ["issuer": .string(Self.issuer)]
            for (name, path) in [
                ("jwks_uri", "jwks"), ("authorization_endpoint", "authorize"), ("token_endpoint", "token"),
                ("revocation_endpoint", "revoke"),
            ] { document[name] = .string("\(Self.issuer)/\(path)") }
            return FetchResponse(status: 200, body: JSONWriter.write(document))
        case "/jwks":
            let keys = state.withLock { state in
                state.fetchedKeys += 1
                return state.keys
            }
            return FetchResponse(status: 200, body: JSONWriter.write(try #require(keys).published.json))
        case "/token": return try token(FormParameters(parsing: request.body ?? []))
        case "/revoke":
            let form = try FormParameters(parsing: request.body ?? [])
            if let token = try form.single("token") { state.withLock { $0.revoked.append(token) } }
            return FetchResponse(status: 200, body: [])
        default: return FetchResponse(status: 404, body: [])
        }
    }

    private func token(_ form: FormParameters) throws -> FetchResponse {
        let shown = try ["code", "subject_token", "refresh_token"].compactMap { try form.single($0) }.first ?? ""
        guard let signIn = state.withLock({ $0.signIns[shown] }) else {
            return FetchResponse(status: 400, body: JSONWriter.write(["error": "invalid_grant"] as JSONObject))
        }
        let now = clock.now.secondsSince1970
        var claims: JSONObject = [
            "iss": .string(Self.issuer), "sub": .string(signIn.subject), "iat": .integer(now),
            "exp": .integer(now + 600), "acr": .string(AuthenticationContext.name(of: signIn.level)),
            "auth_time": .integer(signIn.moment.secondsSince1970),
        ]
        claims["aud"] = .string(try form.single("resource") ?? Self.issuer)
        claims["jti"] = .string("token-\(state.withLock { $0.count })")
        let access = try sign(claims, type: "at+jwt")
        claims["aud"] = "hue-s"
        claims["nonce"] = .string(signIn.nonce)
        let refresh = "refresh-of-" + shown
        state.withLock { state in
            state.signIns[access] = signIn
            state.signIns[refresh] = signIn
        }
        let answer: JSONObject = [
            "access_token": .string(access), "token_type": "Bearer", "expires_in": 600,
            "refresh_token": .string(refresh), "id_token": .string(try sign(claims, type: "JWT")),
        ]
        return FetchResponse(status: 200, body: JSONWriter.write(answer))
    }

    private func ask(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        var asked = HTTPClientRequest(url: request.url.text)
        for header in request.headers { asked.headers.add(name: header.name, value: header.value) }
        do {
            let response = try await HTTPClient.shared.execute(asked, timeout: .minutes(1))
            let body = try await response.body.collect(upTo: 1 << 16)
            return FetchResponse(
                status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
                body: Array(body.readableBytesView))
        } catch { throw .unreachable }
    }
}

/// Backend and map as they run, with a provider that does as the test says.
struct RunningHueS: Sendable {
    let provider: ScriptedProvider
    let clock: SetClock
    let origin: String

    static func run(_ body: @Sendable (RunningHueS) async throws -> Void) async throws {
        let clock = SetClock(.noon)
        let provider = try ScriptedProvider(clock)
        let quiet = Logger(label: "hue-s", factory: { _ in SwiftLogNoOpLogHandler() })
        let map = MapService(port: 0, clock: clock, fetcher: provider, logger: quiet)
        await map.trust(try URI(ScriptedProvider.issuer))
        let backend = try HueSBackend(
            settings: HueSSettings(
                port: 0, clock: clock, random: SeededRandom(seed: 3), fetcher: provider, logger: quiet))
        try await serving({ try await map.run(onReady: $0) }) { port in
            let resource = try URI(MapService.resource(port: port))
            await backend.connect(to: try provider.registration(map: resource))
            try await serving({ try await backend.run(onReady: $0) }) { port in
                try await body(
                    RunningHueS(provider: provider, clock: clock, origin: "http://localhost:\(port)"))
            }
        }
    }
}

/// Runs a service for as long as `body` takes.
func serving(
    _ service: @escaping @Sendable (@escaping @Sendable (Int) async -> Void) async throws -> Void,
    _ body: @Sendable (_ port: Int) async throws -> Void
) async throws {
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let serving = Task {
        defer { found.finish() }
        try await service { found.yield($0) }
    }
    var iterator = ports.makeAsyncIterator()
    let result: Result<Void, any Error>
    do {
        try await body(try #require(await iterator.next()))
        result = .success(())
    } catch { result = .failure(error) }
    serving.cancel()
    _ = await serving.result
    try result.get()
}

/// A browser at the backend: it keeps one cookie, and follows nothing.
final class Device {
    struct Answer {
        let status: Int
        let location: String?
        let text: String
    }

    private let running: RunningHueS
    private var cookie: String?

    init(_ running: RunningHueS) { self.running = running }

    func get(_ path: String) async throws -> Answer { try await send(path, nil) }

    func post(_ path: String, _ body: String, type: String = "application/x-www-form-urlencoded") async throws -> Answer
    {
        try await send(path, (body, type))
    }

    private func send(_ path: String, _ form: (body: String, type: String)?) async throws -> Answer {
        var request = HTTPClientRequest(url: running.origin + path)
        if let cookie { request.headers.add(name: "Cookie", value: cookie) }
        if let form {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: form.type)
            request.body = .bytes(ByteBuffer(string: form.body))
        }
        let response = try await Self.client.execute(request, timeout: .minutes(1))
        if let set = response.headers.first(name: "Set-Cookie") { cookie = String(set.prefix { $0 != ";" }) }
        let body = try await response.body.collect(upTo: 1 << 20)
        return Answer(
            status: Int(response.status.code), location: response.headers.first(name: "Location"),
            text: String(buffer: body))
    }

    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton, configuration: .init(redirectConfiguration: .disallow))

    /// What an address says to the provider.
    func asked(_ location: String?) throws -> FormParameters {
        let location = try #require(location)
        try #require(location.hasPrefix(ScriptedProvider.issuer + "/authorize?"), "\(location)")
        return try FormParameters(query: URI(location).query ?? "")
    }

    /// Signs in where the backend has sent the browser, and comes back.
    /// - Returns: where the backend leads then.
    func signIn(at location: String?, _ signIn: ScriptedProvider.SignIn) async throws -> String? {
        let asked = try asked(location)
        var signIn = signIn
        signIn.nonce = try #require(try asked.single("nonce"))
        let answer = FormParameters([
            ("code", running.provider.authorize(signIn)), ("state", try #require(try asked.single("state"))),
            ("iss", ScriptedProvider.issuer),
        ])
        return try await get("/callback?" + answer.encoded()).location
    }

    func isSignedIn() async throws -> Bool { try await !get("/").text.contains("id=\"login\"") }
}
