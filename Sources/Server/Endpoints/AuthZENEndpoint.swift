import Audit
import AuthZEN
import HTTPTypes
import Hummingbird
import NIOCore
import OpenIDConnect
import Operations
import Wire

/// The Authorization API (OpenID AuthZEN Authorization API 1.0) over HTTPS: platforms ask what a person may do. Only
/// registered platforms are answered, each about its own functions; they prove themselves before a body that isn't short is
/// read: by `client_secret_basic`, or by an access token for the provider that they got for themselves, by any method and grant
/// that they are registered with. An assertion has no place beside a body of JSON (RFC 7523 §2.2 puts it into a form).
struct AuthZENEndpoint: Sendable {
    private let questions: PlatformQuestions
    private let issuer: Issuer
    private let tokens: AccessTokens
    private let log: RefusalLog

    init(_ provider: Provider) {
        questions = PlatformQuestions(provider.installation, subjects: provider.subjects)
        issuer = provider.issuer
        tokens = provider.accessTokens
        log = RefusalLog(provider.installation)
    }

    func metadata(_ visit: Visit) async throws -> Response {
        .json(DecisionPointMetadata(decisionPoint: issuer.text).json)
    }

    func evaluation(_ visit: Visit) async throws -> Response {
        try await answer(visit) { () async throws(PlatformRefusal) in
            try await questions.evaluate(read(visit, Evaluations.init(single:)))
        }
    }

    func evaluations(_ visit: Visit) async throws -> Response {
        try await answer(visit) { () async throws(PlatformRefusal) in
            try await questions.evaluate(read(visit, Evaluations.init(_:)))
        }
    }

    func searchSubject(_ visit: Visit) async throws -> Response {
        try await answer(visit) { () async throws(PlatformRefusal) in
            try await questions.search(read(visit, Search.subjects))
        }
    }

    func searchResource(_ visit: Visit) async throws -> Response {
        try await answer(visit) { () async throws(PlatformRefusal) in
            try await questions.search(read(visit, Search.resources))
        }
    }

    func searchAction(_ visit: Visit) async throws -> Response {
        try await answer(visit) { () async throws(PlatformRefusal) in
            try await questions.search(read(visit, Search.actions))
        }
    }

    // MARK: Reading

    /// The credentials and the question of a request. A question that can't be read is told to platforms only.
    private func read<Content: Sendable>(
        _ visit: Visit, _ parse: (JSONObject) throws(RequestError) -> Content
    ) async throws(PlatformRefusal) -> PlatformQuestions.Request<Content> {
        let credentials = try await credentials(visit)
        if !visit.request.isShort { try await questions.admit(credentials, visit.anonymous) }
        let content = await Self.content(visit.request, parse)
        return PlatformQuestions.Request(credentials: credentials, content: content, visit.anonymous)
    }

    private func credentials(_ visit: Visit) async throws(PlatformRefusal) -> PlatformQuestions.Credentials {
        guard let authorization = (try? visit.request.authorization()) ?? nil else { throw .unauthenticated }
        if BearerToken.isShown(by: authorization) {
            do {
                let token = try await tokens.presented(
                    by: visit.request, certificate: visit.certificate, for: issuer.text, at: visit.now)
                return .token(token)
            } catch let error as BearerError { throw .bearer(error) } catch { throw .database(error) }
        }
        guard let presented = try? ClientAuthentication(authorization: authorization) else { throw .unauthenticated }
        return .secret(presented)
    }

    private static func content<Content>(
        _ request: Request, _ parse: (JSONObject) throws(RequestError) -> Content
    ) async -> Result<Content, UnreadableQuestion> {
        let json: JSONObject
        do throws(JSONBodyFault) { json = try await request.jsonObject(atMost: Limits.authorizationAPIBytes) } catch {
            switch error {
            case .otherType: return .failure(.notJSON(error.sentence))
            case .tooLarge: return .failure(.tooLarge)
            case .interrupted: return .failure(.notJSON("the body does not come to its end"))
            case .malformed(let why): return .failure(.notJSON("\(error.sentence): \(why)"))
            }
        }
        do { return .success(try parse(json)) } catch { return .failure(.invalid(error)) }
    }

    // MARK: Answering

    private func answer(
        _ visit: Visit, _ find: () async throws(PlatformRefusal) -> JSONObject
    ) async throws -> Response {
        let id = visit.request.headers[.requestID]
        do throws(PlatformRefusal) {
            return .json(try await find()).echoing(id)
        } catch {
            // Where the database fails, so would the log.
            if case .database = error {
            } else {
                let act = error.client.map { visit.act(of: .client($0.text)) } ?? visit.anonymous
                try await log.record(.decide, error.code, client: error.client?.text, act)
            }
            return response(to: error, visit.request).echoing(id)
        }
    }

    /// A status and a sentence (Authorization API 1.0, "Error Responses").
    private func response(to refusal: PlatformRefusal, _ request: Request) -> Response {
        let sentence = refusal.sentence
        return switch refusal {
        case .unauthenticated:
            Response.sentence(sentence, status: .unauthorized).adding(.wwwAuthenticate, "Basic realm=\"hue-sso\"")
                .challenging(.missing, request, issuer)
        case .bearer(let error):
            Response.sentence(sentence, status: HTTPResponse.Status(code: error.status))
                .challenging(error, request, issuer)
        case .noPlatform: .sentence(sentence, status: .forbidden)
        case .unreadable: .sentence(sentence, status: .badRequest)
        case .unavailable: .sentence(sentence, status: .internalServerError)
        case .database: .sentence(sentence, status: .serviceUnavailable)
        }
    }
}

extension Request {
    /// Whether its body is so short that reading it costs no more than asking first who sends it. One whose length isn't
    /// said may be of any.
    fileprivate var isShort: Bool {
        headers[.contentLength].flatMap { Int($0) }.map { $0 <= Limits.unprovenBytes } ?? false
    }
}

extension Response {
    /// An error of the Authorization API: a sentence.
    fileprivate static func sentence(_ text: String, status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// The id that the platform gave its request comes back (Authorization API 1.0, "Request Identification").
    fileprivate func echoing(_ id: String?) -> Response {
        guard let id, id.utf8.count <= Limits.shortParameterBytes else { return self }
        return adding(.requestID, id)
    }
}

extension HTTPField.Name {
    // A constant of ours that satisfies RFC 9110 §5.1.
    fileprivate static let requestID = HTTPField.Name("X-Request-ID")!
}
