import Database
import Directory
import Identity

/// A change by a source that writes by SCIM, which the operators have to approve.
package struct HeldChange: Hashable, Sendable {
    /// Names the change: the same one, sent again, has the same.
    package let digest: String
    /// What it would do, in a word and a name, for whoever decides.
    package let what: String
    package let reasons: [HeldReason]
    package let since: Instant
    package let approvedAt: Instant?

    package init(digest: String, what: String, reasons: [HeldReason], since: Instant, approvedAt: Instant? = nil) {
        self.digest = digest
        self.what = what
        self.reasons = reasons
        self.since = since
        self.approvedAt = approvedAt
    }
}

/// What sources that write by SCIM wait for.
package struct HeldChanges<Context: Transaction> {
    let transaction: Context

    /// How many of one source are kept. What is beyond is held as well, and comes in when others have gone.
    package static var most: Int { 1_000 }
}

extension Transaction {
    package var heldChanges: HeldChanges<Self> { HeldChanges(transaction: self) }
}

extension HeldChanges {
    /// The oldest first.
    package func all(of source: SourceID) throws -> [HeldChange] {
        try transaction.rows(
            """
            SELECT digest, what, reasons, since, approved_at FROM scim_held WHERE source = $1 ORDER BY since, digest
            """, .text(source.slug)
        ).map { row in
            HeldChange(
                digest: try row.text(0), what: try row.text(1),
                reasons: try row.list(2).map { try row.required(HeldReason(stored: $0), "why a change is held") },
                since: try row.moment(3), approvedAt: try row.optionalMoment(4))
        }
    }
}

extension HeldChanges where Context == WriteTransaction {
    /// Notes a change that waits. One that waits already goes on waiting; an approval that is too old is over, but not one that was
    /// given while the change was tried.
    /// - Parameters:
    ///   - old: an approval that was given by then is too old.
    ///   - moment: whatever waits since before it has been given up.
    package func note(
        _ change: HeldChange, of source: SourceID, clearingApprovalsUntil old: Instant, forgetting moment: Instant
    ) throws {
        try transaction.execute(
            "DELETE FROM scim_held WHERE source = $1 AND since < $2", .text(source.slug), .moment(moment))
        try transaction.execute(
            """
            INSERT INTO scim_held (source, digest, what, reasons, since)
            SELECT $1, $2, $3, $4, $5 WHERE (SELECT COUNT(*) FROM scim_held WHERE source = $1) < $6
            ON CONFLICT (source, digest) DO UPDATE SET approved_at = NULL WHERE scim_held.approved_at <= $7
            """, .text(source.slug), .text(change.digest), .text(change.what), .list(change.reasons.map(\.stored)),
            .moment(change.since), .integer(Int64(Self.most)), .moment(old))
    }

    package func approve(_ digest: String, of source: SourceID, at now: Instant) throws {
        try transaction.execute(
            "UPDATE scim_held SET approved_at = $1 WHERE source = $2 AND digest = $3", .moment(now),
            .text(source.slug), .text(digest))
    }

    /// Uses an approval, which is for one time.
    /// - Returns: whether there was one, given after a moment.
    package func use(_ digest: String, of source: SourceID, givenAfter moment: Instant) throws -> Bool {
        try transaction.execute(
            "DELETE FROM scim_held WHERE source = $1 AND digest = $2 AND approved_at > $3", .text(source.slug),
            .text(digest), .moment(moment)) == 1
    }
}
