import Audit
import Database
import Identity
import OpenIDConnect
import Storage

/// Who may manage a stream of security events: a client that has shown a token of its own for that in this request. What each
/// request does is one transaction, in which token, client and stream are looked at as they are then.
package struct EventReceivers: Sendable {
    let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// Whether a token opens anything here, so that nobody else has a body read.
    package func check(_ token: PresentedAccessToken, at now: Instant) async throws -> EventStreamRefusal? {
        let found = try await installation.database.read { [clients = installation.clients] transaction in
            try transaction.eventReceiver(token, clients, at: now)
        }
        if case .failure(let refusal) = found { return refusal }
        return nil
    }

    func read<Value: Sendable>(
        by token: PresentedAccessToken, _ act: Act,
        _ body: @escaping @Sendable (Client, ReadTransaction) throws -> Result<Value, EventStreamRefusal>
    ) async throws -> Result<Value, EventStreamRefusal> {
        try await installation.database.read { [clients = installation.clients] transaction in
            switch try transaction.eventReceiver(token, clients, at: act.now) {
            case .success(let client): return try body(client, transaction)
            case .failure(let refusal): return .failure(refusal)
            }
        }
    }

    func write<Value: Sendable>(
        by token: PresentedAccessToken, _ act: Act,
        _ body: @escaping @Sendable (Client, WriteTransaction) throws -> Result<Value, EventStreamRefusal>
    ) async throws -> Result<Value, EventStreamRefusal> {
        try await installation.database.write { [clients = installation.clients] transaction in
            switch try transaction.eventReceiver(token, clients, at: act.now) {
            case .success(let client): return try body(client, transaction)
            case .failure(let refusal): return .failure(refusal)
            }
        }
    }

    /// The same for a request that says something: what is wrong with it, its client alone is told.
    func write<Request: Sendable, Value: Sendable>(
        _ request: Result<Request, EventStreamError>, by token: PresentedAccessToken, _ act: Act,
        _ body: @escaping @Sendable (Request, Client, WriteTransaction) throws -> Result<Value, EventStreamRefusal>
    ) async throws -> Result<Value, EventStreamRefusal> {
        try await write(by: token, act) { client, transaction in
            switch request {
            case .success(let request): return try body(request, client, transaction)
            case .failure(let error): return .failure(.malformed(error, client.id))
            }
        }
    }
}

/// Why a receiver of security events gets no answer.
package enum EventStreamRefusal: Error, Hashable, Sendable {
    /// The token opens nothing here.
    case bearer(BearerError, ClientID? = nil)
    case malformed(EventStreamError, ClientID)
    /// The client has no stream, or none of this id.
    case noStream(ClientID)
    /// The client has a stream: there is one each.
    case streamExists(ClientID)
    /// A verification event was asked for a moment ago.
    case tooOften(ClientID, retryAfter: Duration)

    package var client: ClientID? {
        switch self {
        case .bearer(_, let client): client
        case .malformed(_, let client), .noStream(let client), .streamExists(let client), .tooOften(let client, _):
            client
        }
    }
}

extension Transaction {
    /// The client whose token was presented, as the records have both now.
    fileprivate func eventReceiver(
        _ token: PresentedAccessToken, _ clients: CurrentClients, at now: Instant
    ) throws -> Result<Client, EventStreamRefusal> {
        guard let found = try accessTokens.find(token, at: now), found.isLive, now < found.record.expiresAt,
            let client = try clients.client(found.authorization.client, in: self), client.isEnabled
        else { return .failure(.bearer(.invalidToken)) }
        guard found.authorization.subject == .client, found.record.scopes.contains(.ssfManage),
            client.scopes.contains(.ssfManage)
        else { return .failure(.bearer(.insufficientScope(.ssfManage), client.id)) }
        return .success(client)
    }

    /// The client's stream, if it is the one that is named.
    func stream(_ id: String, of client: ClientID) throws -> Result<EventStream, EventStreamRefusal> {
        guard let stream = try eventStreams.find(of: client), stream.id.text.utf8.elementsEqual(id.utf8) else {
            return .failure(.noStream(client))
        }
        return .success(stream)
    }
}
