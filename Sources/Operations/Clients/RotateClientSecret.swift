import OpenIDConnect
import Storage

/// Gives a confidential client a new secret; the old one ends in the same moment.
package struct RotateClientSecret: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        /// The secret is known in this moment only.
        case rotated(ClientSecret)
        /// None of this id is registered that has a secret.
        case unknownClient
    }

    package func run(_ id: ClientID, _ act: Act) async throws -> Outcome {
        let secret = ClientSecret(random: installation.random)
        let isDone = try await installation.settle(act, .clientSecretRotation, client: id.text) { transaction in
            try transaction.clients.setSecret(secret.hash, of: id)
        }
        return isDone ? .rotated(secret) : .unknownClient
    }
}
