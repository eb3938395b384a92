import Accounts
import Audit
import Database
import Hummingbird
import Identity
import JOSE
import OpenIDConnect
import Operations
import Pages
import Storage
import Wire

/// Opens interactions for the pages that need one. What a page gets from here is live, belongs to this browser, and
/// is still a good request of an enabled client; everything else is answered here, in one way for all pages.
struct InteractionDesk: Sendable {
    let database: Database
    let clock: any WallClock
    let face: Face
    let recorder: Recorder
    let hints: HintReader

    /// An interaction that a page may work with.
    struct Opened: Sendable {
        let interaction: Interaction
        let request: AuthorizationRequest
        let browser: BrowserSecret<BrowserCookie>
        /// The browser's live session, with the name of its person, if the request may be answered about that person.
        let session: SignedIn?
        /// Somebody is signed in whom the request's `id_token_hint` doesn't mean.
        let isSomebodyElse: Bool

        var id: InteractionID { interaction.id }
        var client: Client { request.client }

        /// Where the browser goes once the page has done its part: back to the authorization endpoint.
        var returnPath: String { "\(Issuer.Path.authorization)/\(id.text)" }

        /// Shows that a form came from a page that we gave to this browser for this interaction.
        var formToken: String { browser.derive("form", for: id.text) }

        func acceptsForm(_ form: FormParameters) -> Bool {
            guard let token = try? form.single("form_token") else { return false }
            return constantTimeEqualTexts(token, formToken)
        }
    }

    enum Opening: Sendable {
        case opened(Opened)
        case answered(Response)
    }

    /// Opens the interaction that a path names.
    func open(_ request: Request, _ context: ProviderRequestContext) async throws -> Opening {
        guard let text = context.parameters.get("interaction"), let id = InteractionID(text) else {
            return .answered(face.notFound(request))
        }
        return try await open(id, request, context)
    }

    func open(
        _ id: InteractionID, _ request: Request, _ context: ProviderRequestContext
    ) async throws -> Opening {
        let browser = request.cookie(BrowserCookie.self)
        let sessionCookie = request.cookie(SessionCookie.self)
        let now = clock.now
        let found = try await database.read { transaction -> Found? in
            guard let (interaction, isOurs) = try transaction.interactions.find(id, browser: browser) else {
                return nil
            }
            return Found(
                interaction: interaction, isOurs: isOurs, client: try transaction.clients.find(interaction.clientID),
                session: try transaction.signedIn(sessionCookie, at: now))
        }
        guard let found else {
            return .answered(face.expired(request, client: nil, resume: nil, status: .badRequest))
        }
        guard found.isOurs, let browser else {
            // Who begins it again does so at the platform: the request's parameters belong to another browser.
            return .answered(
                face.expired(request, client: found.client, resume: found.client?.startURI, status: .forbidden))
        }
        guard !found.interaction.isComplete else {
            return .answered(face.finished(request, client: found.client, session: found.session))
        }
        guard !found.interaction.isExpired(at: now) else {
            let again = Issuer.Path.authorization + "?" + found.interaction.parameters.encoded()
            return .answered(face.expired(request, client: found.client, resume: again))
        }
        do {
            let authorization = try AuthorizationRequest(found.interaction.parameters, client: found.client)
            let isMeant = try hints.isAbout(found.session, authorization)
            return .opened(
                Opened(
                    interaction: found.interaction, request: authorization, browser: browser,
                    session: isMeant ? found.session : nil,
                    isSomebodyElse: found.session != nil && !isMeant))
        } catch {
            // The registration has changed since.
            try await recorder.refused(.authorize, error.word, context, client: found.interaction.clientID)
            return .answered(face.refusal(error, request))
        }
    }

    private struct Found: Sendable {
        let interaction: Interaction
        let isOurs: Bool
        let client: Client?
        let session: SignedIn?
    }
}

extension InteractionDesk {
    enum FormOpening: Sendable {
        case opened(Opened, FormParameters)
        case answered(Response)
    }

    /// Opens an interaction for a form of one of its pages. A form that isn't ours, or is too old, goes back to the
    /// authorization endpoint, which shows the page again.
    func openForm(
        _ request: Request, _ context: ProviderRequestContext
    ) async throws -> FormOpening {
        let form: FormParameters
        do { form = try await request.form() } catch {
            try await recorder.refused(.consent, error.rawValue, context)
            return .answered(face.unreadable(error, request))
        }
        switch try await open(request, context) {
        case .answered(let response): return .answered(response)
        case .opened(let opened):
            guard opened.acceptsForm(form) else {
                try await recorder.refused(.consent, "foreign-form", context, client: opened.client.id)
                return .answered(.redirect(to: opened.returnPath))
            }
            return .opened(opened, form)
        }
    }
}

/// Reads `id_token_hint`s.
struct HintReader: Sendable {
    let keys: SigningKeys
    let issuer: Issuer
    let subjects: PairwiseSubjects

    func isAbout(
        _ signedIn: SignedIn?, _ request: AuthorizationRequest
    ) throws(AuthorizationRefusal) -> Bool {
        try request.isAbout(signedIn?.session.person, keys: keys, issuer: issuer, subjects: subjects)
    }
}
