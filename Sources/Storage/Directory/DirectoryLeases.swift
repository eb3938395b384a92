import Database
import Directory
import Identity

/// Which node brings the records to what a source says: one at a time, for as long as it goes on saying so.
package struct DirectoryLeases<Context: Transaction> {
    let transaction: Context
}

/// One node's turn at a source. Of two turns, be they the same node's, the later has the higher number: whoever still works
/// by an earlier one is told apart by it, whatever their clock says.
package struct DirectoryLease: Hashable, Sendable {
    package let source: SourceID
    /// A name that the node has drawn for itself.
    package let holder: String
    package let term: Int64

    package init(source: SourceID, holder: String, term: Int64) {
        self.source = source
        self.holder = holder
        self.term = term
    }
}

extension Transaction {
    package var directoryLeases: DirectoryLeases<Self> { DirectoryLeases(transaction: self) }
}

extension DirectoryLeases {
    /// Who has a source at a moment; `nil` where its last turn is over.
    package func holder(of source: SourceID, at now: Instant) throws -> String? {
        try transaction.row(
            "SELECT holder FROM directory_leases WHERE source = $1 AND expires_at > $2", .text(source.slug),
            .moment(now)
        )?.text(0)
    }
}

extension DirectoryLeases where Context == WriteTransaction {
    /// Begins a turn where nobody has one.
    /// - Returns: `nil` while another's lasts.
    package func take(
        _ source: SourceID, for holder: String, until end: Instant, at now: Instant
    ) throws -> DirectoryLease? {
        let row = try transaction.row(
            """
            INSERT INTO directory_leases (source, holder, term, expires_at) VALUES ($1, $2, 1, $3)
            ON CONFLICT (source) DO UPDATE SET holder = excluded.holder, term = directory_leases.term + 1,
                expires_at = excluded.expires_at
            WHERE directory_leases.expires_at <= $4 OR directory_leases.holder = excluded.holder
            RETURNING term
            """, .text(source.slug), .text(holder), .moment(end), .moment(now))
        return try row.map { row in DirectoryLease(source: source, holder: holder, term: try row.integer(0)) }
    }

    /// Prolongs a turn, in the transaction of what is done by it: no other can begin before that is in the records, or
    /// isn't. A turn that is over by the clock goes on if no other has begun.
    /// - Returns: whether it's still this node's.
    package func prolong(_ lease: DirectoryLease, until end: Instant) throws -> Bool {
        try transaction.execute(
            """
            UPDATE directory_leases SET expires_at = CASE WHEN expires_at < $1 THEN $1 ELSE expires_at END
            WHERE source = $2 AND holder = $3 AND term = $4
            """, .moment(end), .text(lease.source.slug), .text(lease.holder), .integer(lease.term)) == 1
    }

    /// Ends a turn, so that another node need not wait.
    package func end(_ lease: DirectoryLease, at now: Instant) throws {
        try transaction.execute(
            "UPDATE directory_leases SET expires_at = $1 WHERE source = $2 AND holder = $3 AND term = $4",
            .moment(now), .text(lease.source.slug), .text(lease.holder), .integer(lease.term))
    }
}

extension Schema {
    static let directoryLease = [
        """
        CREATE TABLE directory_leases (
            source TEXT PRIMARY KEY NOT NULL, holder TEXT NOT NULL, term BIGINT NOT NULL, expires_at BIGINT NOT NULL
        )
        """
    ]
}
