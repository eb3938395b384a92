import Identity
import Keys
import OpenIDConnect
import Storage

/// Registers a client under an id that was never used, with a fresh secret if it is to have one.
package struct RegisterClient: Sendable {
    private let installation: Installation
    private let secrets: ClientSecrets

    /// - Parameter sealer: see ``EditClient/init(_:sealer:)``.
    package init(_ installation: Installation, sealer: SecretSealer? = nil) {
        self.installation = installation
        secrets = ClientSecrets(installation, sealer)
    }

    package enum Outcome: Sendable {
        /// The secret is known in this moment only; a public client has none.
        case registered(Client, ClientSecret?)
        /// The id is another's, or was before that one was removed.
        case idTaken
    }

    /// - Throws: `ClientRegistrationError`, when what is said of it makes no client; nothing is written then.
    package func run(_ registration: ClientRegistration, _ act: Act) async throws -> Outcome {
        let secret = try secrets.secret(for: registration)
        let client = try registration.client(
            secret: secret.hash, sealed: secret.sealed,
            sectors: try await installation.sectors(sharedBy: registration))
        let isNew = try await installation.settle(act, .clientAdd, client: client.id.text) { [secrets] transaction in
            try secrets.require(secret.sealed, in: transaction)
            return try transaction.clients.add(client, at: act.now)
        }
        return isNew ? .registered(client, secret.fresh) : .idTaken
    }
}

extension Installation {
    /// The sectors that other clients of the same platform have: people may be known to it by one name.
    func sectors(sharedBy registration: ClientRegistration) async throws -> Set<String> {
        guard let platform = registration.platform.flatMap(PlatformID.init) else { return [] }
        return try await database.read { transaction in
            try transaction.clients.sectors(of: platform, besides: registration.id)
        }
    }
}

extension Client {
    /// Under which sector people are known to it; `nil` where their names are public.
    var sector: String? {
        switch subjectType {
        case .pairwise(let sector): sector
        case .public: nil
        }
    }
}
