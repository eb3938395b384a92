import Database
import Identity
import OpenIDConnect
import Storage
import Synchronization

/// Remembers the mistakes of registered clients for those who set them up.
///
/// Anybody can make them in a client's name. So they are counted in memory, for clients that are in the register only, and
/// written down together every few seconds; a client and a mistake have one row, whoever makes it how often. No stranger can
/// make a row more than there are clients and kinds of mistakes, nor have one written for each request.
package final class NoteClientMistakes: Sendable {
    private struct Key: Hashable {
        let client: ClientID
        let mistake: ClientMistake
    }

    private let database: Database
    private let clients: CurrentClients
    private let counts = Mutex<[Key: ClientMistakeCount]>([:])

    package init(_ installation: Installation) {
        database = installation.database
        clients = installation.clients
    }

    /// Counts a mistake, if there is such a client.
    package func note(_ mistake: ClientMistake, of client: ClientID, at now: Instant) async throws {
        let isRegistered = try await database.read { [clients] transaction in
            try clients.client(client, in: transaction) != nil
        }
        guard isRegistered else { return }
        add([Key(client: client, mistake: mistake): ClientMistakeCount(mistake, number: 1, firstAt: now, lastAt: now)])
    }

    /// Writes down what was counted since the last time.
    package func write() async throws {
        let taken = counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        guard !taken.isEmpty else { return }
        do {
            try await database.write { transaction in
                for (key, count) in taken { try transaction.clientMistakes.add(count, of: key.client) }
            }
        } catch let error where error as? DatabaseError != .outcomeUnknown {
            // Where nobody knows whether they were written, they would count twice.
            add(taken)
            throw error
        }
    }

    private func add(_ more: [Key: ClientMistakeCount]) {
        counts.withLock { counts in counts.merge(more) { $0 + $1 } }
    }
}

extension ClientMistakeCount {
    fileprivate static func + (one: Self, other: Self) -> Self {
        ClientMistakeCount(
            one.mistake, number: one.number + other.number, firstAt: min(one.firstAt, other.firstAt),
            lastAt: max(one.lastAt, other.lastAt))
    }
}
