import Database
import Directory
import Identity
import Permissions

/// One state of the records that decisions rest on. Each transaction that changes them makes the next.
package struct PermissionRevision: Hashable, Comparable, Sendable {
    /// 0 before anything was recorded.
    package let number: Int64
    /// When it was recorded. Of two revisions the later is never the earlier one here, whatever the clocks of the
    /// nodes say.
    package let moment: Instant

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    /// The records before anything was in them.
    package static let none = PermissionRevision(number: 0, moment: Instant(millisecondsSince1970: .min))
}

extension Transaction {
    package func permissionRevision() throws(DatabaseError) -> PermissionRevision {
        try revision(try row("SELECT number, moment FROM permission_revisions ORDER BY number DESC LIMIT 1"))
    }

    /// The last one that was recorded by a moment.
    package func permissionRevision(by moment: Instant) throws(DatabaseError) -> PermissionRevision {
        try revision(
            try row(
                "SELECT number, moment FROM permission_revisions WHERE moment <= $1 ORDER BY number DESC LIMIT 1",
                .moment(moment)))
    }

    /// The last one of all, or the last that was recorded by a moment.
    package func permissionRevision(knownAt moment: Instant?) throws(DatabaseError) -> PermissionRevision {
        if let moment { try permissionRevision(by: moment) } else { try permissionRevision() }
    }

    private func revision(_ row: Row?) throws(DatabaseError) -> PermissionRevision {
        guard let row else { return .none }
        return PermissionRevision(number: try row.integer(0), moment: try row.moment(1))
    }
}

extension WriteTransaction {
    /// Begins the next revision, in which this transaction records its changes.
    ///
    /// The one row of the head is changed first, so that transactions of several nodes come one after the other, and
    /// nobody sees a revision before an earlier one is there.
    package func beginPermissionRevision(at now: Instant) throws(DatabaseError) -> PermissionRevision {
        let row = try row(
            """
            UPDATE permission_head SET number = number + 1, moment = CASE WHEN moment < $1 THEN $1 ELSE moment END
            RETURNING number, moment
            """, .moment(now))
        guard let row else { throw .corruptRecord("the head of the revisions") }
        let revision = PermissionRevision(number: try row.integer(0), moment: try row.moment(1))
        try execute(
            "INSERT INTO permission_revisions (number, moment) VALUES ($1, $2)", .integer(revision.number),
            .moment(revision.moment))
        return revision
    }
}
