import Audit
import Database
import Identity

/// The order of the audit log: each event has a position, counted up without a hole in the order in which events became
/// visible, and with it a hash of what it says. An event's own number is drawn while its transaction runs: on PostgreSQL
/// numbers have holes, and a lower one may appear after a higher one.
///
/// Positions are given a stretch at a time by one appender (`SealAudit`), never by an act itself: a counter in each
/// transaction would have them all wait for one another. What was given is never changed, and stays when its event goes.
package struct AuditLeaves<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var auditLeaves: AuditLeaves<Self> { AuditLeaves(transaction: self) }
}

/// An event's place in the order.
package struct AuditLeaf: Hashable, Sendable {
    package let position: Int64
    /// The event's number.
    package let event: Int64
    /// In Base64url.
    package let hash: String

    package init(position: Int64, event: Int64, hash: String) {
        self.position = position
        self.event = event
        self.hash = hash
    }
}

/// What all leaves up to a position chain up to.
package struct AuditHead: Hashable, Sendable {
    package let position: Int64
    /// In Base64url.
    package let chain: String

    package init(position: Int64, chain: String) {
        self.position = position
        self.chain = chain
    }
}

extension AuditLeaves {
    /// The end of what was sealed; `nil` before anything was.
    package func head() throws -> AuditHead? { try heads("1 = $1", 1, order: "DESC", 1).first }

    /// Heads beyond a position, the lowest first.
    package func heads(after position: Int64, limit: Int) throws -> [AuditHead] {
        try heads("position > $1", position, order: "ASC", limit)
    }

    /// Leaves beyond a position, the lowest first.
    package func leaves(after position: Int64, limit: Int) throws -> [AuditLeaf] {
        try transaction.rows(
            "SELECT position, event, hash FROM audit_leaves WHERE position > $1 ORDER BY position LIMIT $2",
            .integer(position), .integer(Int64(limit))
        ).map { row in
            AuditLeaf(position: try row.integer(0), event: try row.integer(1), hash: try row.text(2))
        }
    }

    /// Events beyond a number and up to the highest that has a position, the lowest first; and of each whether it has one,
    /// or is waited for.
    package func placed(after number: Int64, limit: Int) throws -> [(event: Int64, isPlaced: Bool)] {
        try transaction.rows(
            """
            SELECT e.number, CASE WHEN EXISTS (SELECT 1 FROM audit_leaves l WHERE l.event = e.number)
                OR EXISTS (SELECT 1 FROM audit_gaps g WHERE g.first_event <= e.number AND g.last_event >= e.number)
                THEN 1 ELSE 0 END
            FROM audit_events e WHERE e.number > $1 AND e.number <= $2 ORDER BY e.number LIMIT $3
            """, .integer(number), .integer(try lastEvent()), .integer(Int64(limit))
        ).map { (try $0.integer(0), try $0.flag(1)) }
    }

    /// Whether there are events that get a position now, or gaps whose time is over.
    package func isDue(at now: Instant) throws -> Bool {
        let newest =
            try transaction.row("SELECT number FROM audit_events ORDER BY number DESC LIMIT 1")?.integer(0) ?? 0
        return try newest > lastEvent() || !late(limit: 1, at: now).isEmpty
            || looksFar(at: now) && haveGapsEnded(at: now)
    }

    private func haveGapsEnded(at now: Instant) throws -> Bool {
        try transaction.row("SELECT 1 FROM audit_gaps WHERE seen_at < $1 LIMIT 1", .moment(now - Self.patience)) != nil
    }

    /// How long a number that is missing is looked for: no transaction that has drawn one runs for so long. Gaps are as
    /// many as transactions were undone since.
    private static var patience: Duration { .minutes(30) }

    /// The highest number that has a position.
    private func lastEvent() throws -> Int64 {
        try transaction.row("SELECT COALESCE(MAX(event), 0) FROM audit_leaves")?.integer(0) ?? 0
    }

    /// Whether gaps are looked at that were seen more than a minute ago: in the first two seconds of each minute, as it is asked
    /// about once a second. Whoever is late comes within moments, and each transaction that is undone leaves a gap for
    /// half an hour: who has many undone must not have all of them asked for every second.
    private func looksFar(at now: Instant) -> Bool { now.secondsSince1970 % 60 < 2 }

    /// Numbers that were missing when higher ones were sealed, and are there now: the first of each gap. The index is
    /// asked once for each gap; joined, PostgreSQL would compare each gap with all events.
    private func late(limit: Int, at now: Instant) throws -> [Int64] {
        try transaction.rows(
            """
            SELECT number FROM (
                SELECT (
                    SELECT e.number FROM audit_events e WHERE e.number >= g.first_event AND e.number <= g.last_event
                        AND NOT EXISTS (SELECT 1 FROM audit_leaves l WHERE l.event = e.number)
                    ORDER BY e.number LIMIT 1
                ) AS number FROM audit_gaps g WHERE g.seen_at >= $1
            ) AS late WHERE number IS NOT NULL ORDER BY number LIMIT $2
            """, .moment(looksFar(at: now) ? Instant(millisecondsSince1970: 0) : now - .minutes(1)),
            .integer(Int64(limit))
        ).map { try $0.integer(0) }
    }

    private func heads(_ range: String, _ position: Int64, order: String, _ limit: Int) throws -> [AuditHead] {
        try transaction.rows(
            "SELECT position, chain FROM audit_heads WHERE \(range) ORDER BY position \(order) LIMIT $2",
            .integer(position), .integer(Int64(limit))
        ).map { row in AuditHead(position: try row.integer(0), chain: try row.text(1)) }
    }
}

extension AuditLeaves where Context == WriteTransaction {
    /// Events that have no position yet, in the order in which they get one. Numbers that are missing among them are noted:
    /// they were undone, or come later.
    package func next(atMost limit: Int, at now: Instant) throws -> [RecordedEvent] {
        // First of all: what isn't among these is looked for again the next time.
        let late = try late(limit: limit, at: now).compactMap { try transaction.audit.event($0) }
        let fresh = try transaction.audit.events(after: try lastEvent(), limit: limit - late.count)
        try noteGaps(in: fresh, at: now)
        // Of a gap only the first that is there is among these, and its others come with the next.
        if late.isEmpty, looksFar(at: now) {
            try transaction.execute("DELETE FROM audit_gaps WHERE seen_at < $1", .moment(now - Self.patience))
        }
        return late + fresh
    }

    private func noteGaps(in events: [RecordedEvent], at now: Instant) throws {
        var expected = try lastEvent() + 1
        for event in events {
            if event.number > expected {
                try transaction.execute(
                    "INSERT INTO audit_gaps (first_event, last_event, seen_at) VALUES ($1, $2, $3)",
                    .integer(expected), .integer(event.number - 1), .moment(now))
            }
            expected = event.number + 1
        }
    }

    /// Appends leaves that go on where the last one ended; of any others the database says that they don't.
    package func append(_ leaves: [AuditLeaf], _ head: AuditHead, at now: Instant) throws {
        for leaf in leaves {
            try transaction.put(
                "INSERT INTO audit_leaves (position, event, hash) VALUES ($1, $2, $3)", .integer(leaf.position),
                .integer(leaf.event), .text(leaf.hash))
        }
        try transaction.put(
            "INSERT INTO audit_heads (position, chain, sealed_at) VALUES ($1, $2, $3)", .integer(head.position),
            .text(head.chain), .moment(now))
    }
}
