import OpenIDConnect
import Storage

/// Ends the former secret of a client before its time: the platform has changed over, or the secret is in others' hands.
package struct EndFormerSecret: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case ended
        /// No former secret of this client counts.
        case nothingToEnd
    }

    package func run(_ id: ClientID, _ act: Act) async throws -> Outcome {
        let isDone = try await installation.settle(act, .clientFormerSecretEnd, client: id.text) { transaction in
            try transaction.clients.endFormerSecret(of: id, at: act.now)
        }
        return isDone ? .ended : .nothingToEnd
    }
}
