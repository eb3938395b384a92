import Audit
import HTTPTypes
import Hummingbird
import NIOCore
import OpenIDConnect
import Operations
import Wire

/// Receivers of security events manage their stream, and fetch from it (OpenID SSF 1.0 §8.1, RFC 8936). The token is one by client
/// credentials, for this audience and with a scope of its own. Nobody but who holds one has a body read.
struct EventStreamEndpoint: Sendable {
    private let receivers: EventReceivers
    private let signing: SecurityEventSigning
    private let issuer: Issuer
    private let tokens: AccessTokens

    /// - Returns: `nil` where nobody is told of security events.
    init?(_ provider: Provider) {
        guard provider.transmitsEvents else { return nil }
        receivers = EventReceivers(provider.installation)
        signing = provider.eventSigning
        issuer = provider.issuer
        tokens = provider.accessTokens
    }

    func metadata(_ visit: Visit) async throws -> Response { .json(TransmitterMetadata.json(issuer)) }

    // MARK: The stream (§8.1.1)

    func create(_ visit: Visit) async throws -> Response {
        try await answering(visit, .eventStreamAdd) { token in
            let request = try await body(visit, token, EventStreamRequest.init)
            return try await CreateEventStream(receivers).run(request, by: token, visit.anonymous).map { stream in
                .json(stream.json(issuer), status: .created)
            }
        }
    }

    /// §8.1.1.2: one that is named, or all that there are.
    func read(_ visit: Visit) async throws -> Response {
        try await answering(visit, .eventStreamEdit) { token in
            if let id = streamID(visit) {
                return try await ReadEventStream(receivers).one(id, by: token, visit.anonymous)
                    .map { .json($0.json(issuer)) }
            }
            return try await ReadEventStream(receivers).all(by: token, visit.anonymous)
                .map { .list($0.map { .object($0.json(issuer)) }) }
        }
    }

    func change(_ manner: ChangeEventStream.Manner) -> Routes.Handler {
        { visit in
            try await answering(visit, .eventStreamEdit) { token in
                let request = try await body(visit, token, EventStreamRequest.init)
                return try await ChangeEventStream(receivers, issuer: issuer)
                    .run(request, manner, by: token, visit.anonymous).map { .json($0.json(issuer)) }
            }
        }
    }

    func remove(_ visit: Visit) async throws -> Response {
        try await answering(visit, .eventStreamRemove) { token in
            try await RemoveEventStream(receivers).run(streamID(visit) ?? "", by: token, visit.anonymous)
                .map { _ in .done }
        }
    }

    // MARK: Its status (§8.1.2) and its verification (§8.1.4)

    func status(_ visit: Visit) async throws -> Response {
        try await answering(visit, .eventStreamEdit) { token in
            try await ReadEventStream(receivers).one(streamID(visit) ?? "", by: token, visit.anonymous)
                .map { .json($0.statusJSON) }
        }
    }

    func setStatus(_ visit: Visit) async throws -> Response {
        try await answering(visit, .eventStreamEdit) { token in
            let request = try await body(visit, token, StreamStatusRequest.init)
            return try await SetEventStreamStatus(receivers).run(request, by: token, visit.anonymous)
                .map { .json($0.statusJSON) }
        }
    }

    func verify(_ visit: Visit) async throws -> Response {
        try await answering(visit, .eventStreamEdit) { token in
            let request = try await body(visit, token, StreamVerificationRequest.init)
            return try await RequestVerification(receivers).run(request, by: token, visit.anonymous).map { _ in .done }
        }
    }

    // MARK: Its events (RFC 8936 §2.4)

    func poll(_ visit: Visit) async throws -> Response {
        try await answering(visit, .securityEvent) { token in
            let request = try await body(visit, token, PollRequest.init)
            return try await PollSecurityEvents(receivers, signing: signing).run(request, by: token, visit.anonymous)
                .map { answer in
                    let sets = answer.tokens.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
                    return .json(["sets": .object(JSONObject(sets)), "moreAvailable": .bool(answer.hasMore)])
                }
        }
    }

    // MARK: Requests

    private func answering(
        _ visit: Visit, _ action: AuditEvent.Action,
        _ answer: (PresentedAccessToken) async throws -> Result<Response, EventStreamRefusal>
    ) async throws -> Response {
        let outcome: Result<Response, EventStreamRefusal>
        do {
            outcome = try await answer(
                try await tokens.presented(
                    by: visit.request, certificate: visit.certificate, for: issuer.eventsBase, at: visit.now))
        } catch let error as BearerError {
            outcome = .failure(.bearer(error))
        } catch let refusal as EventStreamRefusal {
            outcome = .failure(refusal)
        }
        switch outcome {
        case .success(let response): return response
        case .failure(let refusal): throw RefusedRequest.events(refusal, action)
        }
    }

    private func streamID(_ visit: Visit) -> String? {
        (try? visit.request.queryParameters()).flatMap { try? $0.single("stream_id") }
    }

    /// What a receiver's body says, or why it says nothing.
    private func body<Value>(
        _ visit: Visit, _ token: PresentedAccessToken, _ read: (JSONObject) throws(EventStreamError) -> Value
    ) async throws -> Result<Value, EventStreamError> {
        if let refusal = try await receivers.check(token, at: visit.now) { throw refusal }
        let json: JSONObject
        do throws(JSONBodyFault) { json = try await visit.request.jsonObject() } catch {
            return .failure(EventStreamError(error.sentence))
        }
        do throws(EventStreamError) { return .success(try read(json)) } catch { return .failure(error) }
    }
}

extension Response {
    fileprivate static func list(_ array: [JSONValue]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: JSONWriter.write(.array(array)))))
    }

    fileprivate static var done: Response { Response(status: .noContent, headers: [.cacheControl: "no-store"]) }
}

extension RefusedRequest {
    /// §8.1: statuses; in the body a sentence for developers.
    fileprivate static func events(_ refusal: EventStreamRefusal, _ action: AuditEvent.Action) -> RefusedRequest {
        func refused(_ code: String, _ status: HTTPResponse.Status, _ text: String) -> RefusedRequest {
            let json: JSONObject = ["error": .string(code), "error_description": .string(text)]
            return RefusedRequest(record(code, refusal, action), .page(.json(json, status: status)))
        }
        return switch refusal {
        case .bearer(let error, _): RefusedRequest(record(error.code, refusal, action), .bearer(error))
        case .malformed(let error, _): refused("invalid_request", .badRequest, error.description)
        case .noStream: RefusedRequest(nil, .page(.json(["error": "not_found"], status: .notFound)))
        case .streamExists: refused("stream_exists", .conflict, "the client has a stream; read it, or replace it")
        case .tooOften(_, let wait): RefusedRequest(nil, .tooMany(retryAfter: wait))
        }
    }

    private static func record(
        _ code: String, _ refusal: EventStreamRefusal, _ action: AuditEvent.Action
    ) -> Record {
        Record(
            action: action, code: code, client: refusal.client,
            actor: refusal.client.map { .client($0.text) } ?? .anonymous)
    }
}
