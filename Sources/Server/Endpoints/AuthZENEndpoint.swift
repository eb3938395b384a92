import Audit
import Database
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import OpenIDConnect
import Operations
import Permissions
import Storage
import Wire

/// The Authorization API (OpenID AuthZEN Authorization API 1.0) over HTTPS: platforms ask what a person may do. Only
/// registered platforms are answered, each about its own functions; they prove themselves as at the token endpoint, by
/// `client_secret_basic`.
struct AuthZENEndpoint: Sendable {
    private let database: Database
    private let live: CurrentPermissions
    private let subjects: PairwiseSubjects
    private let issuer: Issuer
    private let log: RefusalLog

    init(_ provider: Provider) {
        database = provider.installation.database
        live = provider.installation.permissions
        subjects = provider.subjects
        issuer = provider.issuer
        log = RefusalLog(provider.installation)
    }

    func metadata(_ visit: Visit) async throws -> Response {
        .json(AuthZENMetadata(decisionPoint: issuer.text).json)
    }

    func evaluation(_ visit: Visit) async throws -> Response {
        try await answer(visit, read: AuthZENEvaluations.init(single:)) {
            (run, evaluations, transaction) in
            .success(try run.evaluate(evaluations, in: transaction))
        }
    }

    func evaluations(_ visit: Visit) async throws -> Response {
        try await answer(visit, read: AuthZENEvaluations.init(_:)) {
            (run, evaluations, transaction) in
            .success(try run.evaluate(evaluations, in: transaction))
        }
    }

    func searchSubject(_ visit: Visit) async throws -> Response {
        try await search(visit, for: "subject", read: AuthZENSearch.subjects)
    }

    func searchResource(_ visit: Visit) async throws -> Response {
        try await search(visit, for: "resource", read: AuthZENSearch.resources)
    }

    func searchAction(_ visit: Visit) async throws -> Response {
        try await search(visit, for: "action", read: AuthZENSearch.actions)
    }

    private func search(
        _ visit: Visit, for sought: String,
        read: (JSONObject) throws(AuthZENError) -> AuthZENSearch
    ) async throws -> Response {
        try await answer(
            visit,
            read: { json throws(AuthZENError) in
                let pages = SearchPages(of: json, sought: sought)
                return (try read(try pages.opened(json)), pages)
            }
        ) { (run, question: (search: AuthZENSearch, pages: SearchPages), transaction) throws in
            try run.search(question.search, in: transaction).map(question.pages.tied)
        }
    }

    // MARK: The way of a request

    private typealias Answering<Question> =
        @Sendable (inout DecisionRun, Question, any Transaction) throws -> Result<
            JSONObject, AuthZENError
        >

    private func answer<Question: Sendable>(
        _ visit: Visit,
        read: (JSONObject) throws(AuthZENError) -> Question, _ answering: @escaping Answering<Question>
    ) async throws -> Response {
        let request = visit.request
        let id = request.headers[.requestID]
        do throws(Refusal) {
            let presented = try Self.presented(request)
            let question = await Self.question(request, read)
            let now = visit.now
            let origin = visit.origin
            let work: @Sendable (any Transaction) throws -> Outcome = {
                [self] transaction in
                try self.run(question, presented, in: transaction, at: now, origin, answering)
            }
            var outcome = try await reading(work)
            if case .answered(let run, _) = outcome, run.mustBeWritten {
                let found = outcome
                outcome = try await writing { transaction in
                    let outcome = run.mustBeRunAgain ? try work(transaction) : found
                    if case .answered(let run, _) = outcome { try run.write(in: transaction) }
                    return outcome
                }
            }
            switch outcome {
            case .refused(let refusal): throw refusal
            case .answered(_, let json): return .json(json).echoing(id)
            }
        } catch {
            // Where the database fails, so would the log.
            if case .unanswered = error {
            } else {
                try await log.record(.decide, error.word, client: error.client?.text, visit.anonymous)
            }
            return error.response.echoing(id)
        }
    }

    private enum Outcome: Sendable {
        case answered(DecisionRun, JSONObject)
        case refused(Refusal)
    }

