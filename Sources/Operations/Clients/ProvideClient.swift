import OpenIDConnect
import Storage

/// Sees to it that a client is registered as it should be, whatever was registered under its id before. For parties
/// that come with every start, such as the demo's, whose addresses may be others by then.
package struct ProvideClient: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case registered
        /// The id was that of a client that was removed.
        case idTaken
    }

    package func run(_ client: Client, _ act: Act) async throws -> Outcome {
        let isDone = try await installation.settle(act, .clientAdd, client: client.id.text) { transaction in
            if try transaction.clients.replace(client) { return true }
            return try transaction.clients.add(client, at: act.now)
        }
        return isDone ? .registered : .idTaken
    }
}
