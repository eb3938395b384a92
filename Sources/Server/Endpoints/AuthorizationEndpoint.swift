import Accounts
import Audit
import Cryptography
import Database
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Pages
import Storage
import Wire

/// The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2): reads a request, lets `NextStep` decide,
/// and does the one thing that it says. Pages send the browser back here.
struct AuthorizationEndpoint: Sendable {
    private let database: Database
    private let recorder: Recorder
    private let desk: InteractionDesk
    private let face: Face
    private let capacities: ActingPost
    private let issuer: Issuer
    private let clock: any WallClock
    private let random: any RandomSource

    init(_ provider: Provider, desk: InteractionDesk, face: Face) {
        database = provider.database
        capacities = ActingPost(live: provider.permissions)
        issuer = provider.issuer
        clock = provider.clock
        random = provider.random
        recorder = Recorder(database: provider.database, clock: provider.clock)
        self.desk = desk
        self.face = face
    }

    /// A new request by GET.
    func get(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        let parameters: FormParameters
        do { parameters = try request.queryParameters() } catch {
            try await recorder.refused(.authorize, error.rawValue, context)
            return face.unreadable(error, request)
        }
        return try await begin(parameters, request, context)
    }

    /// A new request by POST. A browser withholds our cookies from another site's POST (SameSite=Lax), but not from
    /// the GET that a redirect makes of it: a good request from another site goes round once more.
    func post(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        let parameters: FormParameters
        do { parameters = try await request.form() } catch {
            try await recorder.refused(.authorize, error.rawValue, context)
            return face.unreadable(error, request)
        }
        guard request.isFromAnotherSite(than: issuer) else { return try await begin(parameters, request, context) }
        do {
            let id = try AuthorizationRequest.clientID(in: parameters)
            let client = try await database.read { transaction in try transaction.clients.find(id) }
            _ = try AuthorizationRequest(parameters, client: client)
        } catch let refusal as AuthorizationRefusal {
            return try await refuse(refusal, of: parameters, request, context)
        }
        return .redirect(to: Issuer.Path.authorization + "?" + parameters.encoded())
    }

    /// A request that a page has sent back.
    func resume(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        switch try await desk.open(request, context) {
        case .answered(let response): return response
        case .opened(let opened):
            if opened.isSomebodyElse {
                let error = AuthorizationError(.loginRequired, "another person than the one of id_token_hint signed in")
                return try await refuse(
                    .redirect(error, to: opened.request.address), of: opened.interaction.parameters, request, context)
            }
            let step = try await nextStep(opened.request, opened.session, progress: opened.interaction.progress)
            switch step {
            case .signIn: return .redirect(to: "/sign-in/\(opened.id.text)")
            case .confirmAccount: return .redirect(to: "/confirm/\(opened.id.text)")
            case .choosePost: return .redirect(to: "/posts/\(opened.id.text)")
            case .askConsent: return .redirect(to: "/consent/\(opened.id.text)")
            case .issueCode:
                return try await issue(
                    opened.request, opened.session, interaction: opened.id, request, context)
            case .refuse(let error):
                return try await refuse(
                    .redirect(error, to: opened.request.address), of: opened.interaction.parameters, request, context)
            }
        }
    }

    private func begin(
        _ parameters: FormParameters, _ request: Request, _ context: ProviderRequestContext
    ) async throws -> Response {
        let authorization: AuthorizationRequest
        let session: SignedIn?
        let now = clock.now
        do {
            let id = try AuthorizationRequest.clientID(in: parameters)
            let cookie = request.cookie(SessionCookie.self)
            let found = try await database.read { transaction in
                (client: try transaction.clients.find(id), session: try transaction.signedIn(cookie, at: now))
            }
            authorization = try AuthorizationRequest(parameters, client: found.client)
            session = try desk.hints.isAbout(found.session, authorization) ? found.session : nil
        } catch let refusal as AuthorizationRefusal {
            return try await refuse(refusal, of: parameters, request, context)
        }
        switch try await nextStep(authorization, session, progress: nil) {
        case .issueCode: return try await issue(authorization, session, interaction: nil, request, context)
        case .refuse(let error):
            return try await refuse(.redirect(error, to: authorization.address), of: parameters, request, context)
        case .signIn: return try await interact(at: "/sign-in", parameters, authorization.client, request)
        case .confirmAccount: return try await interact(at: "/confirm", parameters, authorization.client, request)
        case .choosePost: return try await interact(at: "/posts", parameters, authorization.client, request)
        case .askConsent: return try await interact(at: "/consent", parameters, authorization.client, request)
        }
    }

