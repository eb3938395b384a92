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
    private let reader: ClientMetadataReader

    /// - Parameters:
    ///   - fetcher: the way out to addresses that strangers name.
    ///   - sealer: see ``EditClient/init(_:sealer:)``.
    package init(
        _ installation: Installation, _ policy: RegistrationPolicy, fetcher: any Fetcher, sealer: SecretSealer? = nil
    ) {
        self.installation = installation
        reader = ClientMetadataReader(installation, policy, fetcher: fetcher, sealer: sealer)
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
        let read: ClientMetadataReader.Read
        do { read = try await reader.read(metadata, at: act.now) } catch let refusal as RegistrationRefusal {
            return .failure(refusal)
        }
        let own = RegistrationAccessToken(random: installation.random)
        let record = try await installation.database.write { [reader] transaction -> RegistrationRecord? in
            try reader.secrets.require(read.secret.sealed, in: transaction)
            guard let origin = try transaction.initialAccessTokens.use(token, at: act.now) else { return nil }
            guard try transaction.clients.add(read.client, at: act.now) else { throw RandomIDTaken() }
            let record = RegistrationRecord(
                client: read.client.id, token: own.hash, origin: origin, details: read.details, registeredAt: act.now)
            try transaction.clientRegistrations.add(record)
            try transaction.audit.append(
                act.event(.clientAdd, by: .client(record.client.text), client: record.client.text, object: origin.text))
            return record
        }
        // Somebody else has taken the last use meanwhile.
        guard let record else { return .failure(.unauthorized) }
        return .success(ClientInformation(client: read.client, record: record, secret: read.secret.fresh, token: own))
    }
}

/// Of 128 random bits nobody has the same: the random source is broken.
private struct RandomIDTaken: Error {}
