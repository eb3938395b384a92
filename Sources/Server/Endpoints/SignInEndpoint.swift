import Accounts
import Cryptography
import Federation
import HTTPTypes
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Pages
import Wire

/// The login page, and the way in with a password: of an account that the city issued, or of the directory of staff.
struct SignInEndpoint: Sendable {
    private let gate: InteractionGate
    private let pages: PageResponder
    private let signIn: PasswordSignIn
    private let directory: DirectoryPasswords?
    private let random: any RandomSource
    private let offersVNeID: Bool
    private let offersVNeIDApp: Bool
    private let upstreams: [PlainUpstream]

    init(_ provider: Provider, gate: InteractionGate, pages: PageResponder, directory: DirectoryDoor?) {
        signIn = PasswordSignIn(provider.installation, provider.passwords)
        self.directory = directory.map { DirectoryPasswords(provider, through: $0, pages: pages) }
        random = provider.random
        offersVNeID = provider.vneid != nil
        offersVNeIDApp = provider.vneidApp != nil
        upstreams = provider.upstreams.map(\.settings)
        self.gate = gate
        self.pages = pages
    }

    func get(_ visit: Visit) async throws -> Response {
        let page = try await gate.interacting(visit)
        // After the back button, or in a second tab: there is nothing to sign in for any more.
        switch page.interaction.opened.nextStep(at: visit.now) {
        case .signIn, .finishSignIn, .confirmAccount: break
        default: if page.signedIn != nil { return .redirect(to: page.returnPath) }
        }
        let parameters = try? visit.request.queryParameters()
        let problem = (try? parameters?.single("problem")).flatMap(UpstreamProblem.init)
        let place = try? parameters?.single("upstream")
        guard let place else { return self.page(page, problem: problem?.shown) }
        guard let problem, let upstream = upstreams.first(where: { $0.id == UpstreamID(place) }) else {
            return self.page(page, problem: nil)
        }
        return self.page(
            page, problem: problem.shown(at: upstream.name), asksAnew: problem == .notFresh ? upstream.id : nil)
    }

    func post(_ visit: Visit) async throws -> Response {
        let form = try await gate.form(visit, for: .signIn) { page in
            self.page(page, problem: .formTooOld, status: .forbidden)
        }
        let page = form.page
        guard let name = form.field("username"), let typed = form.field("password") else {
            return self.page(page, problem: .missingFields, status: .badRequest)
        }
        guard let password = PresentedPassword(typed) else {
            return self.page(page, problem: .passwordTooLong, status: .badRequest, username: name)
        }
        return try await signIn(name, password, page)
    }

    private func signIn(_ name: String, _ password: PresentedPassword, _ page: Interacting) async throws -> Response {
        let visit = page.visit
        let device = visit.deviceCookie(random)
        if let answer = try await directory?.signIn(name, password, device: device, page) {
            return self.answer(answer, name, page)
        }
        let answer: PasswordAnswer =
            switch try await signIn.run(name, password, device: device, at: page.stepPlace, visit.anonymous) {
            case .begun(let step): .goesOn(to: InteractionPage(step).path(of: page.id))
            case .kept: .kept
            case .wrong: .problem(.wrongUsernameOrPassword, .forbidden)
            case .locked(let until): .locked(Wait(until: until, visit.now))
            case .busy: .problem(.tooManyAttemptsAtOnce, .serviceUnavailable)
            }
        return self.answer(answer, name, page)
    }

    private func answer(_ answer: PasswordAnswer, _ name: String, _ page: Interacting) -> Response {
        switch answer {
        case .goesOn(let path): return .redirect(to: path)
        case .kept: return pages.continue(to: page.returnPath, platformName: page.client.name, page.visit.request)
        case .locked(let wait):
            return self.page(page, problem: .locked(minutes: wait.minutes), status: .tooManyRequests, username: name)
                .adding(.retryAfter, wait.seconds)
        case .problem(let problem, let status):
            return self.page(page, problem: problem, status: status, username: name)
        }
    }

    /// Whom the platform expects: as the name is written, if it can be one.
    private func hint(_ demand: SignInDemand) -> String {
        demand.loginHint.map { Username($0)?.text ?? $0 } ?? ""
    }

