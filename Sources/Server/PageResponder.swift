import Accounts
import Cryptography
import Hummingbird
import Identity
import Logging
import OpenIDConnect
import Operations
import Pages
import Wire

/// Pages as answers: finds the language of a request, renders, and sets the status. Every page of the provider leaves
/// through here.
struct PageResponder: Sendable {
    let pages: PageRenderer
    let issuer: Issuer
    let random: any RandomSource
    /// Signs and encrypts answers to clients that want that (JARM).
    let responses: ResponseSealing
    /// Pages of errors are what strangers cause.
    let log: LimitedLogger

    static let languageCookie = "hue-sso-language"

    /// - Parameter parameters: those of the request that the page reads; the link to the other language repeats no others.
    func page(
        _ page: some Page, for request: Request, status: HTTPResponse.Status = .ok, uiLocales: String? = nil,
        policy: String = ContentSecurityPolicy.page, reading parameters: [String] = []
    ) -> Response {
        let chosen = chosenLanguage(request)
        let language = chosen ?? rememberedLanguage(request) ?? Language.preferred(uiLocales) ?? .vietnamese
        let html = pages.render(
            page,
            in: Frame(
                language: language,
                otherLanguagePath: status == .ok ? otherLanguagePath(request, language, parameters) : nil))
        let response = Response.page(html, status: status, policy: policy)
        guard let chosen else { return response }
        return response.adding(
            .setCookie, "\(Self.languageCookie)=\(chosen.rawValue); Path=/; Secure; SameSite=Lax; Max-Age=31536000")
    }

    // MARK: Pages that several endpoints answer with

    func notFound(_ request: Request) -> Response {
        page(ErrorPage(kind: .notFound, reference: reference(to: "not-found")), for: request, status: .notFound)
    }

    func tooMany(_ request: Request) -> Response {
        page(ErrorPage(kind: .tooMany, reference: reference(to: "too-many")), for: request, status: .tooManyRequests)
    }

    func badRequest(
        code: String, reason: String, mistake: ClientMistake? = nil, _ request: Request,
        status: HTTPResponse.Status = .badRequest
    ) -> Response {
        let problem = ErrorPage.Problem(
            code: code, reason: reason, advice: mistake.map { ErrorPage.Advice($0.problem, $0.remedy) })
        return page(
            ErrorPage(kind: .request(problem), reference: reference(to: reason)), for: request, status: status)
    }

    /// The sign-in can't go on; `resume` is where it begins again.
    func expired(
        _ request: Request, client: Client?, resume: String?, status: HTTPResponse.Status = .gone
    ) -> Response {
        page(ExpiredPage(platformName: client?.name, continuePath: resume), for: request, status: status)
    }

    /// The sign-in was finished before: the way on leads to the platform.
    func finished(_ request: Request, client: Client?, session: SignedIn?) -> Response {
        guard let session, let client, let start = client.signInURI(for: issuer) else {
            return expired(request, client: client, resume: client?.signInURI(for: issuer))
        }
        return page(
            FinishedPage(personName: session.name, platformName: client.name, platformURL: start), for: request)
    }

    /// Sends an authorization response by its mode.
    func answer(
        _ response: AuthorizationResponse, clientName: String, _ request: Request
    ) async throws -> Response {
        switch try await responses.delivery(of: response) {
        case .redirect(let location): return .redirect(to: location)
        case .form(let form):
            return page(
                FormPostPage(
                    action: form.action, fields: form.fields.map { ($0.name, $0.value) },
                    platformName: clientName),
                for: request, policy: ContentSecurityPolicy.formPost(to: response.address.redirectURI.origin),
                reading: AuthorizationRequest.parameterNames)
        }
    }

    /// Goes on after a form. Chrome applies `form-action` to every redirect that follows a form's POST, and platforms
    /// redirect where they like: a page in between ends the chain, so that the policy can stay strict.
    func `continue`(to path: String, platformName: String, _ request: Request) -> Response {
        page(ContinuePage(target: path, platformName: platformName), for: request)
            .adding(.refresh, "0; url=\(path)")
    }

    /// What a person can quote to the support; whoever makes one puts it into the log, beside what happened.
    func reference() -> String { Base64URL.encode(random.bytes(6)) }

    /// - Parameter problem: a sentence of ours; nothing of the request is in it.
    private func reference(to problem: String) -> String {
        let reference = reference()
        log.log(.info, "an error page was shown", metadata: ["reference": "\(reference)", "problem": "\(problem)"])
        return reference
    }

    // MARK: Language

    private func chosenLanguage(_ request: Request) -> Language? {
        guard let query = try? request.queryParameters(), let tag = try? query.single("lang") else { return nil }
        return Language(tag: tag)
    }

    private func rememberedLanguage(_ request: Request) -> Language? {
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0].drop(while: { $0 == " " }) == Self.languageCookie {
                    return Language(rawValue: String(parts[1]))
                }
            }
        }
        return nil
    }

    /// The same page in the other language: only for good pages that a GET gives again. An error page repeats nothing
    /// of its request, not even in a link.
    private func otherLanguagePath(
        _ request: Request, _ language: Language, _ parameters: [String]
    ) -> String? {
        guard request.method == .get, let query = try? request.queryParameters() else { return nil }
        let other: Language = language == .vietnamese ? .english : .vietnamese
        let rest = query.keeping(parameters).pairs.map { ($0.name, $0.value) }
        return request.uri.path + "?" + FormParameters(rest + [("lang", other.rawValue)]).compactlyEncoded()
    }
}
