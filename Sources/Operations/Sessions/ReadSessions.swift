import Accounts
import Database
import Identity
import Storage

/// Who is signed in, and what became of sessions that have ended, as long as they are remembered.
package struct ReadSessions: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package struct Listing: Hashable, Sendable {
        package let id: SessionID
        package let person: PersonID
        package let personName: String?
        package let authentication: Authentication
        package let lastSeen: Instant
        package let endedAt: Instant?
        package let isLive: Bool
        package let progress: SessionProgress
    }

    /// The latest first.
    /// - Parameters:
    ///   - person: whose; `nil` for everybody's.
    ///   - onlyLive: leaves out those that have ended.
    package func list(
        of person: PersonID?, onlyLive: Bool, atMost limit: Int, at now: Instant
    ) async throws -> [Listing] {
        try await installation.database.read { [clients = installation.clients] transaction in
            try transaction.sessions.records(of: person, onlyLive: onlyLive, at: now, atMost: limit).map { record in
                try transaction.listing(of: record, clients, at: now)
            }
        }
    }

    /// - Returns: `nil` when there is none of this id, or none any more.
    package func show(_ session: SessionID, at now: Instant) async throws -> Listing? {
        try await installation.database.read { [clients = installation.clients] transaction in
            try transaction.sessions.record(session).map { record in
                try transaction.listing(of: record, clients, at: now)
            }
        }
    }
}

extension Transaction {
    fileprivate func listing(
        of record: SessionRecord, _ clients: CurrentClients, at now: Instant
    ) throws -> ReadSessions.Listing {
        ReadSessions.Listing(
            id: record.id, person: record.person, personName: try people.label(of: record.person)?.name,
            authentication: record.authentication, lastSeen: record.lastSeen, endedAt: record.endedAt,
            isLive: record.counts(at: now),
            progress: try progress(of: record.id, hasEnded: !record.counts(at: now), clients))
    }
}
