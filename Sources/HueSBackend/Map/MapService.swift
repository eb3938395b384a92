import HTTPTypes
import Hummingbird
import Identity
import Logging
import NIOCore
import ServiceLifecycle
import Wire

/// A resource server, as an example: a map that answers who brings an access token for it, and says where tokens for it come from
/// (RFC 9728).
package struct MapService: Service {
    private let port: Int
    private let clock: any WallClock
    private let fetcher: any Fetcher
    private let logger: Logger
    private let state = MapState()

    package init(
        port: Int, clock: any WallClock, fetcher: any Fetcher, logger: Logger = Logger(label: "map-service")
    ) {
        self.port = port
        self.clock = clock
        self.fetcher = fetcher
        self.logger = logger
    }

    /// The identifier of its resource (RFC 8707 §2): what tokens for it have as their audience.
    package static func resource(port: Int) -> String { HueSBackend.origin(port) + "/" }

    /// Says whose tokens it takes, before or after the start.
    package func trust(_ issuer: Wire.URI) async { await state.trust(AccessTokenCheck(issuer, clock, fetcher)) }

    package func run() async throws { try await run { _ in } }

    package func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        let router = Router()
        router.get(RouterPath(Self.metadataPath)) { [state] _, _ in await Self.metadata(state) }
        router.get("/places") { [state, logger] request, _ in
            await Self.places(["Đại Nội", "Chùa Thiên Mụ", "Cầu Trường Tiền"], request, state, logger)
        }
        // What a person has kept for themselves takes more than a token that somebody left in an app.
        let own = SignInRequirement(level: .two, maxAge: .minutes(5))
        router.get("/places/private") { [state, logger] request, _ in
            await Self.places(["Nhà riêng", "Nơi làm việc"], needing: own, request, state, logger)
        }
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                let bound = channel.localAddress?.port ?? port
                await state.open(Self.resource(port: bound))
                await onReady(bound)
            },
            logger: logger)
        try await application.run()
    }

    /// RFC 9728 §3: where a resource without a path says of itself what it is.
    private static let metadataPath = "/.well-known/oauth-protected-resource"

    private static func metadata(_ state: MapState) async -> Response {
        guard let resource = await state.resource, let check = await state.check else {
            return Response(status: .serviceUnavailable)
        }
        return .json([
            "resource": .string(resource), "authorization_servers": [.string(check.issuer.text)],
            "bearer_methods_supported": ["header"], "resource_name": "Bản đồ (minh họa)",
        ])
    }

    private static func places(
        _ places: [String], needing requirement: SignInRequirement? = nil, _ request: Request, _ state: MapState,
        _ logger: Logger
    ) async -> Response {
        guard let resource = await state.resource, let check = await state.check else {
            return Response(status: .serviceUnavailable)
        }
        let header = request.headers[.authorization]
        do throws(TokenRefusal) {
            let token = try await check.token(header, for: resource, needing: requirement)
            var seen: JSONObject = [
                "sub": .string(token.subject), "places": .array(places.map(JSONValue.string)),
            ]
            seen["act"] = token.actor.map { ["sub": .string($0)] }
            seen["acr"] = token.claims["acr"]
            seen["scope"] = token.claims["scope"]
            return .json(seen)
        } catch {
            logger.notice("a request is refused", metadata: ["reason": "\(error)"])
            return challenge(error, resource)
        }
    }

    /// RFC 6750 §3, with the address by which a client finds where to get a token (RFC 9728 §5.1).
    private static func challenge(_ refusal: TokenRefusal, _ resource: String) -> Response {
        let metadata = "resource_metadata=\"\(resource.dropLast())\(metadataPath)\""
        let error =
            switch refusal {
            case .missing: ""
            case .insufficient(let requirement): ", " + requirement.challenge
            case .malformed, .untrusted, .notForHere, .noKeys: ", error=\"invalid_token\""
            }
        return Response(status: .unauthorized, headers: [.wwwAuthenticate: "Bearer \(metadata)\(error)"])
    }
}

/// What the service learns after it was made.
private actor MapState {
    private(set) var resource: String?
    private(set) var check: AccessTokenCheck?

    func open(_ resource: String) { self.resource = resource }
    func trust(_ check: AccessTokenCheck) { self.check = check }
}

extension Response {
    fileprivate static func json(_ object: JSONObject) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSONWriter.write(object))))
    }
}
