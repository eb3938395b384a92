import AsyncHTTPClient
import Cryptography
import Identity
import JOSE
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing
import Wire

@testable import VNeIDMock

/// A clock that stands still until a test moves it.
final class TestClock: WallClock {
    private let moment = Mutex(Instant(secondsSince1970: 1_795_000_000))

    var now: Instant { moment.withLock { $0 } }

    func advance(by span: Duration) {
        moment.withLock { $0 = $0 + span }
    }
}

struct Reply {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    func json() throws -> JSONObject { try JSONReader.readObject(body) }
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The parameters of the address to which this redirects.
    func redirection() throws -> FormParameters {
        try FormParameters(query: try URI(header("location") ?? "").query ?? "")
    }
}

/// A simulation that serves on a loopback socket, and a client that follows no redirects.
struct RunningMock {
    static let redirectURI = "http://localhost:8080/vneid/callback"

    let mock: VNeIDMock
    let origin: String
    let clock: TestClock
    let http: HTTPClient

    func get(_ path: String, headers: [(String, String)] = []) async throws -> Reply {
        try await send("GET", path, headers: headers, body: nil)
    }

    func post(
        _ path: String, _ form: [(String, String)], headers: [(String, String)] = []
    ) async throws
        -> Reply
    {
        let type = [("Content-Type", "application/x-www-form-urlencoded")]
        return try await send(
            "POST", path, headers: type + headers, body: Array(FormParameters(form).encoded().utf8))
    }

    func send(
        _ method: String, _ path: String, headers: [(String, String)], body: [UInt8]?
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: origin + path)
        request.method = .init(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(body) }
        let response = try await http.execute(request, timeout: .minutes(5))
        let buffer = try await response.body.collect(upTo: 1 << 20)
        return Reply(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
            body: Array(buffer.readableBytesView))
    }
}

extension RunningMock {
    /// Sends bytes as they stand, which a well-behaved client would mend or refuse, and takes the status
    /// line's code.
    func raw(_ request: String) async throws -> Int {
        let port = try #require(URI(origin).port)
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: Int(port)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var answer = ByteBuffer()
            for try await part in inbound { answer.writeImmutableBuffer(part) }
            let line = String(buffer: answer).prefix { $0 != "\r\n" }.split(separator: " ")
            return try #require(line.count > 1 ? Int(line[1]) : nil, "\(line)")
        }
    }

    func rawGet(_ target: String) async throws -> Int {
        try await raw("GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    }
}

/// The steps of a login, each as a browser or a relying party would take it.
extension RunningMock {
    static let request = [
        ("response_type", "code"), ("client_id", "hue-sso"), ("redirect_uri", redirectURI),
        ("scope", "openid"),
        ("state", "a state & more"), ("nonce", "n-1"), ("acr_values", "LoA2"),
    ]

    func authorize(_ parameters: [(String, String)] = request) async throws -> Reply {
        try await get("/oauth2/authorize?" + FormParameters(parameters).encoded())
    }

    /// The handle in a page's hidden field.
    func transaction(_ page: Reply) throws -> String {
        let found = page.text.firstRange(of: #"name="transaction" value=""#)
        let start = try #require(found, "no page of a sign-in: \(page.text)").upperBound
        return String(page.text[start...].prefix { $0 != "\"" })
    }

    func signIn(_ username: String, transaction: String) async throws -> Reply {
        let persona = try #require(try PersonaFile.standard().first { $0.username == username })
        return try await post(
            "/simulation/sign-in",
            [
                ("transaction", transaction), ("username", username), ("password", persona.password),
                ("otp", persona.otp),
            ])
    }

    func decide(_ decision: String, transaction: String) async throws -> Reply {
        try await post("/simulation/consent", [("transaction", transaction), ("decision", decision)])
    }

    /// From the request to the redirect that answers it.
    func answer(
        _ username: String = "046195000022", _ parameters: [(String, String)] = request,
        decision: String = "allow"
    ) async throws -> FormParameters {
        let transaction = try transaction(try await authorize(parameters))
        _ = try await signIn(username, transaction: transaction)
        return try await decide(decision, transaction: transaction).redirection()
    }

    func code(
        _ username: String = "046195000022", _ parameters: [(String, String)] = request
    ) async throws
        -> String
    {
        try #require(try await answer(username, parameters).single("code"))
    }

    func redeem(_ code: String, _ changes: [String: String?] = [:]) async throws -> Reply {
        var form: [String: String?] = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": Self.redirectURI,
            "client_id": "hue-sso", "client_secret": "the secret of hue",
        ]
        form.merge(changes) { $1 }
        return try await post("/oauth2/token", form.compactMap { name, value in value.map { (name, $0) } })
    }

    /// The claims of the ID token that a redemption gave, verified by the published keys.
    func idToken(_ reply: Reply) async throws -> JSONObject {
        let text = try #require(try reply.json()["id_token"]?.string, "\(reply.text)")
        let keys = try JWKSet(try await get("/oauth2/jwks").json())
        return try UnverifiedJWT(parsing: text).verified(by: keys).claims
    }
}

/// Runs a simulation with two clients on a free port for as long as `body` takes.
func withMock(
    servesFaults: Bool = false, keepsSessions: Bool = false, _ body: @Sendable (RunningMock) async throws -> Void
) async throws {
    let clock = TestClock()
    let mock = try VNeIDMock(
        settings: VNeIDMockSettings(
            port: 0, personas: try PersonaFile.standard(), servesSimulationFaults: servesFaults,
            keepsSessions: keepsSessions,
            clock: clock, random: KernelRandomSource(), logger: quietLogger),
        key: try signingKey.get())
    for (id, secret) in [("hue-sso", "the secret of hue"), ("another", "the secret of another")] {
        let client = try #require(
            VNeIDMockClient(
                id: id, secret: secret, name: "Bên \(id) <b>",
                redirectURIs: [URI(RunningMock.redirectURI), URI("http://localhost:8080/K")],
                postLogoutRedirectURIs: [URI("http://localhost:8080/vneid/signed-out")]))
        #expect(await mock.register(client))
    }
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let serving = Task {
        try await mock.run { port.yield($0) }
        port.finish()
    }
    let result: Result<Void, any Error>
    do {
        var iterator = ports.makeAsyncIterator()
        let bound = try #require(await iterator.next())
        try await body(
            RunningMock(mock: mock, origin: "http://localhost:\(bound)", clock: clock, http: http))
        result = .success(())
    } catch {
        result = .failure(error)
    }
    try await http.shutdown()
    serving.cancel()
    _ = await serving.result
    try result.get()
}

private let signingKey = Result { try SigningKey.generate(algorithm: .RS256, rsaBits: 2048) }

private var quietLogger: Logger {
    var logger = Logger(label: "vneid-mock-tests")
    logger.logLevel = .critical
    return logger
}
