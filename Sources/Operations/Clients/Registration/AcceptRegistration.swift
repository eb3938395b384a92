import Cryptography
import Identity
import Keys
import OpenIDConnect
import Storage
import Wire

/// A client registers itself (RFC 7591 §3), by a token that an administrator has given out: what it says is read whole and held to
/// the policy, and only then a use of the token is spent, in the transaction that adds the client. Who has no token writes nothing.
package struct AcceptRegistration: Sendable {
    private let installation: Installation
    private let policy: RegistrationPolicy
    private let documents: SectorDocuments
    private let secrets: ClientSecrets

    /// - Parameters:
    ///   - fetcher: the way out to addresses that strangers name.
    ///   - sealer: see ``EditClient/init(_:sealer:)``.
    package init(
        _ installation: Installation, _ policy: RegistrationPolicy, fetcher: any Fetcher, sealer: SecretSealer? = nil
    ) {
        secrets = ClientSecrets(installation, sealer)
        self.installation = installation
        self.policy = policy
        documents = SectorDocuments(fetcher: fetcher)
    }

    /// Whether a token counts, so that nobody else has a body read.
    package func isOpen(_ token: InitialAccessTokenHash, at now: Instant) async throws -> Bool {
        try await installation.database.read { transaction in
            try transaction.initialAccessTokens.find(token, at: now) != nil
        }
    }

    package func run(
        _ metadata: JSONObject, by token: InitialAccessTokenHash, _ act: Act
    ) async throws -> Result<ClientInformation, RegistrationRefusal> {
        guard try await isOpen(token, at: act.now) else { return .failure(.unauthorized) }
        let (client, details, secret): (Client, RegistrationDetails, ClientSecrets.Registered)
        do {
            (client, details, secret) = try await read(metadata, at: act.now)
        } catch let refusal as RegistrationRefusal { return .failure(refusal) }
        let own = RegistrationAccessToken(random: installation.random)
        let record = try await installation.database.write { [secrets] transaction -> RegistrationRecord? in
            try secrets.require(secret.sealed, in: transaction)
            guard let origin = try transaction.initialAccessTokens.use(token, at: act.now) else { return nil }
            guard try transaction.clients.add(client, at: act.now) else { throw RandomIDTaken() }
            let record = RegistrationRecord(
                client: client.id, token: own.hash, origin: origin, details: details, registeredAt: act.now)
            try transaction.clientRegistrations.add(record)
            try transaction.audit.append(
                act.event(.clientAdd, by: .client(client.id.text), client: client.id.text, object: origin.text))
            return record
        }
        // Somebody else has taken the last use meanwhile.
        guard let record else { return .failure(.unauthorized) }
        return .success(ClientInformation(client: client, record: record, secret: secret.fresh, token: own))
    }

    private func read(
        _ metadata: JSONObject, at now: Instant
    ) async throws -> (Client, RegistrationDetails, ClientSecrets.Registered) {
        do {
            let request = try RegistrationRequest(metadata, policy, at: now)
            let registration = try request.registration(try freshID())
            let secret = try secrets.secret(for: registration)
            let client = try request.client(registration, secret: secret.hash, sealed: secret.sealed)
            try await documents.check(request, client)
            return (client, request.details, secret)
        } catch let error as RegistrationError {
            throw RegistrationRefusal.refused(error)
        } catch let error as ClientRegistrationError {
            throw RegistrationRefusal.refused(RegistrationError(error))
        }
    }

    private func freshID() throws(RegistrationError) -> ClientID {
        guard let id = ClientID(Base64URL.encode(installation.random.bytes(16))) else {
            throw RegistrationError(.invalidRequest, "no id could be made")
        }
        return id
    }
}

/// Of 128 random bits nobody has the same: the random source is broken.
private struct RandomIDTaken: Error {}
