import Identity
import Keys
import OpenIDConnect
import Storage
import Wire

/// A client replaces its registration (RFC 7592 §2.2), within what the policy allows and what an administrator has given it. With
/// each update it gets another token; the one that it came with counts until that is shown.
package struct ReplaceRegistration: Sendable {
    private let installation: Installation
    private let policy: RegistrationPolicy
    private let documents: SectorDocuments
    private let secrets: ClientSecrets

    /// - Parameters: see ``AcceptRegistration/init(_:_:fetcher:sealer:)``.
    package init(
        _ installation: Installation, _ policy: RegistrationPolicy, fetcher: any Fetcher, sealer: SecretSealer? = nil
    ) {
        secrets = ClientSecrets(installation, sealer)
        self.installation = installation
        self.policy = policy
        documents = SectorDocuments(fetcher: fetcher)
    }

    package func run(
        _ metadata: JSONObject, of id: ClientID, by token: RegistrationAccessTokenHash, _ act: Act
    ) async throws -> Result<ClientInformation, RegistrationRefusal> {
        let found = try await installation.database.read { [clients = installation.clients] transaction in
            try transaction.registration(of: id, opened: token, clients)
        }
        guard let (current, record) = found else { return .failure(.unauthorized) }
        let sectors = try await sectors(beside: current)
        let (client, details, secret): (Client, RegistrationDetails, ClientSecrets.Registered)
        do {
            (client, details, secret) = try await read(metadata, of: current, sectors: sectors, at: act.now)
        } catch let refusal as RegistrationRefusal { return .failure(refusal) }
        let own = RegistrationAccessToken(random: installation.random)
        return try await installation.database.write { [secrets] transaction in
            try secrets.require(secret.sealed, in: transaction)
            // What was looked at may be another's by now.
            guard try transaction.clients.find(id) == current else { return .failure(.changedMeanwhile) }
            guard
                try transaction.clientRegistrations.replace(details, of: id, token: own.hash, presented: token),
                try transaction.clients.replace(client)
            else { return .failure(.unauthorized) }
            try transaction.audit.append(act.event(.clientEdit, by: .client(id.text), client: id.text))
            let replaced = RegistrationRecord(
                client: id, token: own.hash, formerToken: token, origin: record.origin, details: details,
                registeredAt: record.registeredAt)
            return .success(ClientInformation(client: client, record: replaced, secret: secret.fresh, token: own))
        }
    }

    private func sectors(beside current: Client) async throws -> Set<String> {
        try await installation.sectors(sharedBy: ClientRegistration(current)).union(current.sector.map { [$0] } ?? [])
    }

    private func read(
        _ metadata: JSONObject, of current: Client, sectors: Set<String>, at now: Instant
    ) async throws -> (Client, RegistrationDetails, ClientSecrets.Registered) {
        do {
            let request = try RegistrationRequest(metadata, of: current, policy, at: now)
            let registration = try request.registration(current.id)
            let secret = try secrets.secret(for: registration, having: current.credential)
            let client = try request.client(
                registration, secret: secret.hash, sealed: secret.sealed, sectors: sectors)
            try await documents.check(request, client)
            return (client, request.details, secret)
        } catch let error as RegistrationError {
            throw RegistrationRefusal.refused(error)
        } catch let error as ClientRegistrationError {
            throw RegistrationRefusal.refused(RegistrationError(error))
        }
    }
}
