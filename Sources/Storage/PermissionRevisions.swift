import Database
import Directory
import Identity
import Permissions

/// The states of the records that decisions rest on, one after the other.
package struct PermissionRevisions<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var permissionRevisions: PermissionRevisions<Self> { PermissionRevisions(transaction: self) }
}

extension PermissionRevisions {
    package func latest() throws -> PermissionRevision {
        try revision(
            try transaction.row("SELECT number, moment FROM permission_revisions ORDER BY number DESC LIMIT 1"))
    }

    /// The last one that was recorded by a moment.
    package func latest(by moment: Instant) throws -> PermissionRevision {
        try revision(
            try transaction.row(
                "SELECT number, moment FROM permission_revisions WHERE moment <= $1 ORDER BY number DESC LIMIT 1",
                .moment(moment)))
    }

    /// The last one of all, or the last that was recorded by a moment.
    package func latest(knownAt moment: Instant?) throws -> PermissionRevision {
        if let moment { try latest(by: moment) } else { try latest() }
    }

    private func revision(_ row: Row?) throws -> PermissionRevision {
        guard let row else { return .none }
        return PermissionRevision(number: try row.integer(0), moment: try row.moment(1))
    }
}

extension PermissionRevisions where Context == WriteTransaction {
    /// Begins the next revision, in which this transaction records its changes.
    ///
    /// The one row of the head is changed first, so that transactions of several nodes come one after the other, and
    /// nobody sees a revision before an earlier one is there.
    /// - Throws: `UnqueuedRevision`, in a transaction that hasn't queued for it (`LockedTable.permissions`).
    package func begin(at now: Instant) throws -> PermissionRevision {
        guard transaction.table == .permissions else { throw UnqueuedRevision() }
        let row = try transaction.row(
            """
            UPDATE permission_head SET number = number + 1, moment = CASE WHEN moment < $1 THEN $1 ELSE moment END
            RETURNING number, moment
            """, .moment(now))
        guard let row else { throw DatabaseError.corruptRecord("the head of the revisions") }
        let revision = PermissionRevision(number: try row.integer(0), moment: try row.moment(1))
        try transaction.execute(
            "INSERT INTO permission_revisions (number, moment) VALUES ($1, $2)", .integer(revision.number),
            .moment(revision.moment))
        return revision
    }
}

/// An act that changes permissions and hasn't queued for that: a mistake in it, which its first test finds.
package struct UnqueuedRevision: Error {}
