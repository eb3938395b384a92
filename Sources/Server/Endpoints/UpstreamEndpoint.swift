import Accounts
import Federation
import Hummingbird
import Logging
import OpenIDConnect
import Operations
import Pages

/// The way in with VNeID, or with another upstream: sends the browser there, and takes it back.
struct UpstreamEndpoint: Sendable {
    private let id: UpstreamID
    private let gate: InteractionGate
    private let signIn: UpstreamSignIn
    private let log: LimitedLogger

    init(_ id: UpstreamID, _ upstream: any Upstream, _ provider: Provider, gate: InteractionGate) {
        self.id = id
        signIn = UpstreamSignIn(provider.installation, id, upstream)
        log = LimitedLogger(provider.logger, clock: provider.clock)
        self.gate = gate
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
        case .refusedByPerson: (problem, code) = (.refused, "refused")
        case .unavailable: (problem, code) = (.unavailable, "unavailable")
        case .levelTooLow: (problem, code) = (.levelTooLow, "level-too-low")
        case .notFresh: (problem, code) = (.notFresh, "not-fresh")
        case .untrustworthy(let flaw):
            (problem, code) = (.failed, "untrustworthy-\(flaw.rawValue)")
            log.log(
                .warning, "An upstream's answer breaks a rule",
                metadata: ["upstream": "\(id)", "flaw": "\(flaw.rawValue)"])
        }
        return RefusedRequest(
            .init(action: .signIn, code: "\(id)-\(code)", client: page.client.id),
            .redirect(to: page.signInPath(problem, at: id)))
    }
}
