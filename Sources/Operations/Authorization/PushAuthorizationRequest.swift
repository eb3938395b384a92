import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// A client pushes an authorization request (RFC 9126 §2): it is authenticated, its request read whole, kept for a minute,
/// and known by a `request_uri` from then on. Who has proven nothing writes nothing.
package struct PushAuthorizationRequest: Sendable {
    private let installation: Installation
    private let objects: OpenRequestObject?

    /// How many requests of one client may wait for a browser at a time.
    package static let waitingLimit = 1000

    /// - Parameter objects: opens request objects; without it they are refused.
    package init(_ installation: Installation, objects: OpenRequestObject? = nil) {
        self.installation = installation
        self.objects = objects
    }

    package enum Outcome: Sendable {
        case pushed(PushedRequestURI)
        case unauthenticated(ClientAuthenticationError)
        case refused(TokenRefusal)
        /// As many of the client's requests wait as may.
        case tooMany(retryAfter: Duration)
    }

    /// - Parameter proof: the one that came with the request (RFC 9449 §10.1); its key stands in the parameters.
    package func push(
        _ presented: ClientAuthentication, _ parameters: FormParameters, proof: DPoPProof? = nil, _ act: Act
    ) async throws -> Outcome {
        let uri = PushedRequestURI(random: installation.random)
        let received: ReceivedRequest
        switch try await self.received(presented, parameters, proof, act) {
        case .success(let request): received = request
        case .failure(let refusal): return try await refuse(.failure(refusal), presented, act)
        }
        // Looked at first, so that who can't be the client doesn't take the writer.
        let first = try await installation.database.read { [clients = installation.clients] transaction in
            try Self.read(presented, received, clients, act, in: transaction)
        }
        guard case .success = first else { return try await refuse(first, presented, act) }
        let (outcome, refusal) = try await installation.database.write { [clients = installation.clients] transaction in
            let read = try Self.read(presented, received, clients, act, in: transaction)
            guard case .success(let pushed) = read else { return (Outcome?.none, read) }
            let requests = transaction.pushedRequests
            guard try requests.waiting(of: pushed.client.id, at: act.now) < Self.waitingLimit else {
                return (.tooMany(retryAfter: PushedRequestURI.lifetime), read)
            }
            if let proof, try !transaction.usedProofs.use(proof.use, at: act.now) {
                return (nil, .failure(.refused(DPoPFlaw.replayed.refusal)))
            }
            try requests.add(uri.hash, pushed, at: act.now)
            try transaction.audit.append(
                act.event(.pushRequest, by: .client(pushed.client.id.text), client: pushed.client.id.text))
            return (.pushed(uri), read)
        }
        if let outcome { return outcome }
        return try await refuse(refusal, presented, act)
    }

    private enum Refusal: Error {
        case unauthenticated(ClientAuthenticationError)
        case refused(TokenRefusal)
    }

    /// What is in the request object, where there is one (RFC 9126 §3): opened for nobody but a client that has proven itself.
    private func received(
        _ presented: ClientAuthentication, _ parameters: FormParameters, _ proof: DPoPProof?, _ act: Act
    ) async throws -> Result<ReceivedRequest, Refusal> {
        guard let objects, !parameters.all("request").isEmpty else {
            return .success(ReceivedRequest(plain: parameters))
        }
        let client = try await installation.database.read { [clients = installation.clients] transaction in
            try transaction.authenticate(presented, clients, at: act.now)
        }
        if case .failure(let error) = client { return .failure(.unauthenticated(error)) }
        do {
            return .success(try await objects.open(parameters, at: act.now).bound(to: proof))
        } catch let refusal as AuthorizationRefusal {
            return .failure(.refused(TokenRefusal(pushed: refusal)))
        } catch let refusal as TokenRefusal {
            return .failure(.refused(refusal))
        }
    }

    private static func read(
        _ presented: ClientAuthentication, _ received: ReceivedRequest, _ clients: CurrentClients, _ act: Act,
        in transaction: some Transaction
    ) throws -> Result<PushedRequest, Refusal> {
        switch try transaction.authenticate(presented, clients, at: act.now) {
        case .failure(let error): return .failure(.unauthenticated(error))
        case .success(let client):
            do throws(TokenRefusal) { return .success(try PushedRequest(received, from: client)) } catch {
                return .failure(.refused(error))
            }
        }
    }

    /// Refusals of strangers are counted, those of the client itself are events.
    private func refuse(
        _ read: Result<PushedRequest, Refusal>, _ presented: ClientAuthentication, _ act: Act
    ) async throws -> Outcome {
        let client = presented.clientID.text
        switch read {
        case .success: return .tooMany(retryAfter: PushedRequestURI.lifetime)
        case .failure(.unauthenticated(let error)):
            installation.strangers.count(.pushRequest, error.refusal.code, client: client, act)
            return .unauthenticated(error)
        case .failure(.refused(let refusal)) where !presented.hasProof:
            installation.strangers.count(.pushRequest, refusal.code, client: client, act)
            return .refused(refusal)
        case .failure(.refused(let refusal)):
            try await installation.database.write { transaction in
                try transaction.audit.append(
                    act.event(.pushRequest, .refused(refusal.code), by: .client(client), client: client))
            }
            return .refused(refusal)
        }
    }
}
