import Hummingbird
import NIOCore
import ServiceLifecycle
import Wire

/// A tiny platform of the city: a relying party that delegates its sign-in to the provider and shows what it
/// learns.
///
/// It is what `hue-sso demo` lets a person sign in to, and an example of a relying party that does everything
/// the specification asks of one. It shares no protocol code with the provider. Sessions are in memory.
package struct DemoPlatform: Service {
    private let settings: DemoPlatformSettings
    private let connection: Connection
    private let sessions: Sessions
    private let pages: Pages

    /// Binds nothing yet.
    package init(settings: DemoPlatformSettings) throws {
        self.settings = settings
        connection = Connection(registration: settings.registration)
        sessions = Sessions(random: settings.random)
        pages = try Pages(platformName: settings.name)
    }

    /// The redirect URI that the provider has to know for a platform on this port.
    package static func redirectURI(port: Int) -> String { origin(port) + Path.callback }

    /// Where the provider may send the browser after signing out.
    package static func postLogoutRedirectURI(port: Int) -> String { origin(port) + Path.signedOut }

    /// Where the provider tells the platform that a session has ended.
    package static func backchannelLogoutURI(port: Int) -> String { origin(port) + Path.backchannelLogout }

    /// Tells the platform with whom it signs people in, before or after the start; the last one counts.
    package func connect(to registration: DemoRegistration) async {
        await connection.connect(to: registration)
    }

    /// Serves until the task is cancelled or the service group shuts down.
    package func run() async throws {
        try await run { _ in }
    }

    /// Serves as `run()` does, and says on which port before the first request is taken.
    package func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname(settings.host, port: settings.port)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                await connection.open(origin: Self.origin(port))
                await onReady(port)
            },
            logger: settings.logger)
        try await application.run()
    }

    private static func origin(_ port: Int) -> String { "http://localhost:\(port)" }

    private func router() -> Router<BasicRequestContext> {
        let start = StartEndpoint(sessions: sessions, clock: settings.clock, pages: pages)
        let login = LoginEndpoint(
            connection: connection, sessions: sessions, settings: settings, pages: pages)
        let logout = LogoutEndpoint(
            connection: connection, sessions: sessions, clock: settings.clock, random: settings.random,
            pages: pages)
        let backchannel = BackchannelLogoutEndpoint(connection: connection, sessions: sessions, settings: settings)
        let rights = RightsEndpoint(
            connection: connection, sessions: sessions, settings: settings, pages: pages)
        let router = Router()
        router.add(middleware: EveryRequest(pages: pages))
        router.get(RouterPath(Path.start)) { request, _ in await start.respond(to: request) }
        router.get(RouterPath(Path.login)) { request, _ in await login.begin(request) }
        router.get(RouterPath(Path.callback)) { request, _ in await login.callback(request) }
        router.get(RouterPath(Path.rights)) { request, _ in await rights.respond(to: request) }
        router.get(RouterPath(Path.logout)) { request, _ in await logout.begin(request) }
        router.get(RouterPath(Path.signedOut)) { request, _ in await logout.back(request) }
        router.post(RouterPath(Path.backchannelLogout)) { request, _ in await backchannel.respond(to: request) }
        router.get(RouterPath(Path.styleSheet)) { [pages] _, _ in pages.styleSheet }
        return router
    }
}
