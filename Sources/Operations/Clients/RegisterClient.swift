import OpenIDConnect
import Storage

/// Registers a client under an id that was never used, with a fresh secret if it is to have one.
package struct RegisterClient: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        /// The secret is known in this moment only; a public client has none.
        case registered(Client, ClientSecret?)
        /// The id is another's, or was before that one was removed.
        case idTaken
    }

    /// - Throws: `ClientRegistrationError`, when what is said of it makes no client; nothing is written then.
    package func run(_ registration: ClientRegistration, _ act: Act) async throws -> Outcome {
        let secret = registration.isConfidential ? ClientSecret(random: installation.random) : nil
        let client = try registration.client(secret: secret?.hash)
        let isNew = try await installation.settle(act, .clientAdd, client: client.id.text) { transaction in
            try transaction.clients.add(client, at: act.now)
        }
        return isNew ? .registered(client, secret) : .idTaken
    }
}
