import OpenIDConnect
import Storage

/// What the register says of clients, for those who administer them. Requests take `CurrentClients`.
package struct RegisteredClients: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// All that are registered, by id.
    package func all() async throws -> [Client] {
        try await installation.database.read { transaction in try transaction.clients.all() }
    }

    package func find(_ id: ClientID) async throws -> Client? {
        try await installation.database.read { transaction in try transaction.clients.find(id) }
    }
}
