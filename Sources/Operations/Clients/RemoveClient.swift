import OpenIDConnect
import Storage

/// Removes a client for good, with all that was given to it. Its id is never given again.
package struct RemoveClient: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case removed, unknownClient
    }

    package func run(_ id: ClientID, _ act: Act) async throws -> Outcome {
        let wasThere = try await installation.settle(act, .clientRemove, client: id.text) { transaction in
            try transaction.clients.remove(id, at: act.now)
        }
        return wasThere ? .removed : .unknownClient
    }
}
