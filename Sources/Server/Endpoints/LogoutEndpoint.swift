import Accounts
import Audit
import Cryptography
import Database
import Hummingbird
import Identity
import JOSE
import OpenIDConnect
import Operations
import Pages
import Storage
import Wire

/// RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0), and the person's own.
struct LogoutEndpoint: Sendable {
    private let database: Database
    private let issuer: Issuer
    private let keys: SigningKeys
    private let subjects: PairwiseSubjects
    private let clock: any WallClock
    private let random: any RandomSource
    private let recorder: Recorder
    private let face: Face

    /// Where the form of the confirmation page goes; the request that it is about stands in its query.
    static let confirmationPath = Issuer.Path.endSession + "/confirm"

    init(_ provider: Provider, face: Face) {
        database = provider.database
        issuer = provider.issuer
        keys = provider.keys
        subjects = provider.subjects
        clock = provider.clock
        random = provider.random
        recorder = Recorder(database: provider.database, clock: provider.clock)
        self.face = face
    }

    func get(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        let parameters: FormParameters
        do { parameters = try request.queryParameters() } catch {
            try await recorder.refused(.signOut, error.rawValue, context)
            return face.unreadable(error, request)
        }
        return try await answer(parameters, request, context)
    }

    private func answer(
        _ parameters: FormParameters, _ request: Request, _ context: ProviderRequestContext
    ) async throws -> Response {
        let found: Found
        do { found = try await read(parameters, request) } catch let refusal as LogoutRefusal {
            return try await refuse(refusal, request, context)
        }
        guard let session = found.session else { return signedOut(found.logout, request) }
        guard found.logout.needsConfirmation(session: session.session.id, subjects: subjects) else {
            try await end(session.session, found.logout, context)
            return signedOut(found.logout, request).clearing(SessionCookie.self)
        }
        return confirmation(parameters, found.logout, session, request)
    }

    /// From a platform's own form: another site's POST comes without our cookies (SameSite=Lax), the GET after it
    /// doesn't.
    func post(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        let parameters: FormParameters
        do { parameters = try await request.form() } catch {
            try await recorder.refused(.signOut, error.rawValue, context)
            return face.unreadable(error, request)
        }
        guard request.isFromAnotherSite(than: issuer) else {
            return try await answer(parameters, request, context)
        }
        do { _ = try await read(parameters, request) } catch let refusal as LogoutRefusal {
            return try await refuse(refusal, request, context)
        }
        return .redirect(to: Issuer.Path.endSession + "?" + parameters.encoded())
    }

    /// The person has confirmed.
    func confirm(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        let parameters: FormParameters
        let form: FormParameters
        do {
            parameters = try request.queryParameters()
            form = try await request.form()
        } catch {
            try await recorder.refused(.signOut, error.rawValue, context)
            return face.unreadable(error, request)
        }
        let found: Found
        do { found = try await read(parameters, request) } catch let refusal as LogoutRefusal {
            return try await refuse(refusal, request, context)
        }
        let onwards = Issuer.Path.endSession + "?" + parameters.encoded()
        guard let session = found.session else { return face.goOn(to: onwards, platformName: "", request) }
        guard let browser = request.cookie(BrowserCookie.self),
            let token = (try? form.single("form_token")) ?? nil,
            constantTimeEqualTexts(token, Self.formToken(browser, session.session))
        else {
            try await recorder.refused(
                .signOut, "foreign-form", context, client: found.logout.client?.id,
                actor: .person(session.session.person), session: session.session.id.text)
            return confirmation(parameters, found.logout, session, request, status: .forbidden)
        }
        try await end(session.session, found.logout, context)
        return face.goOn(to: onwards, platformName: found.logout.client?.name ?? "", request)
            .clearing(SessionCookie.self)
    }

    private func refuse(
        _ refusal: LogoutRefusal, _ request: Request, _ context: ProviderRequestContext
    ) async throws -> Response {
        try await recorder.refused(.signOut, refusal.rawValue, context)
        return face.badRequest(code: "invalid_request", reason: refusal.reason, request)
    }

    private struct Found: Sendable {
        let logout: LogoutRequest
        let session: SignedIn?
    }

    private func read(_ parameters: FormParameters, _ request: Request) async throws -> Found {
        let sender = try LogoutRequest.Sender(parameters, keys: keys, issuer: issuer)
        let cookie = request.cookie(SessionCookie.self)
        let now = clock.now
        let (client, session) = try await database.read { transaction in
            (
                try sender.clientID.flatMap { id in try transaction.clients.find(id) },
                try transaction.signedIn(cookie, at: now)
            )
        }
        return Found(
            logout: try LogoutRequest(parameters, sender: sender, client: client), session: session)
    }

    private func end(
        _ session: Session, _ logout: LogoutRequest, _ context: ProviderRequestContext
    ) async throws {
        let now = clock.now
        let event = AuditEvent(
            moment: now, action: .signOut, actor: .person(session.person), origin: context.origin,
            client: logout.client?.id.text, session: session.id.text)
        try await database.write { transaction in
            try transaction.sessions.end(session.id, at: now)
            try transaction.audit.append(event)
        }
    }

    private func signedOut(_ logout: LogoutRequest, _ request: Request) -> Response {
        if let address = logout.returnAddress { return .redirect(to: address) }
        return face.page(
            SignedOutPage(returnURL: logout.client?.startURI, platformName: logout.client?.name), for: request,
            uiLocales: logout.uiLocales)
    }

    private func confirmation(
        _ parameters: FormParameters, _ logout: LogoutRequest, _ session: SignedIn, _ request: Request,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let browser = request.cookie(BrowserCookie.self) ?? BrowserSecret(random: random)
        let query = parameters.pairs.isEmpty ? "" : "?" + parameters.encoded()
        return face.page(
            ConfirmLogoutPage(
                personName: session.name, platformName: logout.client?.name,
                action: Self.confirmationPath + query, formToken: Self.formToken(browser, session.session),
                stayPath: logout.client?.startURI ?? "/"),
            for: request, status: status, uiLocales: logout.uiLocales
        ).setting(browser, maxAge: Interaction.memory)
    }

    private static func formToken(_ browser: BrowserSecret<BrowserCookie>, _ session: Session) -> String {
        browser.derive("logout", for: session.id.text)
    }
}
