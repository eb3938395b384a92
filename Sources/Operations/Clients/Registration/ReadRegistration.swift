import OpenIDConnect
import Storage

/// A client reads its registration (RFC 7592 §2.1). Its secret isn't told again, as only a hash of it is kept.
package struct ReadRegistration: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package func run(
        _ id: ClientID, by token: RegistrationAccessTokenHash
    ) async throws -> Result<ClientInformation, RegistrationRefusal> {
        let found = try await installation.database.read { [clients = installation.clients] transaction in
            try transaction.registration(of: id, opened: token, clients)
        }
        guard let (client, record) = found else { return .failure(.unauthorized) }
        if record.formerToken != nil, record.token == token {
            try await installation.database.write { transaction in
                try transaction.clientRegistrations.endFormerToken(of: id, presented: token)
            }
        }
        return .success(ClientInformation(client: client, record: record))
    }
}
