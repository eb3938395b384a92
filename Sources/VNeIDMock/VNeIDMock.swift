import Cryptography
import Hummingbird
import JOSE
import NIOCore
import ServiceLifecycle
import Wire

/// The simulated national e-identity: an OpenID Provider of its own, with its own key. It speaks the
/// profile `oidc` of Documentation/VNEID.md, and with clients that have registered a key the profile `quirks`.
///
/// It shares no protocol code with the provider, so that one misreading can't pass on both sides. It runs in
/// process (`hue-sso demo`, tests) or as `vneid-mock`; everything it knows is in memory and gone at its end.
///
///     let mock = try VNeIDMock(settings: settings)
///     try await mock.run { port in … await mock.register(client) … }
package struct VNeIDMock: Service {
    /// Makes it fail on demand.
    package let faults: Faults

    private let settings: VNeIDMockSettings
    private let keyring: Keyring
    private let parties: Parties
    private let ledger: Ledger
    private let pages: Pages

    /// Makes the signing key, which takes a moment; binds nothing yet.
    package init(settings: VNeIDMockSettings) throws {
        try self.init(settings: settings, key: try Keyring.fresh())
    }

    /// Takes a key that was made before: tests start many simulations, and making a key takes 50 ms.
    package init(settings: VNeIDMockSettings, key: SigningKey) throws {
        self.settings = settings
        keyring = Keyring(key)
        faults = Faults(keyring: keyring)
        parties = Parties(clients: settings.clients)
        ledger = Ledger(random: settings.random)
        pages = try Pages()
    }

    /// Makes a relying party known, before or after the start; one of the same id is replaced.
    ///
    /// - Returns: `false` when there are too many clients.
    @discardableResult
    package func register(_ client: VNeIDMockClient) async -> Bool {
        await parties.register(client)
    }

    /// Serves until the task is cancelled or the service group shuts down.
    package func run() async throws {
        try await run { _ in }
    }

    /// Serves as `run()` does, and says on which port before the first request is taken.
    ///
    /// - Parameter onReady: gets the bound port; the issuer is known by then.
    package func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                await parties.open(issuer: settings.issuer?.text ?? "http://localhost:\(port)")
                await onReady(port)
            },
            logger: settings.logger)
        try await withGracefulShutdownHandler {
            try await application.run()
        } onGracefulShutdown: {
            // A held request would hold the shutdown too.
            Task { await faults.clear() }
        }
    }

    private func router() -> Router<BasicRequestContext> {
        let clock = settings.clock
        let sealing = QuirksSealing(random: settings.random, faults: faults)
        let discovery = DiscoveryEndpoint(parties: parties, keyring: keyring)
        let authorize = AuthorizeEndpoint(
            parties: parties, ledger: ledger, faults: faults, clock: clock, pages: pages
        ) { form, parties throws(AuthorizationRefusal) in try await AuthorizationRequest(form, parties: parties) }
        let signIn = SignInEndpoint(
            ledger: ledger,
            personas: Dictionary(
                settings.personas.map { (ExactText($0.username), $0) }, uniquingKeysWith: { $1 }),
            faults: faults, keepsSessions: settings.keepsSessions, clock: clock, pages: pages)
        let consent = ConsentEndpoint(
            ledger: ledger, faults: faults, clock: clock, sealing: sealing, pages: pages)
        let token = TokenEndpoint(
            parties: parties, ledger: ledger,
            idTokens: IDTokenIssuer(keyring: keyring, faults: faults, random: settings.random),
            faults: faults, clock: clock)
        let userInfo = UserInfoEndpoint(parties: parties, ledger: ledger, faults: faults, clock: clock)
        let transactions = AppTransactionsEndpoint(parties: parties, ledger: ledger, faults: faults, clock: clock)
        let app = AppEndpoint(ledger: ledger, clock: clock, pages: pages)
        let logout = LogoutEndpoint(parties: parties, ledger: ledger, clock: clock, pages: pages)

        let router = Router()
        router.add(middleware: EveryRequest(faults: faults, pages: pages))
        router.get(RouterPath(Path.discovery)) { _, _ in await discovery.metadata() }
        router.get(RouterPath(Path.keys)) { _, _ in await discovery.keys() }
        router.get(RouterPath(Path.authorize)) { request, _ in await authorize.respond(to: request) }
        router.post(RouterPath(Path.signIn)) { request, _ in await signIn.respond(to: request) }
        router.post(RouterPath(Path.consent)) { request, _ in try await consent.respond(to: request) }
        router.post(RouterPath(Path.token)) { request, _ in await token.respond(to: request) }
        router.get(RouterPath(Path.userInfo)) { request, _ in await userInfo.respond(to: request) }
        router.post(RouterPath(Path.appTransactions)) { request, _ in await transactions.respond(to: request) }
        router.get(RouterPath(Path.app)) { request, _ in await app.respond(to: request) }
        router.get(RouterPath(Path.logout)) { request, _ in await logout.respond(to: request) }
        router.get(RouterPath(Path.styleSheet)) { [pages] _, _ in pages.styleSheet }
        addQuirks(to: router, sealing)
        if settings.servesSimulationFaults {
            let control = FaultsEndpoint(faults: faults)
            router.post(RouterPath(Path.faults)) { request, _ in await control.respond(to: request) }
        }
        return router
    }

    /// The profile `quirks`, which has its own three addresses and shares the pages.
    private func addQuirks(to router: Router<BasicRequestContext>, _ sealing: QuirksSealing) {
        let clock = settings.clock
        let authorize = AuthorizeEndpoint(
            parties: parties, ledger: ledger, faults: faults, clock: clock, pages: pages
        ) { form, parties throws(AuthorizationRefusal) in try await AuthorizationRequest(quirks: form, parties) }
        let token = QuirksTokenEndpoint(
            parties: parties, ledger: ledger, sealing: sealing, faults: faults, clock: clock)
        let userInfo = QuirksUserInfoEndpoint(ledger: ledger, sealing: sealing, faults: faults, clock: clock)
        router.get(RouterPath(Path.Quirks.authorize)) { request, _ in await authorize.respond(to: request) }
        router.post(RouterPath(Path.Quirks.token)) { request, _ in try await token.respond(to: request) }
        router.get(RouterPath(Path.Quirks.userInfo)) { request, _ in try await userInfo.respond(to: request) }
    }
}
