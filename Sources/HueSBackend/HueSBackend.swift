import Hummingbird
import NIOCore
import ServiceLifecycle
import Wire

/// The backend of Hue-S, as an example: a confidential client that signs citizens in, remembers their devices, and calls
/// another platform in their name.
package struct HueSBackend: Service {
    private let settings: HueSSettings
    private let connection = Connection()
    private let devices: Devices
    private let events: SeenEvents
    private let pages: HueSPages

    /// Binds nothing yet.
    package init(settings: HueSSettings) throws {
        self.settings = settings
        devices = Devices(random: settings.random)
        events = SeenEvents()
        pages = try HueSPages()
    }

    package static func redirectURI(port: Int) -> String { origin(port) + HueSPath.callback }
    package static func backchannelLogoutURI(port: Int) -> String { origin(port) + HueSPath.backchannelLogout }

    /// Tells the backend with whom it signs citizens in, before or after the start; the last one counts.
    package func connect(to registration: HueSRegistration) async {
        await connection.connect(
            to: ProviderClient(
                registration, fetcher: settings.fetcher, clock: settings.clock, random: settings.random))
    }

    package func run() async throws { try await run { _ in } }

    /// Serves until the task is cancelled or the service group shuts down, and says on which port.
    package func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: settings.port)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                await connection.open(origin: Self.origin(port))
                await onReady(port)
            },
            logger: settings.logger)
        try await application.run()
    }

    static func origin(_ port: Int) -> String { "http://localhost:\(port)" }

    private func router() -> Router<BasicRequestContext> {
        let citizen = CitizenEndpoints(
            connection: connection, devices: devices, events: events, settings: settings, pages: pages)
        let security = SecurityEventsEndpoint(
            connection: connection, devices: devices, events: events, settings: settings)
        let router = Router()
        router.add(middleware: EveryAnswer())
        router.get(RouterPath(HueSPath.start)) { request, _ in await citizen.start(request) }
        router.get(RouterPath(HueSPath.privatePlaces)) { request, _ in await citizen.privatePlaces(request) }
        router.get(RouterPath(HueSPath.login)) { request, _ in await citizen.login(request) }
        router.get(RouterPath(HueSPath.callback)) { request, _ in await citizen.callback(request) }
        router.post(RouterPath(HueSPath.securityEvents)) { request, _ in await security.receive(request) }
        router.post(RouterPath(HueSPath.endDevice)) { request, _ in await citizen.endDevice(request) }
        router.post(RouterPath(HueSPath.backchannelLogout)) { request, _ in await citizen.backchannelLogout(request) }
        router.get(RouterPath(HueSPath.styleSheet)) { [pages] _, _ in pages.styleSheet }
        return router
    }
}

enum HueSPath {
    static let start = "/"
    static let privatePlaces = "/places/private"
    /// The query with which a citizen comes back there from a sign-in that was asked for.
    static let steppedUp = "signed-in"
    static let login = "/login"
    static let callback = "/callback"
    static let endDevice = "/devices/end"
    static let backchannelLogout = "/backchannel-logout"
    static let securityEvents = "/security-events"
    static let styleSheet = "/style.css"
}

/// What is known of the outside, as it becomes known.
actor Connection {
    private(set) var provider: ProviderClient?
    /// `http://localhost:` and the bound port.
    private(set) var origin: String?

    func open(origin: String) { self.origin = origin }
    func connect(to provider: ProviderClient) { self.provider = provider }
}

/// The headers that keep pages to themselves.
struct EveryAnswer<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
