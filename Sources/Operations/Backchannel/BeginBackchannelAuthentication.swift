import Cryptography
import Database
import Identity
import JOSE
import Keys
import OpenIDConnect
import Storage
import Wire

/// A client asks a person who is not at it (CIBA Core §7): it is authenticated, its request read whole, and kept for the person to
/// find on our page. Who has proven nothing writes nothing.
///
/// Whether the hint means anybody isn't told: what is for nobody waits and expires like what somebody doesn't answer.
package struct BeginBackchannelAuthentication: Sendable {
    private let installation: Installation
    private let issuer: Issuer
    private let keys: KeyRing
    private let keySets: ClientKeySets
    private let issuers: TrustedIssuers
    private let seal: PingSeal

    /// How many requests of one client wait at a time, to however many people.
    package static let waitingLimit: Int64 = 1000
    /// How many of one client to one person, so that nobody is worn down until they agree.
    package static let limitPerPerson: Int64 = 3
    /// How many to one person from all clients together; what is beyond that isn't shown to the person.
    package static let limitOfPerson: Int64 = 20

    /// - Parameters:
    ///   - keySets: where clients' keys are that sign their requests.
    ///   - issuers: those whose statements are taken as `login_hint_token`.
    ///   - seal: keeps what clients are pinged with.
    package init(
        _ installation: Installation, issuer: Issuer, keys: KeyRing, keySets: ClientKeySets, issuers: TrustedIssuers,
        seal: PingSeal
    ) {
        self.installation = installation
        self.issuer = issuer
        self.keys = keys
        self.keySets = keySets
        self.issuers = issuers
        self.seal = seal
    }

    package enum Outcome: Sendable {
        case begun(BackchannelAuthenticationResponse)
        case unauthenticated(ClientAuthenticationError)
        case refused(TokenRefusal)
        /// As many wait as may, of the client or of the client for this person.
        case tooMany(retryAfter: Duration)
    }

    package func begin(
        _ presented: ClientAuthentication, _ parameters: FormParameters, _ act: Act
    ) async throws -> Outcome {
        let id = AuthRequestID(random: installation.random)
        let outcome: Outcome
        do {
            let ready = try await ready(presented, parameters, act)
            let ping = try ready.request.notificationToken.map {
                try seal.seal(Ping(id: id, notificationToken: $0), random: installation.random)
            }
            outcome = try await installation.database.write { [clients = installation.clients] transaction in
                try ready.settle(presented, id, ping: ping, clients, act, in: transaction)
            }
        } catch let refusal as TokenRefusal {
            outcome = .refused(refusal)
        } catch let error as ClientAuthenticationError {
            outcome = .unauthenticated(error)
        }
        try await note(outcome, presented, act)
        return outcome
    }

    /// Reads all that can be read before the one writer is asked for.
    /// - Throws: `ClientAuthenticationError`, `TokenRefusal`.
    private func ready(
        _ presented: ClientAuthentication, _ parameters: FormParameters, _ act: Act
    ) async throws -> ReadyBackchannelRequest {
        let client = try await installation.database.read { [clients = installation.clients] transaction in
            try transaction.authenticate(presented, clients, at: act.now).get()
        }
        let received = try await received(parameters, from: client.client, at: act.now)
        let request = try BackchannelAuthenticationRequest(received, from: client)
        let addressee = try BackchannelAddressee(
            request.hint, by: client.client, keys: keys.current, issuers: issuers, provider: issuer, at: act.now)
        return ReadyBackchannelRequest(received: received, request: request, addressee: addressee)
    }

    private func received(
        _ parameters: FormParameters, from client: Client, at now: Instant
    ) async throws -> ReceivedBackchannelRequest {
        guard let object = try BackchannelRequestObject(in: parameters) else {
            return ReceivedBackchannelRequest(plain: parameters)
        }
        guard let known = client.keys, let set = await keySets.keys(known, at: now, having: object.mayBeSigned) else {
            throw TokenRefusal.badBackchannelRequest
        }
        return try object.verified(by: set, of: client, issuer: issuer, at: now)
    }

    /// Refusals of strangers are counted, those of the client itself are events.
    private func note(_ outcome: Outcome, _ presented: ClientAuthentication, _ act: Act) async throws {
        let client = presented.clientID.text
        switch outcome {
        case .begun: break
        case .unauthenticated(let error):
            installation.strangers.count(.beginBackchannel, error.refusal.code, client: client, act)
        case .refused(let refusal) where !presented.hasProof:
            installation.strangers.count(.beginBackchannel, refusal.code, client: client, act)
        case .refused(let refusal):
            try await write(refusal.code, client, act)
        case .tooMany: try await write("too-many", client, act)
        }
    }

    private func write(_ code: String, _ client: String, _ act: Act) async throws {
        try await installation.database.write { transaction in
            try transaction.audit.append(
                act.event(.beginBackchannel, .refused(code), by: .client(client), client: client))
        }
    }
}

/// A request that is good as far as it can be read without the records.
private struct ReadyBackchannelRequest: Sendable {
    let received: ReceivedBackchannelRequest
    let request: BackchannelAuthenticationRequest
    let addressee: BackchannelAddressee

    func settle(
        _ presented: ClientAuthentication, _ id: AuthRequestID, ping: String?, _ clients: CurrentClients, _ act: Act,
        in transaction: WriteTransaction
    ) throws -> BeginBackchannelAuthentication.Outcome {
        let client = try transaction.authenticate(presented, clients, at: act.now).get()
        // The registration may have changed since it was read.
        let request = try BackchannelAuthenticationRequest(received, from: client)
        let requests = transaction.backchannelRequests
        guard try requests.waiting(of: client.id, at: act.now) < BeginBackchannelAuthentication.waitingLimit,
            try requests.waiting(of: client.id, to: addressee.key, at: act.now)
                < BeginBackchannelAuthentication.limitPerPerson
        else { return .tooMany(retryAfter: request.lifetime) }
        if let use = received.use, try !transaction.usedProofs.use(use, at: act.now) {
            return .refused(.replayedBackchannelRequest)
        }
        if let use = addressee.use, try !transaction.usedProofs.use(use, at: act.now) {
            return .refused(.unreadableHint)
        }
        let person = try addressee.person(of: client.client, clients, in: transaction).flatMap { person in
            try requests.waiting(for: person, at: act.now) < BeginBackchannelAuthentication.limitOfPerson ? person : nil
        }
        try requests.add(
            BackchannelAuthentication(request, id: id, to: person, addressee: addressee.key, at: act.now), ping: ping)
        // Operators see of which requests nobody will ever hear; the client doesn't.
        try transaction.audit.append(
            act.event(
                .beginBackchannel, by: .client(client.id.text), client: client.id.text,
                object: person?.text ?? "nobody"))
        return .begun(BackchannelAuthenticationResponse(id: id, lifetime: request.lifetime))
    }
}
