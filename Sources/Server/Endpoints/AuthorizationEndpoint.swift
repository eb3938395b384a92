import Accounts
import Cryptography
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Pages
import Wire

/// The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2): reads a request, lets `NextStep` decide,
/// and does the one thing that it says. Pages send the browser back here.
struct AuthorizationEndpoint: Sendable {
    private let read: ReadAuthorizationRequest
    private let begin: BeginInteraction
    private let issue: IssueCode
    private let gate: InteractionGate
    private let pages: PageResponder
    private let issuer: Issuer
    private let random: any RandomSource
    private let checkSession: CheckSessionEndpoint?

    init(_ provider: Provider, gate: InteractionGate, pages: PageResponder) {
        read = ReadAuthorizationRequest(
            provider.installation, requiresPush: provider.requiresPushedRequests,
            objects: provider.requestObjects)
        begin = BeginInteraction(provider.installation)
        issue = IssueCode(provider.installation, issuer: provider.issuer)
        issuer = provider.issuer
        random = provider.random
        checkSession = CheckSessionEndpoint(provider)
        self.gate = gate
        self.pages = pages
    }

    /// A new request by GET.
    func get(_ visit: Visit) async throws -> Response {
        try await answer(try visit.query(for: .authorize), visit)
    }

    /// A new request by POST. A browser withholds our cookies from another site's POST (SameSite=Lax), but not from
    /// the GET that a redirect makes of it: a good request from another site goes round once more.
    func post(_ visit: Visit) async throws -> Response {
        let parameters = try await visit.form(for: .authorize)
        guard visit.request.isFromAnotherSite(than: issuer) else { return try await answer(parameters, visit) }
        let good = try await refusing(parameters) { try await read.check(parameters, at: visit.now) }
        return .redirect(to: Issuer.Path.authorization + "?" + good.compactlyEncoded())
    }

    private func answer(_ parameters: FormParameters, _ visit: Visit) async throws -> Response {
        let opened = try await refusing(parameters) { try await read.read(parameters, gate.context(visit)) }
        let step = opened.nextStep(at: visit.now)
        guard let page = InteractionPage(step), let request = opened.request else {
            return try await finish(step, opened, interaction: nil, visit)
        }
        let browser = visit.browserCookie ?? BrowserSecret(random: random)
        let interaction = try await begin.begin(
            .request(request.parameters), for: opened.client.id, at: visit.place(browser), visit.now)
        // Set anew each time, so that it lives as long as the interaction that it opens.
        return Response.redirect(to: page.path(of: interaction)).setting(browser, maxAge: Interaction.memory)
    }

    /// A demand that a page has sent back.
    func resume(_ visit: Visit) async throws -> Response {
        let page = try await gate.interacting(visit)
        let opened = page.interaction.opened
        guard !opened.isSomebodyElse else {
            let error = AuthorizationError(.loginRequired, "another person than the one of id_token_hint signed in")
            return try await finish(.refuse(error), opened, interaction: page.id, visit)
        }
        let step = opened.nextStep(at: visit.now)
        if let next = InteractionPage(step) { return .redirect(to: next.path(of: page.id)) }
        return try await finish(step, opened, interaction: page.id, visit)
    }

    /// Gives what is demanded, or refuses it.
    private func finish(
        _ step: NextStep, _ opened: OpenedDemand, interaction: InteractionID?, _ visit: Visit
    ) async throws -> Response {
        let client = opened.client
        if case .refuse(let error) = step { throw refusal(error, opened) }
        // `NextStep` gives nothing without a session.
        guard let signedIn = opened.signedIn else {
            throw RefusedRequest(nil, .expired(client, resume: nil, status: .gone))
        }
        let act = visit.act(of: .person(signedIn.session.person))
        switch opened.reply {
        case .redirect(let address):
            guard let request = opened.request else { throw RefusedRequest(nil, .finished(client, signedIn)) }
            switch try await issue.issue(request, to: signedIn, interaction: interaction, act) {
            case .given(let code):
                let session = signedIn.session.id
                let state = checkSession?.state(of: session, for: client, at: address)
                let response = try await pages.answer(
                    AuthorizationResponse(code: code, to: address, issuer: issuer, sessionState: state),
                    clientName: client.name, visit.request)
                return checkSession?.marking(response, session) ?? response
            case .answeredBefore: throw RefusedRequest(nil, .finished(client, signedIn))
            case .signedOut: throw signedOut(client, interaction)
            case .consentWithdrawn: throw refusal(.consentWithdrawn, opened)
            }
        case .device(let device):
            let gone = RefusedRequest(nil, .expired(client, resume: Issuer.Path.device, status: .gone))
            guard let interaction else { throw gone }
            switch try await issue.approve(device, opened.demand, by: signedIn, interaction: interaction, act) {
            case .given:
                return pages.page(DeviceDonePage(outcome: .allowed, platformName: client.name), for: visit.request)
            case .answeredBefore, .consentWithdrawn: throw gone
            case .signedOut: throw signedOut(client, interaction)
            }
        case .backchannel(let request):
            let gone = RefusedRequest(nil, .expired(client, resume: Issuer.Path.requests, status: .gone))
            guard let interaction else { throw gone }
            switch try await issue.approve(request, opened.demand, by: signedIn, interaction: interaction, act) {
            case .given:
                let done = RequestDonePage(
                    outcome: .allowed, platformName: client.name, requestsPath: Issuer.Path.requests)
                return pages.page(done, for: visit.request)
            case .answeredBefore, .consentWithdrawn: throw gone
            case .signedOut: throw signedOut(client, interaction)
            }
        // Nothing is given: whoever is signed in may come here as often as they like.
        case .ours(let page): return .redirect(to: page.path)
        }
    }

    /// The session has ended between being looked at and being answered in: what comes next is asked once more.
    private func signedOut(_ client: Client, _ interaction: InteractionID?) -> RefusedRequest {
        RefusedRequest(
            nil,
            interaction.map { .redirect(to: InteractionPage.resume.path(of: $0)) }
                ?? .expired(client, resume: client.signInURI(for: issuer), status: .gone))
    }

    private func refusal(_ error: AuthorizationError, _ opened: OpenedDemand) -> RefusedRequest {
        let record = RefusedRequest.Record(action: .authorize, code: error.code.rawValue, client: opened.client.id)
        switch opened.reply {
        case .redirect(let address):
            return RefusedRequest(
                record,
                .authorization(
                    AuthorizationResponse(error: error, to: address, issuer: issuer),
                    platformName: opened.client.name))
        case .device: return RefusedRequest(record, .expired(opened.client, resume: Issuer.Path.device, status: .gone))
        case .backchannel:
            return RefusedRequest(record, .expired(opened.client, resume: Issuer.Path.requests, status: .gone))
        case .ours(let page): return RefusedRequest(record, .expired(opened.client, resume: page.path, status: .gone))
        }
    }

    /// Who is told nothing is named in the log all the same, as far as the request names anybody.
    private func refusing<Result>(
        _ parameters: FormParameters, _ work: () async throws -> Result
    ) async throws -> Result {
        do { return try await work() } catch let refusal as AuthorizationRefusal {
            throw RefusedRequest.authorization(
                refusal, client: try? AuthorizationRequest.clientID(in: parameters), issuer: issuer)
        }
    }
}

extension AuthorizationError {
    fileprivate static let consentWithdrawn = AuthorizationError(
        .accessDenied, "the person has taken back meanwhile what they had agreed to")
}
