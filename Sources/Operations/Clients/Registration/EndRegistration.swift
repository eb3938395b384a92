import OpenIDConnect
import Storage

/// A client ends its registration (RFC 7592 §2.3): its id is never given again, and nothing that was given to it opens anything.
/// Housekeeping forgets that, as it has to be looked for in all that everybody was given.
package struct EndRegistration: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package func run(
        _ id: ClientID, by token: RegistrationAccessTokenHash, _ act: Act
    ) async throws -> Result<Void, RegistrationRefusal> {
        let clients = installation.clients
        let isOpen = try await installation.database.read { transaction in
            try transaction.registration(of: id, opened: token, clients) != nil
        }
        guard isOpen else { return .failure(.unauthorized) }
        return try await installation.database.write { transaction in
            guard try transaction.registration(of: id, opened: token, clients) != nil,
                try transaction.clients.remove(id, at: act.now)
            else { return .failure(.unauthorized) }
            try transaction.audit.append(act.event(.clientRemove, by: .client(id.text), client: id.text))
            return .success(())
        }
    }
}