    private func run<Question: Sendable>(
        _ question: Result<Question, Unreadable>, _ presented: ClientAuthentication, in transaction: some Transaction,
        at now: Instant, _ origin: AuditEvent.Origin, _ answering: Answering<Question>
    ) throws -> Outcome {
        let client: Client
        let registered = try transaction.clients.find(presented.clientID)
        do { client = try presented.verified(against: registered).client } catch { return .refused(.unauthenticated) }
        guard let platform = client.platform else { return .refused(.noPlatform(client.id)) }
        // Only a platform that is known learns what is wrong with its request.
        let read: Question
        do { read = try question.get() } catch { return .refused(.unreadable(error, client.id)) }
        switch try live.state(in: transaction, at: now) {
        case .failure(let why): return .refused(.unavailable(why))
        case .success(let state):
            var run = DecisionRun(
                platform: platform, client: client, subjects: subjects, state: state, at: now, origin: origin)
            switch try answering(&run, read, transaction) {
            case .failure(let error): return .refused(.unreadable(.invalid(error), client.id))
            case .success(let json): return .answered(run, json)
            }
        }
    }

    private func reading(
        _ work: @escaping @Sendable (any Transaction) throws -> Outcome
    ) async throws(Refusal) -> Outcome {
        do { return try await database.read { transaction in try work(transaction) } } catch {
            throw .unanswered(error)
        }
    }

    private func writing(
        _ work: @escaping @Sendable (WriteTransaction) throws -> Outcome
    ) async throws(Refusal) -> Outcome {
        do { return try await database.write(work) } catch { throw .unanswered(error) }
    }

    private static func presented(_ request: Request) throws(Refusal) -> ClientAuthentication {
        guard let authorization = (try? request.authorization()) ?? nil,
            let presented = try? ClientAuthentication(authorization: authorization)
        else { throw .unauthenticated }
        return presented
    }

    private static func question<Question>(
        _ request: Request, _ read: (JSONObject) throws(AuthZENError) -> Question
    ) async -> Result<Question, Unreadable> {
        guard request.isJSON else { return .failure(.notJSON("the content type must be application/json")) }
        let body: ByteBuffer
        do { body = try await request.body.collect(upTo: Limits.authorizationAPIBytes) } catch {
            return .failure(.tooLarge)
        }
        let json: JSONObject
        do {
            json = try JSONReader.readObject(
                Array(body.readableBytesView), limits: JSONLimits(bytes: Limits.authorizationAPIBytes))
        } catch { return .failure(.notJSON("the body is not a JSON object: \(error)")) }
        do { return .success(try read(json)) } catch { return .failure(.invalid(error)) }
    }

    /// Why a body is no question.
    private enum Unreadable: Error, Sendable {
        case notJSON(String)
        case tooLarge
        case invalid(AuthZENError)

        var word: String {
            switch self {
            case .notJSON: "not-json"
            case .tooLarge: "too-large"
            case .invalid: "invalid-request"
            }
        }

        var sentence: String {
            switch self {
            case .notJSON(let why): why
            case .tooLarge: "the request is larger than \(Limits.authorizationAPIBytes) bytes"
            case .invalid(let error): error.description
            }
        }
    }

    /// Why a request gets no answer (Authorization API 1.0, "Error Responses": a status and a sentence).
    private enum Refusal: Error, Sendable {
        case unauthenticated
        case noPlatform(ClientID)
        case unreadable(Unreadable, ClientID)
        case unavailable(PermissionsUnavailable)
        /// The database couldn't be asked.
        case unanswered(any Error)

        /// For the audit log.
        var word: String {
            switch self {
            case .unauthenticated: "invalid_client"
            case .noPlatform: "no-platform"
            case .unreadable(let why, _): why.word
            case .unavailable: "no-permissions"
            case .unanswered: "database"
            }
        }

        var client: ClientID? {
            switch self {
            case .noPlatform(let client), .unreadable(_, let client): client
            case .unauthenticated, .unavailable, .unanswered: nil
            }
        }

        var response: Response {
            switch self {
            case .unauthenticated:
                .sentence("client authentication failed: use client_secret_basic", status: .unauthorized)
                    .adding(.wwwAuthenticate, "Basic realm=\"hue-sso\"")
            case .noPlatform: .sentence("this client is not registered as a platform", status: .forbidden)
            case .unreadable(let why, _): .sentence(why.sentence, status: .badRequest)
            case .unavailable(let why): .sentence(why.description, status: .internalServerError)
            case .unanswered: .sentence("the decision point is not available", status: .internalServerError)
            }
        }
    }
}

extension Request {
    fileprivate var isJSON: Bool {
        let type = headers[.contentType]?.prefix { $0 != ";" }
        return type?.lowercased().filter { $0 != " " } == "application/json"
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
