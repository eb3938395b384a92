import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// Reads a new authorization request, and all that is decided by, in one transaction (OpenID Connect Core §3.1.2.2).
package struct ReadAuthorizationRequest: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let posts: ActingPost
    private let requiresPush: Bool
    private let objects: OpenRequestObject?

    /// - Parameters:
    ///   - requiresPush: whether every client has to push its requests (RFC 9126 §5).
    ///   - objects: opens request objects; without it they are refused.
    package init(_ installation: Installation, requiresPush: Bool = false, objects: OpenRequestObject? = nil) {
        self.requiresPush = requiresPush
        self.objects = objects
        database = installation.database
        clients = installation.clients
        posts = ActingPost(live: installation.permissions)
    }

    /// - Throws: `AuthorizationRefusal` for a request that can't be honoured.
    package func read(_ parameters: FormParameters, _ context: DemandContext) async throws -> OpenedDemand {
        let id = try AuthorizationRequest.clientID(in: parameters)
        if let uri = PushedRequestURI.hash(in: parameters) { return try await pushed(uri, by: id, context) }
        let received = try await received(parameters, at: context.now)
        return try await database.read { [clients, posts, requiresPush] transaction in
            let request = try AuthorizationRequest(
                received.parameters, client: try clients.client(id, in: transaction))
            try request.refuseUnpushed(requiredOfAll: requiresPush)
            try request.refuseUnsigned(received)
            return try transaction.demand(request, progress: nil, unfinished: nil, posts, context)
        }
    }

    private func received(_ parameters: FormParameters, at now: Instant) async throws -> ReceivedRequest {
        try await objects?.open(parameters, at: now) ?? ReceivedRequest(plain: parameters)
    }

    /// The request that the client has pushed, once (RFC 9126 §4). What stands beside its `request_uri` isn't read (RFC 9101
    /// §6.3).
    private func pushed(
        _ uri: PushedRequestHash, by id: ClientID, _ context: DemandContext
    ) async throws -> OpenedDemand {
        try await confirmIsThere(uri, by: id, at: context.now)
        return try await database.write { [clients, posts] transaction in
            guard let parameters = try transaction.pushedRequests.consume(uri, by: id, at: context.now) else {
                throw AuthorizationRefusal.page(.unknownRequestURI)
            }
            let request = try AuthorizationRequest(
                parameters, client: try clients.client(id, in: transaction))
            return try transaction.demand(request, progress: nil, unfinished: nil, posts, context)
        }
    }

    private func confirmIsThere(_ uri: PushedRequestHash, by id: ClientID, at now: Instant) async throws {
        let isThere = try await database.read { transaction in
            try transaction.pushedRequests.isThere(uri, of: id, at: now)
        }
        guard isThere else { throw AuthorizationRefusal.page(.unknownRequestURI) }
    }

    /// Whether a request could be honoured, before it is sent round once more.
    /// - Returns: what is to be sent: those of its parameters that are read, or what its client has signed, as it came.
    package func check(_ parameters: FormParameters, at now: Instant) async throws -> FormParameters {
        let id = try AuthorizationRequest.clientID(in: parameters)
        if let uri = PushedRequestURI.hash(in: parameters) {
            try await confirmIsThere(uri, by: id, at: now)
            return parameters.keeping(["client_id", "request_uri"])
        }
        let received = try await received(parameters, at: now)
        let request = try await database.read { [clients] transaction in
            try AuthorizationRequest(received.parameters, client: try clients.client(id, in: transaction))
        }
        return received.isSigned ? parameters.keeping(["client_id", "request"]) : request.parameters
    }
}
