import OpenIDConnect
import Storage

/// Takes back a token by which clients register themselves. Those that came by it stay.
package struct EndInitialAccessToken: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case ended, unknownToken
    }

    package func run(_ id: InitialAccessID, _ act: Act) async throws -> Outcome {
        let wasThere = try await installation.settle(act, .initialAccessTokenEnd, object: id.text) { transaction in
            try transaction.initialAccessTokens.remove(id)
        }
        return wasThere ? .ended : .unknownToken
    }
}
