import Database
import Directory
import Identity
import Storage
import Wire

/// Lets one node at a time bring the records to what a source says. Its turn is in the records, and goes on as long as it is
/// prolonged; what is applied is applied in a transaction that finds the turn still to be this node's (`ApplyDirectory`).
package struct HoldDirectoryLease: Sendable {
    package typealias Lease = DirectoryLease

    private let installation: Installation
    private let source: SourceID
    /// What this node is called here; drawn once, as two nodes can have the same name for everything else.
    private let holder: String

    /// How long a turn lasts that nobody prolongs: so long another node waits when this one is killed.
    package static let life = Duration.seconds(9)

    package init(_ installation: Installation, source: SourceID) {
        self.installation = installation
        self.source = source
        holder = HexDigits.text(installation.random.bytes(16))
    }

    /// Begins a turn; `nil` while another node has one.
    package func take(at now: Instant) async throws -> DirectoryLease? {
        try await installation.database.write { [source, holder] transaction in
            try transaction.directoryLeases.take(source, for: holder, until: now + Self.life, at: now)
        }
    }

    /// - Returns: whether it's still this node's turn.
    package func prolong(_ lease: DirectoryLease, at now: Instant) async throws -> Bool {
        try await installation.database.write { transaction in
            try transaction.directoryLeases.prolong(lease, until: now + Self.life)
        }
    }

    package func end(_ lease: DirectoryLease, at now: Instant) async throws {
        try await installation.database.write { transaction in try transaction.directoryLeases.end(lease, at: now) }
    }
}

extension WriteTransaction {
    /// Prolongs the turn by which this transaction writes; of somebody at the command line there is none.
    /// - Throws: `DirectoryLeaseLost`, where another node's has begun.
    func prolong(_ lease: DirectoryLease?, at now: Instant) throws {
        guard let lease else { return }
        let isHeld = try directoryLeases.prolong(lease, until: now + HoldDirectoryLease.life)
        guard isHeld else { throw DirectoryLeaseLost(source: lease.source) }
    }
}

/// Another node has begun its turn: nothing was applied.
package struct DirectoryLeaseLost: Error, Hashable, Sendable {
    package let source: SourceID

    package init(source: SourceID) { self.source = source }
}

extension DirectoryDesk {
    /// The turns of this node at the source.
    package var leases: HoldDirectoryLease { HoldDirectoryLease(installation, source: mapping.source) }
}
