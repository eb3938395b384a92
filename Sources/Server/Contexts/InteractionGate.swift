import Accounts
import Audit
import Cryptography
import Hummingbird
import Identity
import JOSE
import Keys
import OpenIDConnect
import Operations
import Wire

/// A visit to a page of an interaction that is live, belongs to this browser, and is still a good demand of an enabled
/// client. Only `InteractionGate` makes one.
struct Interacting: Sendable {
    let visit: Visit
    let interaction: OpenedInteraction

    fileprivate init(_ visit: Visit, _ interaction: OpenedInteraction) {
        self.visit = visit
        self.interaction = interaction
    }

    var id: InteractionID { interaction.id }
    var client: Client { interaction.client }
    var demand: SignInDemand { interaction.opened.demand }
    var signedIn: SignedIn? { interaction.opened.signedIn }

    /// Where somebody signs in who does it on this page.
    var place: SignInPlace {
        SignInPlace(interaction: id, client: client.id, session: visit.sessionCookie, demand: demand)
    }

    /// The same for somebody who signs in step by step.
    var stepPlace: StepPlace {
        StepPlace(
            interaction: id, client: client.id, browser: interaction.browser, session: visit.sessionCookie,
            demand: demand)
    }

    /// Where the browser goes once a page has done its part: back to the authorization endpoint.
    var returnPath: String { InteractionPage.resume.path(of: id) }

    /// Shows that a form came from a page that we gave to this browser for this interaction.
    var formToken: String { interaction.browser.derive("form", for: id.text) }

    /// The same for a page that is about an account: one that was shown for one isn't answered for another.
    func formToken(about username: Username) -> String {
        interaction.browser.derive("form", for: "\(id.text) \(username.text)")
    }

    /// The page for whoever is signed in; where nobody is any more, the authorization endpoint says what comes next.
    func withSession() throws(RefusedRequest) -> SignedInPage {
        guard let signedIn = interaction.opened.signedIn else {
            throw RefusedRequest(nil, .redirect(to: returnPath))
        }
        return SignedInPage(page: self, signedIn: signedIn)
    }
}

/// A page of an interaction that shows who is signed in.
struct SignedInPage: Sendable {
    let page: Interacting
    let signedIn: SignedIn

    fileprivate init(page: Interacting, signedIn: SignedIn) {
        self.page = page
        self.signedIn = signedIn
    }

    /// The session is part of it: a page that was shown to one person isn't answered as another.
    var formToken: String {
        page.interaction.browser.derive("form", for: "\(page.id.text) \(signedIn.session.id.text)")
    }
}

/// A form that came back from a page of ours: for a page of an interaction, or for one that shows who is signed in.
struct Form<Page: Sendable>: Sendable {
    let page: Page
    private let form: FormParameters

    fileprivate init(_ page: Page, _ form: FormParameters) {
        self.page = page
        self.form = form
    }

    /// A field that has one value.
    func field(_ name: String) -> String? { (try? form.single(name)) ?? nil }
}

/// Opens interactions for the pages that need one; what is none is refused, in one way for all pages.
struct InteractionGate: Sendable {
    private let open: OpenInteraction
    private let parties: TokenParties
    private let keys: KeyRing
    private let issuer: Issuer
    /// Whether every client has to push its requests.
    private let requiresPush: Bool

    init(_ provider: Provider) {
        open = OpenInteraction(provider.installation)
        parties = provider.parties
        keys = provider.keys
        issuer = provider.issuer
        requiresPush = provider.requiresPushedRequests
    }

    /// What a demand of this visit is read with.
    func context(_ visit: Visit) -> DemandContext {
        DemandContext(parties, keys: keys.current, session: visit.sessionCookie, at: visit.now)
    }

    /// The interaction that a path names.
    func interacting(_ visit: Visit) async throws -> Interacting {
        guard let id = visit.parameters.get("interaction").flatMap({ InteractionID($0) }) else {
            throw RefusedRequest(nil, .notFound)
        }
        return try await interacting(id, visit)
    }

    func interacting(_ id: InteractionID, _ visit: Visit) async throws -> Interacting {
        switch try await open.open(id, browser: visit.browserCookie, context(visit)) {
        case .opened(let interaction): return Interacting(visit, interaction)
        case .unknown: throw RefusedRequest(nil, .expired(nil, resume: nil, status: .badRequest))
        // Who begins it again does so at the platform: the request's parameters belong to another browser.
        case .foreign(let client):
            throw RefusedRequest(nil, .expired(client, resume: client?.signInURI(for: issuer), status: .forbidden))
        case .complete(let client, let signedIn): throw RefusedRequest(nil, .finished(client, signedIn))
        case .expired(let client, let source):
            throw RefusedRequest(nil, .expired(client, resume: again(source, client), status: .gone))
        case .refused(let refusal, let client):
            throw RefusedRequest.authorization(refusal, client: client, issuer: issuer)
        }
    }

    /// A form of a page that shows who is signed in. One that isn't ours, is too old, or was shown to somebody else goes
    /// back to the authorization endpoint, which shows the page again.
    /// - Parameter action: what the form is for.
    func signedInForm(_ visit: Visit, for action: AuditEvent.Action) async throws -> Form<SignedInPage> {
        let form = try await visit.form(for: action)
        let page = try await interacting(visit).withSession()
        guard form.carries(page.formToken) else {
            throw Self.foreignForm(action, page.page, .redirect(to: page.page.returnPath))
        }
        return Form(page, form)
    }

    /// A form of a page on which somebody signs in.
    /// - Parameter again: the page, for a form that isn't ours or is too old.
    func form(
        _ visit: Visit, for action: AuditEvent.Action, again: (Interacting) async throws -> Response
    ) async throws -> Form<Interacting> {
        try await form(visit, for: action, token: \.formToken, again: again)
    }

    /// - Parameter token: what the form has to carry.
    func form(
        _ visit: Visit, for action: AuditEvent.Action, token: (Interacting) async throws -> String,
        again: (Interacting) async throws -> Response
    ) async throws -> Form<Interacting> {
        let form = try await visit.form(for: action)
        let page = try await interacting(visit)
        guard form.carries(try await token(page)) else {
            throw Self.foreignForm(action, page, .page(try await again(page)))
        }
        return Form(page, form)
    }

    private static func foreignForm(
        _ action: AuditEvent.Action, _ page: Interacting, _ answer: RefusedRequest.Answer
    ) -> RefusedRequest {
        RefusedRequest(
            .init(
                action: action, code: "foreign-form", client: page.client.id,
                actor: page.signedIn.map { .person($0.session.person) } ?? .anonymous), answer)
    }

    /// Where a demand begins again whose time is over: with the same request, while that is kept, and else at the
    /// platform. There too where it has to be pushed or signed, as the browser can't do that.
    private func again(_ source: Interaction.Source?, _ client: Client?) -> String? {
        switch source {
        case .request
        where requiresPush || client?.requiresPushedRequests == true || client?.requiresSignedRequests == true:
            client?.signInURI(for: issuer)
        case .request(let parameters): Issuer.Path.authorization + "?" + parameters.compactlyEncoded()
        case .device: Issuer.Path.device
        case .backchannel: Issuer.Path.requests
        case .ours(let page): page.path
        case nil: client?.signInURI(for: issuer)
        }
    }
}

extension FormParameters {
    /// Whether a form carries a token of ours.
    func carries(_ token: String) -> Bool {
        guard let presented = try? single("form_token") else { return false }
        return constantTimeEqual(presented, token)
    }
}
