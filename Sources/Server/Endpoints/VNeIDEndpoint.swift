import Accounts
import Audit
import Cryptography
import Database
import Federation
import Hummingbird
import Identity
import Logging
import OpenIDConnect
import Pages
import Storage
import Wire

/// The way in with VNeID: sends the browser there, and takes it back.
struct VNeIDEndpoint: Sendable {
    private let database: Database
    private let desk: InteractionDesk
    private let face: Face
    private let door: Door
    private let recorder: Recorder
    private let profile: OpenIDProfile
    private let clock: any WallClock
    private let random: any RandomSource
    private let logger: Logger

    /// The path of the redirect URI that we register with VNeID.
    static let callbackPath = "/vneid/callback"

    /// `nil` when VNeID is not set up: then there is no such way in.
    init?(_ provider: Provider, desk: InteractionDesk, face: Face, door: Door) {
        guard let profile = provider.vneid else { return nil }
        self.profile = profile
        database = provider.database
        clock = provider.clock
        random = provider.random
        logger = provider.logger
        self.desk = desk
        self.face = face
        self.door = door
        recorder = Recorder(database: provider.database, clock: provider.clock)
    }

    func begin(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        switch try await desk.open(request, context) {
        case .answered(let response): return response
        case .opened(let opened):
            let state = Base64URL.encode(random.bytes(32))
            let now = clock.now
            let address: String
            do {
                address = try await profile.begin(
                    Self.login(state, opened.browser), level: opened.request.requestedLevel, at: now)
            } catch {
                return try await fail(error, opened.id, opened.client.id, context)
            }
            try await database.write { transaction in
                try transaction.upstreamLogins.begin(
                    stateHash: Self.hash(state), interaction: opened.id, browser: opened.browser, at: now)
            }
            return .redirect(to: address)
        }
    }

    func callback(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        guard let parameters = try? request.queryParameters(), let callback = VNeIDCallback(parameters),
            let browser = request.cookie(BrowserCookie.self)
        else { return try await refuse("malformed-callback", request, context) }
        let now = clock.now
        let found = try await database.write { transaction in
            try transaction.upstreamLogins.consume(stateHash: Self.hash(callback.state), browser: browser)
        }
        guard let found else { return try await refuse("foreign-state", request, context) }
        switch try await desk.open(found.interaction, request, context) {
        case .answered(let response): return response
        case .opened(let opened):
            guard now < found.begunAt + UpstreamLogin.lifetime else {
                return .redirect(to: opened.returnPath)
            }
            return try await complete(callback, opened, request, context)
        }
    }

    private func complete(
        _ callback: VNeIDCallback, _ opened: InteractionDesk.Opened, _ request: Request,
        _ context: ProviderRequestContext
    ) async throws -> Response {
        let now = clock.now
        let identity: VerifiedIdentity
        do {
            identity = try await profile.complete(
                callback, of: Self.login(callback.state, opened.browser),
                level: opened.request.requestedLevel, at: now)
        } catch {
            return try await fail(error, opened.id, opened.client.id, context)
        }
        guard let newID = PersonID(random: random.bytes(16)) else {
            return face.expired(request, client: opened.client, resume: opened.returnPath)
        }
        let cookie = try await door.enter(opened, request, context) { transaction, now in
            .upstream(
                try transaction.people.recognise(identity, newID: newID, at: now), identity.authenticationLevel)
        }
        guard let cookie else {
            return .redirect(to: "/sign-in/\(opened.id.text)?problem=\(UpstreamProblem.accountDisabled.rawValue)")
        }
        return Response.redirect(to: opened.returnPath).setting(cookie)
    }

    /// An answer that nobody here has asked for: what an attacker's link to our callback looks like.
    private func refuse(
        _ word: String, _ request: Request, _ context: ProviderRequestContext
    ) async throws -> Response {
        try await recorder.refused(.signIn, word, context)
        return face.expired(request, client: nil, resume: nil, status: .badRequest)
    }

    /// Back to the login page, which says what happened and offers the ways on.
    private func fail(
        _ error: FederationError, _ interaction: InteractionID, _ client: ClientID,
        _ context: ProviderRequestContext
    ) async throws -> Response {
        let problem: UpstreamProblem
        let word: String
        switch error {
        case .refusedByPerson: (problem, word) = (.refused, "vneid-refused")
        case .unavailable: (problem, word) = (.unavailable, "vneid-unavailable")
        case .levelTooLow: (problem, word) = (.levelTooLow, "vneid-level-too-low")
        case .untrustworthy(let flaw):
            (problem, word) = (.failed, "vneid-untrustworthy-\(flaw.rawValue)")
            logger.warning("VNeID's answer breaks a rule", metadata: ["flaw": "\(flaw.rawValue)"])
        }
        try await recorder.refused(.signIn, word, context, client: client)
        return .redirect(to: "/sign-in/\(interaction.text)?problem=\(problem.rawValue)")
    }

    /// Nonce and verifier are derived from what only this browser knows: an answer that another browser brings back
    /// fits neither, and nothing of them is stored.
    private static func login(_ state: String, _ browser: BrowserSecret<BrowserCookie>) -> UpstreamLogin {
        UpstreamLogin(
            state: state, nonce: browser.derive("vneid-nonce", for: state),
            codeVerifier: browser.derive("vneid-verifier", for: state))
    }

    private static func hash(_ state: String) -> String { Base64URL.encode(SHA2.sha256(Array(state.utf8))) }
}
