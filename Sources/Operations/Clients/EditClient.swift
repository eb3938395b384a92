import Keys
import OpenIDConnect
import Storage

/// Changes what is registered of a client, and enables one that was disabled: only if it still is what its editor saw,
/// so that of two who edit at once neither undoes what the other did.
package struct EditClient: Sendable {
    private let installation: Installation
    private let secrets: ClientSecrets

    /// - Parameter sealer: seals the secret of a client that signs with it (`client_secret_jwt`); `nil` where none may.
    package init(_ installation: Installation, sealer: SecretSealer? = nil) {
        self.installation = installation
        secrets = ClientSecrets(installation, sealer)
    }

    package enum Outcome: Sendable {
        /// With its first secret, where the client has become confidential; one that it had before stays.
        case edited(Client, ClientSecret?)
        /// Somebody else changed or removed it meanwhile.
        case changedMeanwhile
    }

    /// - Parameters:
    ///   - registration: what shall be registered.
    ///   - current: the client as the editor saw it.
    ///   - enabling: whether a disabled one is enabled with it; otherwise it stays as it is.
    /// - Throws: `ClientRegistrationError`, when what is said of it makes no client; nothing is written then.
    package func run(
        _ registration: ClientRegistration, of current: Client, enabling: Bool, _ act: Act
    ) async throws -> Outcome {
        let secret = try secrets.secret(for: registration, having: current.credential)
        // The sector that it has stays its own, whatever its addresses are by now: people keep their names.
        let sectors = try await installation.sectors(sharedBy: registration).union(current.sector.map { [$0] } ?? [])
        let edited = try registration.client(
            secret: secret.hash, sealed: secret.sealed, former: current.credential.former,
            isEnabled: current.isEnabled || enabling, sectors: sectors)
        let isDone = try await installation.settle(
            act, enabling ? .clientEnable : .clientEdit, client: edited.id.text
        ) { [secrets] transaction in
            try secrets.require(secret.sealed, in: transaction)
            guard try transaction.clients.find(edited.id) == current else { return false }
            return try transaction.clients.replace(edited)
        }
        return isDone ? .edited(edited, secret.fresh) : .changedMeanwhile
    }
}
