import Identity
import OpenIDConnect
import Storage

/// Gives a confidential client a new secret. The old one ends in the same moment, or counts beside the new one for a while,
/// so that the platform can change over without an outage.
package struct RotateClientSecret: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        /// The secret is known in this moment only.
        /// - formerEnd: until when the old one counts; `nil` when it has ended.
        case rotated(ClientSecret, formerEnd: Instant?)
        /// None of this id is registered that has a secret.
        case unknownClient
    }

    /// - Parameter overlap: for how long the old secret counts, `FormerSecret.longestOverlap` at most. A secret that
    ///   counted beside that one ends now: there are two at most.
    package func run(_ id: ClientID, overlap: Duration = .zero, _ act: Act) async throws -> Outcome {
        let secret = ClientSecret(random: installation.random)
        let end = overlap > .zero ? act.now + min(overlap, FormerSecret.longestOverlap) : nil
        let isDone = try await installation.settle(
            act, .clientSecretRotation, client: id.text, object: end.map { "former secret until \($0.text)" }
        ) { transaction in
            try transaction.clients.setSecret(secret.hash, of: id, keepingFormerUntil: end)
        }
        return isDone ? .rotated(secret, formerEnd: end) : .unknownClient
    }
}
