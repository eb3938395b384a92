import OpenIDConnect
import Storage

/// Disables a client: nobody signs in to it, and its codes and tokens open nothing. `EditClient` enables it again.
package struct DisableClient: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case disabled, unknownClient
    }

    package func run(_ id: ClientID, _ act: Act) async throws -> Outcome {
        let isThere = try await installation.settle(act, .clientDisable, client: id.text) { transaction in
            try transaction.clients.setEnabled(false, id)
        }
        return isThere ? .disabled : .unknownClient
    }
}
