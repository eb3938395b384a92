import Accounts
import Federation
import Hummingbird
import Logging
import OpenIDConnect
import Operations
import Pages

/// The way in with VNeID: sends the browser there, and takes it back.
struct VNeIDEndpoint: Sendable {
    private let gate: InteractionGate
    private let signIn: UpstreamSignIn
    private let log: LimitedLogger

    /// `nil` when VNeID is not set up: then there is no such way in.
    init?(_ provider: Provider, gate: InteractionGate) {
        guard let vneid = provider.vneid else { return nil }
        signIn = UpstreamSignIn(provider.installation, vneid)
        log = LimitedLogger(provider.logger, clock: provider.clock)
        self.gate = gate
    }

    /// Where the way in begins. After an answer that was too old, VNeID is to ask the person whatever session it keeps:
    /// otherwise the next answer would be the same one.
    static func path(below signIn: String, after problem: SignInPage.Problem?) -> String {
        "\(signIn)/vneid" + (problem == .vneidNotFresh ? "?prompt=login" : "")
    }

    func begin(_ visit: Visit) async throws -> Response {
        let page = try await gate.interacting(visit)
        let asksAnew = (try? visit.request.queryParameters().single("prompt")) == "login"
        do {
            let address = try await signIn.begin(page.interaction, asksAnew: asksAnew, at: visit.now)
            return .redirect(to: address)
        } catch let error as FederationError { throw failure(error, page) }
    }

    func callback(_ visit: Visit) async throws -> Response {
        guard let callback = signIn.callback(visit.request.uri.query ?? ""),
            let browser = visit.browserCookie
        else { throw Self.unasked("malformed-callback") }
        guard let taken = try await signIn.take(callback, browser: browser, at: visit.now) else {
            throw Self.unasked("foreign-state")
        }
        let page = try await gate.interacting(taken.interaction, visit)
        guard !taken.isExpired else { return .redirect(to: page.returnPath) }
        do {
            let cookie = try await signIn.complete(
                taken, page.interaction.opened, at: page.place, visit.anonymous)
            guard let cookie else { return .redirect(to: page.signInPath(.accountDisabled)) }
            return Response.redirect(to: page.returnPath).setting(cookie)
        } catch let error as FederationError { throw failure(error, page) }
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
        case .notFresh: (problem, code) = (.notFresh, "vneid-not-fresh")
        case .untrustworthy(let flaw):
            (problem, code) = (.failed, "vneid-untrustworthy-\(flaw.rawValue)")
            log.log(.warning, "VNeID's answer breaks a rule", metadata: ["flaw": "\(flaw.rawValue)"])
        }
        return RefusedRequest(
            .init(action: .signIn, code: code, client: page.client.id),
            .redirect(to: page.signInPath(problem)))
    }
}
