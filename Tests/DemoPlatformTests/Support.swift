import AsyncHTTPClient
import Cryptography
import Identity
import JOSE
import Logging
import NIOCore
import Synchronization
import Testing
import VNeIDMock
import Wire

@testable import DemoPlatform

/// A clock that stands still until a test moves it.
final class TestClock: WallClock {
    private let moment = Mutex(Instant(secondsSince1970: 1_795_000_000))

    var now: Instant { moment.withLock { $0 } }

    func advance(by span: Duration) {
        moment.withLock { $0 = $0 + span }
    }
}

/// The port for outgoing HTTP over a real client; a test can change the answers on their way.
struct TestFetcher: Fetcher {
    let http: HTTPClient
    let tampering: Tampering

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        var outgoing = HTTPClientRequest(url: request.url.text)
        outgoing.method = .init(rawValue: request.method.rawValue)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if let body = request.body { outgoing.body = .bytes(body) }
        let response: FetchResponse
        do {
            let answer = try await http.execute(outgoing, timeout: .minutes(5))
            let body = try await answer.body.collect(upTo: request.maximumResponseBytes)
            response = FetchResponse(status: Int(answer.status.code), body: Array(body.readableBytesView))
        } catch {
            throw .unreachable
        }
        return try tampering.apply(to: response, of: request)
    }
}

/// What a test does to the answers of one path.
final class Tampering: Sendable {
    typealias Change = @Sendable (FetchResponse) throws(FetchError) -> FetchResponse
    private let changes = Mutex<[String: Change]>([:])

    func at(_ path: String, _ change: @escaping Change) {
        changes.withLock { $0[path] = change }
    }

    /// Sets one member of the JSON object that the path answers with, or takes it away.
    func at(_ path: String, set name: String, to value: JSONValue?) {
        at(path) { response throws(FetchError) in
            guard var object = try? JSONReader.readObject(response.body) else { return response }
            object[name] = value
            return FetchResponse(status: response.status, body: JSONWriter.write(object))
        }
    }

    func apply(to response: FetchResponse, of request: FetchRequest) throws(FetchError) -> FetchResponse {
        guard let change = changes.withLock({ $0[request.url.path] }) else { return response }
        return try change(response)
    }
}