    /// Keeps the request and shows a page.
    private func interact(
        at page: String, _ parameters: FormParameters, _ client: Client, _ request: Request
    ) async throws -> Response {
        let browser = request.cookie(BrowserCookie.self) ?? BrowserSecret(random: random)
        let interaction = Interaction(
            id: InteractionID(random: random), parameters: parameters, clientID: client.id,
            progress: Interaction.Progress(startedAt: clock.now), isComplete: false)
        try await database.write { transaction in
            try transaction.interactions.begin(interaction, browser: browser)
        }
        // Set anew each time, so that it lives as long as the interaction that it opens.
        return Response.redirect(to: "\(page)/\(interaction.id.text)").setting(browser, maxAge: Interaction.memory)
    }

    private func issue(
        _ authorization: AuthorizationRequest, _ signedIn: SignedIn?, interaction: InteractionID?,
        _ request: Request, _ context: ProviderRequestContext
    ) async throws -> Response {
        // `NextStep` issues no code without a session.
        guard let session = signedIn?.session else {
            return face.expired(request, client: authorization.client, resume: nil)
        }
        let code = AuthorizationCode(random: random)
        let hash = code.hash
        let now = clock.now
        let origin = context.origin
        let isFirst = try await database.write { transaction -> Bool in
            if let interaction, try !transaction.interactions.complete(interaction, at: now) { return false }
            try transaction.codes.keep(
                hash,
                for: Authorization(
                    authorization, person: session.person, session: session.id,
                    authentication: session.authentication, at: now))
            try transaction.sessions.recordSeen(session, at: now)
            try transaction.audit.append(
                AuditEvent(
                    moment: now, action: .authorize, actor: .person(session.person), origin: origin,
                    client: authorization.client.id.text, session: session.id.text))
            return true
        }
        guard isFirst else { return face.finished(request, client: authorization.client, session: signedIn) }
        return face.answer(
            AuthorizationResponse(code: code, to: authorization.address, issuer: issuer),
            clientName: authorization.client.name, request)
    }

    private func refuse(
        _ refusal: AuthorizationRefusal, of parameters: FormParameters, _ request: Request,
        _ context: ProviderRequestContext
    ) async throws -> Response {
        // Who is told nothing is named all the same, as far as the request names anybody.
        let client = refusal.clientID ?? (try? AuthorizationRequest.clientID(in: parameters))
        try await recorder.refused(.authorize, refusal.word, context, client: client)
        return face.refusal(refusal, request)
    }

    private func nextStep(
        _ request: AuthorizationRequest, _ signedIn: SignedIn?, progress: Interaction.Progress?
    ) async throws -> NextStep {
        let now = clock.now
        var consented: Set<Scope> = []
        var mustChoosePost = false
        if let person = signedIn?.session.person,
            request.client.requiresConsent || !request.scopes.isDisjoint(with: [.org, .permissions])
        {
            (consented, mustChoosePost) = try await database.read { [capacities] transaction in
                (
                    try transaction.consents.scopes(of: person, to: request.client.id),
                    try capacities.mustChoose(request, signedIn, in: transaction, at: now)
                )
            }
        }
        return NextStep.decide(
            request, authentication: signedIn?.session.authentication, progress: progress, consented: consented,
            mustChoosePost: mustChoosePost, at: now)
    }
}
