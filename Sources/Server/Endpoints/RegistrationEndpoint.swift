import Audit
import HTTPTypes
import Hummingbird
import OpenIDConnect
import Operations
import Wire

/// Clients register themselves (RFC 7591 §3), and read, replace and end their registrations (RFC 7592 §2). Nobody but who holds
/// a token has a body read.
struct RegistrationEndpoint: Sendable {
    private let accept: AcceptRegistration
    private let read: ReadRegistration
    private let replace: ReplaceRegistration
    private let end: EndRegistration
    private let issuer: Issuer

    /// - Returns: `nil` where clients can't register themselves.
    init?(_ provider: Provider) {
        guard let policy = provider.registration else { return nil }
        let (installation, fetcher) = (provider.installation, provider.strangers)
        let sealer = provider.takesSecretJWT ? provider.sealer : nil
        accept = AcceptRegistration(installation, policy, fetcher: fetcher, sealer: sealer)
        read = ReadRegistration(installation)
        replace = ReplaceRegistration(installation, policy, fetcher: fetcher, sealer: sealer)
        end = EndRegistration(installation)
        issuer = provider.issuer
    }

    func post(_ visit: Visit) async throws -> Response {
        let token = InitialAccessTokenHash(ofPresented: try bearer(visit, .clientAdd))
        guard try await accept.isOpen(token, at: visit.now) else {
            throw RefusedRequest.registration(.unauthorized, .clientAdd)
        }
        let metadata = try await metadata(visit, .clientAdd)
        let outcome = try await accept.run(metadata, by: token, visit.anonymous)
        return try answer(outcome, .clientAdd, status: .created)
    }

    func get(_ visit: Visit) async throws -> Response {
        let (client, token) = try registration(visit, .clientEdit)
        return try answer(try await read.run(client, by: token), .clientEdit)
    }

    func put(_ visit: Visit) async throws -> Response {
        let (client, token) = try registration(visit, .clientEdit)
        // Before its body is read.
        if case .failure(let refusal) = try await read.run(client, by: token) {
            throw RefusedRequest.registration(refusal, .clientEdit)
        }
        let metadata = try await metadata(visit, .clientEdit)
        return try answer(try await replace.run(metadata, of: client, by: token, visit.anonymous), .clientEdit)
    }

    func delete(_ visit: Visit) async throws -> Response {
        let (client, token) = try registration(visit, .clientRemove)
        switch try await end.run(client, by: token, visit.anonymous) {
        case .success: return Response(status: .noContent, headers: [.cacheControl: "no-store"])
        case .failure(let refusal): throw RefusedRequest.registration(refusal, .clientRemove)
        }
    }

    private func answer(
        _ outcome: Result<ClientInformation, RegistrationRefusal>, _ action: AuditEvent.Action,
        status: HTTPResponse.Status = .ok
    ) throws(RefusedRequest) -> Response {
        switch outcome {
        case .success(let information):
            return .json(information.json(issuer), status: status).adding(.pragma, "no-cache")
        case .failure(let refusal): throw RefusedRequest.registration(refusal, action)
        }
    }

    private func registration(
        _ visit: Visit, _ action: AuditEvent.Action
    ) throws(RefusedRequest) -> (ClientID, RegistrationAccessTokenHash) {
        let token = RegistrationAccessTokenHash(ofPresented: try bearer(visit, action))
        // RFC 7592 §2: a client that isn't there is answered as a token that isn't.
        guard let client = ClientID(visit.parameters.get("client") ?? "") else {
            throw RefusedRequest.registration(.unauthorized, action)
        }
        return (client, token)
    }

    /// The token of the header; in no other place, and by no other scheme (RFC 7591 §3, RFC 7592 §2).
    private func bearer(_ visit: Visit, _ action: AuditEvent.Action) throws(RefusedRequest) -> String {
        do {
            let token = try BearerToken(
                authorization: try visit.request.authorization(), form: nil, query: try visit.request.queryParameters())
            guard !token.isProven else { throw BearerError.invalidToken }
            return token.text
        } catch {
            let error = error as? BearerError ?? .invalidRequest("the request is not well-formed")
            throw RefusedRequest(.init(action: action, code: error.code), .bearer(error))
        }
    }

    private func metadata(_ visit: Visit, _ action: AuditEvent.Action) async throws(RefusedRequest) -> JSONObject {
        do throws(JSONBodyFault) { return try await visit.request.jsonObject() } catch {
            throw .registration(.unreadable(error.sentence), action)
        }
    }
}

extension RegistrationRefusal {
    fileprivate static func unreadable(_ description: String) -> Self {
        .refused(RegistrationError(.invalidRequest, description))
    }
}

extension RefusedRequest {
    static func registration(_ refusal: RegistrationRefusal, _ action: AuditEvent.Action) -> RefusedRequest {
        switch refusal {
        case .unauthorized:
            RefusedRequest(Record(action: action, code: BearerError.invalidToken.code), .bearer(.invalidToken))
        case .refused(let error):
            RefusedRequest(Record(action: action, code: error.code.rawValue), .registration(error))
        case .changedMeanwhile:
            RefusedRequest(
                Record(action: action, code: "changed-meanwhile"),
                .page(
                    .json(
                        [
                            "error": "invalid_request",
                            "error_description": "the registration was changed meanwhile; read it again",
                        ], status: .conflict)))
        case .busy: RefusedRequest(nil, .tooMany(retryAfter: .seconds(5)))
        }
    }
}
