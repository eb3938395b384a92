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
        try await installation.database.forgetGivenToRemovedClients()
        return wasThere ? .removed : .unknownClient
    }
}

extension Database {
    /// At how many rows is looked at a time, and so how many are forgotten at most while SQLite's other writers wait: some tens
    /// of milliseconds.
    static let givenPortion = 1_000

    /// Forgets what clients were given that are removed.
    func forgetGivenToRemovedClients() async throws {
        for table in GivenToClient.all {
            var place: GivenToClient.Place?
            repeat {
                try Task.checkCancellation()
                let stretch = try await read { [place] transaction in
                    try transaction.clients.stretch(of: table, after: place, atMost: Self.givenPortion)
                }
                if !stretch.orphans.isEmpty {
                    try await upkeep { transaction in try transaction.clients.forget(stretch.orphans, of: table) }
                }
                place = stretch.end
            } while place != nil
        }
    }
}