struct Reply {
    let status: Int
    let headers: [(name: String, value: String)]
    let text: String

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
    var location: String { header("location") ?? "" }
    var errorCode: String? { between(#"id="error-code">"#, "<") }

    func between(_ start: String, _ end: Character) -> String? {
        text.firstRange(of: start).map { String(text[$0.upperBound...].prefix { $0 != end }) }
    }

    /// The value in the table's row of a claim.
    func claim(_ name: String) -> String? {
        text.firstRange(of: #"data-claim="\#(name)""#)
            .map { text[$0.upperBound...] }
            .flatMap { rest in
                rest.firstRange(of: "<td>").map { String(rest[$0.upperBound...].prefix { $0 != "<" }) }
            }
    }
}

/// A platform and the simulated e-identity as its provider, both on loopback sockets: an OpenID Provider that
/// shares no code with the platform.
struct RunningPlatform {
    let origin: String
    let mock: VNeIDMock
    let mockOrigin: String
    let platform: DemoPlatform
    let clock: TestClock
    let tampering: Tampering
    let http: HTTPClient
}

/// A browser: it keeps the platform's cookie and follows nothing by itself.
actor Browser {
    private let http: HTTPClient
    private(set) var cookie: String?

    init(_ running: RunningPlatform, cookie: String? = nil) {
        http = running.http
        self.cookie = cookie
    }

    func get(_ url: String) async throws -> Reply {
        try await send(HTTPClientRequest(url: url))
    }

    func post(_ url: String, _ form: [(String, String)]) async throws -> Reply {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(Array(FormParameters(form).encoded().utf8))
        return try await send(request)
    }

    private func send(_ request: HTTPClientRequest) async throws -> Reply {
        var request = request
        if let cookie { request.headers.add(name: "Cookie", value: "theme=dark; \(cookie); other=1") }
        let response = try await http.execute(request, timeout: .minutes(5))
        if let set = response.headers.first(name: "set-cookie") {
            cookie = String(set.prefix { $0 != ";" })
        }
        let body = try await response.body.collect(upTo: 1 << 20)
        return Reply(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
            text: String(buffer: body))
    }
}

extension RunningPlatform {
    /// From "Đăng nhập" to the address to which the provider sends the browser back.
    func callback(_ browser: Browser, decision: String = "allow") async throws -> String {
        let toProvider = try await browser.get(origin + "/login")
        let page = try await browser.get(toProvider.location)
        let transaction = try #require(
            page.between(#"name="transaction" value=""#, "\""), "\(toProvider.text)")
        _ = try await browser.post(
            mockOrigin + "/simulation/sign-in",
            [
                ("transaction", transaction), ("username", "046195000022"),
                ("password", "mat-khau-cong-dan-2"),
                ("otp", "220022"),
            ])
        return try await browser.post(
            mockOrigin + "/simulation/consent", [("transaction", transaction), ("decision", decision)]
        ).location
    }

    /// A whole sign-in; the answer to the callback.
    func signIn(_ browser: Browser) async throws -> Reply {
        try await browser.get(try await callback(browser))
    }
}

/// Runs both for as long as `body` takes. Which of them knows the other first is as in `hue-sso demo`: the
/// provider's port, then the platform's, then the registration on both sides.
func withPlatform(
    isConnected: Bool = true, _ body: @Sendable (RunningPlatform) async throws -> Void
) async throws {
    let clock = TestClock()
    let tampering = Tampering()
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let mock = try VNeIDMock(
        settings: VNeIDMockSettings(
            port: 0, personas: try PersonaFile.standard(), clock: clock, random: KernelRandomSource(),
            logger: quietLogger))
    let platform = try DemoPlatform(
        settings: DemoPlatformSettings(
            name: "Bản đồ <nền>", port: 0, clock: clock, random: KernelRandomSource(),
            fetcher: TestFetcher(http: http, tampering: tampering), logger: quietLogger))
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let serving = Task {
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await mock.run { mockPort in
                    found.yield(mockPort)
                }
            }
            group.addTask {
                try await platform.run { port in
                    found.yield(-port)
                }
            }
            defer { found.finish() }
            try await group.next()
            group.cancelAll()
        }
    }
    let result: Result<Void, any Error>
    do {
        var bound: [Int] = []
        for await port in ports {
            bound.append(port)
            if bound.count == 2 { break }
        }
        let mockPort = try #require(bound.first { $0 > 0 })
        let port = -(try #require(bound.first { $0 < 0 }))
        let client = try #require(
            VNeIDMockClient(
                id: "demo platform", secret: "secret & more",
                redirectURIs: [URI(DemoPlatform.redirectURI(port: port))],
                postLogoutRedirectURIs: [URI(DemoPlatform.postLogoutRedirectURI(port: port))]))
        await mock.register(client)
        let issuer = try URI("http://localhost:\(mockPort)")
        if isConnected {
            await platform.connect(
                to: DemoRegistration(issuer: issuer, clientID: "demo platform", clientSecret: "secret & more")
            )
        }
        try await body(
            RunningPlatform(
                origin: "http://localhost:\(port)", mock: mock, mockOrigin: issuer.text, platform: platform,
                clock: clock, tampering: tampering, http: http))
        result = .success(())
    } catch {
        result = .failure(error)
    }
    serving.cancel()
    _ = await serving.result
    try await http.shutdown()
    try result.get()
}

private var quietLogger: Logger {
    var logger = Logger(label: "demo-platform-tests")
    logger.logLevel = .critical
    return logger
}
