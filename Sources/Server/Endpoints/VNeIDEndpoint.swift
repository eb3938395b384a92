import Accounts
import Cryptography
import Federation
import Hummingbird
import Identity
import Logging
import OpenIDConnect
import Operations
import Pages
import Wire

/// The way in with VNeID: sends the browser there, and takes it back.
struct VNeIDEndpoint: Sendable {
    private let gate: InteractionGate
    private let signIn: InterimSignIn
    private let profile: OpenIDProfile
    private let random: any RandomSource
    private let logger: Logger

    /// `nil` when VNeID is not set up: then there is no such way in.
    init?(_ provider: Provider, gate: InteractionGate) {
        guard let profile = provider.vneid else { return nil }
        self.profile = profile
        signIn = InterimSignIn(provider.installation)
        random = provider.random
        logger = provider.logger
        self.gate = gate
    }

    func begin(_ visit: Visit) async throws -> Response {
        let page = try await gate.interacting(visit)
        let state = Base64URL.encode(random.bytes(32))
        let browser = page.interaction.browser
        let address: String
        do {
            address = try await profile.begin(
                Self.login(state, browser), level: page.demand.level, at: visit.now)
        } catch { throw failure(error, page) }
        try await signIn.beginUpstream(stateHash: Self.hash(state), page.id, browser, at: visit.now)
        return .redirect(to: address)
    }

    func callback(_ visit: Visit) async throws -> Response {
        guard let parameters = try? visit.request.queryParameters(), let callback = VNeIDCallback(parameters),
            let browser = visit.browserCookie
        else { throw Self.unasked("malformed-callback") }
        guard let found = try await signIn.consumeUpstream(stateHash: Self.hash(callback.state), browser) else {
            throw Self.unasked("foreign-state")
        }
        let page = try await gate.interacting(found.interaction, visit)
        guard visit.now < found.begunAt + UpstreamLogin.lifetime else { return .redirect(to: page.returnPath) }
        let identity: VerifiedIdentity
        do {
            identity = try await profile.complete(
                callback, of: Self.login(callback.state, browser), level: page.demand.level, at: visit.now)
        } catch { throw failure(error, page) }
        guard let newID = PersonID(random: random.bytes(16)) else {
            throw RefusedRequest(nil, .expired(page.client, resume: page.returnPath, status: .gone))
        }
        let cookie = try await signIn.enterUpstream(
            identity, newID: newID, page.id, page.client.id, old: visit.sessionCookie, visit.anonymous)
        guard let cookie else { return .redirect(to: Self.signInPath(page, .accountDisabled)) }
        return Response.redirect(to: page.returnPath).setting(cookie)
    }

    /// An answer that nobody here has asked for: what an attacker's link to our callback looks like.
    private static func unasked(_ code: String) -> RefusedRequest {
        RefusedRequest(.init(action: .signIn, code: code), .expired(nil, resume: nil, status: .badRequest))
    }

    /// Back to the login page, which says what happened and offers the ways on.
    private func failure(_ error: FederationError, _ page: Interacting) -> RefusedRequest {
        let problem: UpstreamProblem
        let code: String
        switch error {
        case .refusedByPerson: (problem, code) = (.refused, "vneid-refused")
        case .unavailable: (problem, code) = (.unavailable, "vneid-unavailable")
        case .levelTooLow: (problem, code) = (.levelTooLow, "vneid-level-too-low")
        case .untrustworthy(let flaw):
            (problem, code) = (.failed, "vneid-untrustworthy-\(flaw.rawValue)")
            logger.warning("VNeID's answer breaks a rule", metadata: ["flaw": "\(flaw.rawValue)"])
        }
        return RefusedRequest(
            .init(action: .signIn, code: code, client: page.client.id),
            .redirect(to: Self.signInPath(page, problem)))
    }

    private static func signInPath(_ page: Interacting, _ problem: UpstreamProblem) -> String {
        InteractionPage.signIn.path(of: page.id) + "?problem=\(problem.rawValue)"
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
