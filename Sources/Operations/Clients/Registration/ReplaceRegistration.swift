import Identity
import Keys
import OpenIDConnect
import Storage
import Wire

/// A client replaces its registration (RFC 7592 §2.2), within what the policy allows and what an administrator has given it. With
/// each update it gets another token; the one that it came with counts until that is shown.
package struct ReplaceRegistration: Sendable {
    private let installation: Installation
    private let reader: ClientMetadataReader

    /// - Parameters: see ``AcceptRegistration/init(_:_:fetcher:sealer:)``.
    package init(
        _ installation: Installation, _ policy: RegistrationPolicy, fetcher: any Fetcher, sealer: SecretSealer? = nil
    ) {
        self.installation = installation
        reader = ClientMetadataReader(installation, policy, fetcher: fetcher, sealer: sealer)
    }

    package func run(
        _ metadata: JSONObject, of id: ClientID, by token: RegistrationAccessTokenHash, _ act: Act
    ) async throws -> Result<ClientInformation, RegistrationRefusal> {
        let found = try await installation.database.read { [clients = installation.clients] transaction in
            try transaction.registration(of: id, opened: token, clients)
        }
        guard let (current, record) = found else { return .failure(.unauthorized) }
        let sectors = try await sectors(beside: current)
        let read: ClientMetadataReader.Read
        do {
            read = try await reader.read(metadata, replacing: current, sectors: sectors, at: act.now)
        } catch let refusal as RegistrationRefusal { return .failure(refusal) }
        let own = RegistrationAccessToken(random: installation.random)
        return try await installation.database.write { [reader] transaction in
            try reader.secrets.require(read.secret.sealed, in: transaction)
            // What was looked at may be another's by now.
            guard try transaction.clients.find(id) == current else { return .failure(.changedMeanwhile) }
            guard
                try transaction.clientRegistrations.replace(read.details, of: id, token: own.hash, presented: token),
                try transaction.clients.replace(read.client)
            else { return .failure(.unauthorized) }
            try transaction.audit.append(act.event(.clientEdit, by: .client(id.text), client: id.text))
            let replaced = RegistrationRecord(
                client: id, token: own.hash, formerToken: token, origin: record.origin, details: read.details,
                registeredAt: record.registeredAt)
            return .success(
                ClientInformation(client: read.client, record: replaced, secret: read.secret.fresh, token: own))
        }
    }

    private func sectors(beside current: Client) async throws -> Set<String> {
        try await installation.sectors(sharedBy: ClientRegistration(current)).union(current.sector.map { [$0] } ?? [])
    }
}