    private func page(
        _ page: Interacting, problem: SignInPage.Problem?, status: HTTPResponse.Status = .ok, username: String? = nil,
        asksAnew: UpstreamID? = nil
    ) -> Response {
        let path = InteractionPage.signIn.path(of: page.id)
        let asksVNeIDAnew = problem == .vneidNotFresh
        return pages.page(
            SignInPage(
                platformName: page.client.name, action: path, formToken: page.formToken,
                vneidPath: offersVNeID ? Self.way(to: .vneid, below: path, asksAnew: asksVNeIDAnew) : nil,
                vneidAppPath: offersVNeIDApp && page.visit.request.isOfPhone
                    ? Self.way(to: .vneidApp, below: path, asksAnew: asksVNeIDAnew) : nil,
                upstreams: upstreams.map { upstream in
                    SignInPage.Way(
                        id: upstream.id.text, name: upstream.name,
                        path: Self.way(to: upstream.id, below: path, asksAnew: upstream.id == asksAnew))
                },
                offersDirectory: directory != nil,
                username: username ?? self.hint(page.demand),
                problem: problem,
                reauthentication: page.signedIn.map { .platformAsksAgain(personName: $0.name) }),
            for: page.visit.request, status: status, uiLocales: page.demand.uiLocales, reading: ["problem", "upstream"])
    }

    /// Where a way in begins. After an answer that was too old, the party is to ask the person whatever session it keeps:
    /// otherwise the next answer would be the same one.
    private static func way(to id: UpstreamID, below path: String, asksAnew: Bool) -> String {
        path + id.path + (asksAnew ? "?prompt=login" : "")
    }
}

extension Interacting {
    /// The login page, which says what happened and offers the ways on.
    /// - Parameter upstream: where it happened.
    func signInPath(_ problem: UpstreamProblem, at upstream: UpstreamID = .vneid) -> String {
        InteractionPage.signIn.path(of: id) + "?problem=\(problem.rawValue)"
            + (upstream.isOfVNeID ? "" : "&upstream=\(upstream)")
    }
}

extension Request {
    /// Whether the browser calls itself one of a phone (User-Agent Client Hints §3.4; else by the word that browsers of
    /// phones have in their names). What hangs on it is an offer, and no more.
    fileprivate var isOfPhone: Bool {
        if let hint = HTTPField.Name("Sec-CH-UA-Mobile").flatMap({ headers[$0] }) { return hint.hasSameBytes(as: "?1") }
        return (headers[.userAgent] ?? "").contains("Mobi")
    }
}

/// How the login page goes on after a password.
enum PasswordAnswer: Sendable {
    case goesOn(to: String)
    case kept
    case locked(Wait)
    case problem(SignInPage.Problem, HTTPResponse.Status)
}

/// How long a lock still lasts, as a page and a header say it.
struct Wait: Sendable {
    let minutes: Int
    let seconds: String

    init(until: Instant, _ now: Instant) {
        let whole = max(1, (until - now).wholeSeconds)
        minutes = Int(clamping: (whole + 59) / 60)
        seconds = String(whole)
    }
}

/// What went wrong before somebody came back to the login page, most often at VNeID, as it stands in the address of the login page.
enum UpstreamProblem: String, Sendable {
    case refused, failed, unavailable
    case levelTooLow = "level-too-low"
    case notFresh = "not-fresh"
    case accountDisabled = "account-disabled"

    var shown: SignInPage.Problem {
        switch self {
        case .refused: .vneidRefused
        case .failed: .vneidFailed
        case .unavailable: .vneidUnavailable
        case .levelTooLow: .levelTooLow
        case .notFresh: .vneidNotFresh
        case .accountDisabled: .accountDisabled
        }
    }

    /// - Parameter upstream: what people call the party.
    func shown(at upstream: Bilingual) -> SignInPage.Problem {
        switch self {
        case .refused: .elsewhere(.refused, upstream)
        case .failed: .elsewhere(.failed, upstream)
        case .unavailable: .elsewhere(.unavailable, upstream)
        case .levelTooLow: .elsewhere(.levelTooLow, upstream)
        case .notFresh: .elsewhere(.notFresh, upstream)
        case .accountDisabled: .accountDisabled
        }
    }
}
