import HTTPTypes
import Hummingbird
import Identity
import Logging
import NIOCore
import OpenIDConnect
import Operations
import Pages
import Wire

/// The one place that writes down and answers what is refused; and what no endpoint has answered: a page for people,
/// JSON where machines ask. What happened goes to the log under a reference that the answer shows; nothing else of it
/// leaves.
struct Refusals {
    let pages: PageResponder
    let log: RefusalLog
    let mistakes: NoteClientMistakes
    let clock: any WallClock
    /// Takes what was sent away as too much.
    let overload: LimitedLogger

    /// The answer to a request that an error has ended.
    func response(
        to error: any Error, of request: Request, _ context: ProviderRequestContext
    ) async -> Response {
        switch error {
        case let refused as RefusedRequest:
            do {
                try await writeDown(refused, context)
                return try await answer(refused.answer, request)
            } catch { return failed(error, request, context) }
        case let error as HTTPError where error.status == .notFound:
            return request.isForSCIM ? .scim(.notFound, "there is nothing at this path") : pages.notFound(request)
        case let error as HTTPError: return Response(status: error.status, headers: error.headers)
        default: return failed(error, request, context)
        }
    }

    private func writeDown(_ refused: RefusedRequest, _ context: ProviderRequestContext) async throws {
        if let record = refused.record {
            try await log.record(
                record.action, record.code, client: record.client?.text, session: record.session,
                Act(actor: record.actor, origin: context.origin, now: clock.now))
        }
        if let (mistake, client) = refused.mistake {
            try await mistakes.note(mistake, of: client, at: clock.now)
        }
    }

    private func answer(_ answer: RefusedRequest.Answer, _ request: Request) async throws -> Response {
        switch answer {
        case .badRequest(let code, let reason, let mistake, let status):
            pages.badRequest(code: code, reason: reason, mistake: mistake, request, status: status)
        case .notFound: pages.notFound(request)
        case .expired(let client, let resume, let status):
            pages.expired(request, client: client, resume: resume, status: status)
        case .finished(let client, let signedIn): pages.finished(request, client: client, session: signedIn)
        case .authorization(let response, let name):
            try await pages.answer(response, clientName: name, request)
        case .redirect(let path): .redirect(to: path)
        case .page(let response): response
        case .oauth(let error, let status): .oauth(error, pages.issuer, status: status)
        case .bearer(let error): .bearer(error).challenging(error, request, pages.issuer)
        case .registration(let error): .json(error.json, status: .badRequest)
        case .tooMany(let wait): tooMany(request, wait)
        }
    }

    private func tooMany(_ request: Request, _ wait: Duration) -> Response {
        let seconds = String(max(1, (wait.milliseconds + 999) / 1000))
        if request.isForSCIM {
            return .scim(.tooManyRequests, "too many requests; try again later").adding(.retryAfter, seconds)
        }
        let response =
            request.isOfMachine
            ? Response.json(
                ["error": "temporarily_unavailable", "error_description": "too many requests; try again later"],
                status: .tooManyRequests)
            : pages.tooMany(request)
        return response.adding(.retryAfter, seconds)
    }

    private func failed(_ error: any Error, _ request: Request, _ context: ProviderRequestContext) -> Response {
        let reference = pages.reference()
        let metadata: Logger.Metadata = ["reference": "\(reference)", "error": "\(error)"]
        // Too many at once is nobody's fault, and a line for each would be one more thing that there is too much of.
        let isBusy = error is TooManyInteractions || (error as? RecordsError)?.isOverload ?? false
        if isBusy {
            overload.log(.warning, "a request was sent away for now", metadata: metadata)
        } else {
            context.logger.error("a request failed", metadata: metadata)
        }
        let isUnavailable = isBusy || error is RecordsError || error is ClientKeysUnreachable
        let status: HTTPResponse.Status = isUnavailable ? .serviceUnavailable : .internalServerError
        if request.isForSCIM { return .scim(status, "the request failed; reference \(reference)") }
        return request.isOfMachine
            // RFC 6749 §5.2 has no code for it; this one is OAuth's for "try again" (§4.1.2.1).
            ? .json(["error": "temporarily_unavailable", "reference": .string(reference)], status: status)
            : pages.page(
                ErrorPage(kind: isBusy ? .busy : .internal, reference: reference), for: request, status: status)
    }
}

extension Request {
    /// Whether errors are SCIM's (RFC 7644 §3.12).
    fileprivate var isForSCIM: Bool { uri.path.hasPrefix(Issuer.Path.scim + "/") }

    /// Whether no person reads the answer.
    fileprivate var isOfMachine: Bool {
        Issuer.Path.isOfMachines(uri.path) || uri.path == Issuer.Path.userInfo
            || uri.path.hasPrefix(Issuer.Path.authorizationAPI + "/")
    }
}

extension Response {
    /// RFC 6749 §5.2; every 401 names a way to authenticate (RFC 9110 §15.5.2).
    fileprivate static func oauth(
        _ error: TokenError, _ issuer: Issuer, status: HTTPResponse.Status
    ) -> Response {
        let response = Response.json(error.json(issuer), status: status).adding(.pragma, "no-cache")
        return status == .unauthorized ? response.adding(.wwwAuthenticate, "Basic realm=\"hue-sso\"") : response
    }

    /// RFC 6750 §3, without its challenge. That is all that it asks for; software that reads bodies only raises an empty error
    /// without one.
    fileprivate static func bearer(_ error: BearerError) -> Response {
        let status = HTTPResponse.Status(code: error.status)
        guard let code = error.errorCode else { return Response(status: status, headers: [.cacheControl: "no-store"]) }
        return .json(["error": .string(code), "error_description": .string(error.sentence)], status: status)
    }

    /// The same with the challenges of what was asked.
    func challenging(_ error: BearerError, _ request: Request, _ issuer: Issuer) -> Response {
        var response = self
        let metadata = ProtectedResource(path: request.uri.path).map { issuer.address($0.metadataPath) }
        let challenge = ResourceChallenge(
            error, authorization: request.headers[.authorization], metadata: metadata)
        for field in challenge.fields {
            response.headers.append(HTTPField(name: .wwwAuthenticate, value: field))
        }
        return response
    }
}
