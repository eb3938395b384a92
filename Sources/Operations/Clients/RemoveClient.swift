import Database
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
        // Also of one that is gone: where somebody has stopped the first time, the second does the rest.
        try await installation.database.forgetGiven(to: id)
        return wasThere ? .removed : .unknownClient
    }
}

extension Database {
    /// How many rows of what a client was given are forgotten at a time. With a city's rows around them, some tens of
    /// milliseconds: that long SQLite's other writers wait.
    static let givenPortion = 1_000

    /// Forgets what a client was given that is removed.
    func forgetGiven(to client: ClientID) async throws {
        for given in GivenToClient.all {
            // Others may have forgotten some of the same meanwhile: fewer than a portion isn't the end.
            while try await upkeep({ transaction in
                try transaction.clients.forget(given, of: client, atMost: Self.givenPortion)
            }) > 0 {}
        }
    }
}
