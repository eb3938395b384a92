import Identity
import Keys
import OpenIDConnect
import Storage

/// Gives a confidential client a new secret. The old one ends in the same moment, or counts beside the new one for a while,
/// so that the platform can change over without an outage.
package struct RotateClientSecret: Sendable {
    private let installation: Installation
    private let secrets: ClientSecrets

    /// - Parameter sealer: see ``EditClient/init(_:sealer:)``.
    package init(_ installation: Installation, sealer: SecretSealer? = nil) {
        self.installation = installation
        secrets = ClientSecrets(installation, sealer)
    }

    package enum Outcome: Sendable {
        /// The secret is known in this moment only.
        /// - formerEnd: until when the old one counts; `nil` when it has ended.
        case rotated(ClientSecret, formerEnd: Instant?)
        /// None of this id is registered that has a secret.
        case unknownClient
    }

    /// - Throws: `ClientRegistrationError.secretJWTDisabled`, where the client signs with its secret and nothing can seal it.
    /// - Parameter overlap: for how long the old secret counts, `FormerSecret.longestOverlap` at most. A secret that
    ///   counted beside that one ends now: there are two at most.
    package func run(_ id: ClientID, overlap: Duration = .zero, _ act: Act) async throws -> Outcome {
        let (secret, sealed) = try secrets.another(for: id)
        let end = overlap > .zero ? act.now + min(overlap, FormerSecret.longestOverlap) : nil
        let isDone = try await installation.settle(
            act, .clientSecretRotation, client: id.text, object: end.map { "former secret until \($0.text)" }
        ) { [secrets] transaction in
            let signs = try transaction.clients.find(id)?.credential.sealedSecret != nil
            if signs, sealed == nil { throw ClientRegistrationError.secretJWTDisabled }
            let kept = signs ? sealed : nil
            try secrets.require(kept, in: transaction)
            return try transaction.clients.setSecret(secret.hash, sealed: kept, of: id, keepingFormerUntil: end)
        }
        return isDone ? .rotated(secret, formerEnd: end) : .unknownClient
    }
}
