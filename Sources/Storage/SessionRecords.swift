import Accounts
import Database
import Identity

/// A session as the records have it, ended or not.
package struct SessionRecord: Hashable, Sendable {
    package let id: SessionID
    package let person: PersonID
    package let authentication: Authentication
    package let lastSeen: Instant
    package let endedAt: Instant?

    /// Whether it still counts for the platforms that know it.
    package func counts(at now: Instant) -> Bool {
        endedAt == nil && now < authentication.moment + Session.totalLimit
    }
}

extension Sessions {
    package func record(_ session: SessionID) throws -> SessionRecord? {
        try transaction.row("\(Self.selection) WHERE id = $1", .text(session.text)).map(Self.record)
    }

    /// The session that a browser has or had.
    package func record(_ cookie: BrowserSecret<SessionCookie>) throws -> SessionRecord? {
        try transaction.row("\(Self.selection) WHERE cookie_hash = $1", .text(cookie.hash)).map(Self.record)
    }

    /// Those of a person, the latest first, ended ones too as long as they are remembered; of everybody where nobody is
    /// named.
    /// - Parameter person: `nil` for everybody.
    package func records(
        of person: PersonID?, onlyLive: Bool, at now: Instant, atMost limit: Int
    ) throws -> [SessionRecord] {
        let live = "\(SessionEpoch.isOpen()) AND authenticated_at > $1"
        let conditions = (onlyLive ? live : "authenticated_at > $1") + (person == nil ? "" : " AND person = $2")
        let arguments: [SQLValue] =
            [.moment(now - Session.totalLimit)] + (person.map { [.text($0.text)] } ?? []) + [.integer(Int64(limit))]
        return try transaction.rows(
            "\(Self.selection) WHERE \(conditions) ORDER BY authenticated_at DESC, id LIMIT $\(arguments.count)",
            arguments: arguments
        ).map(Self.record)
    }

    private static var selection: String {
        """
        SELECT id, person, authenticated_at, level, methods, last_seen_at,
            CASE WHEN epoch < \(SessionEpoch.ofSessions) THEN COALESCE(ended_at, \(SessionEpoch.moment)) ELSE ended_at END
        FROM sessions
        """
    }

    private static func record(_ row: Row) throws -> SessionRecord {
        SessionRecord(
            id: SessionID(try row.text(0)), person: try row.person(1), authentication: try row.authentication(2),
            lastSeen: try row.moment(5), endedAt: try row.optionalMoment(6))
    }
}

extension Sessions where Context == WriteTransaction {
    /// Ends some of the sessions that have ended with all others, the oldest first, so that platforms are told.
    /// - Parameter start: those that were begun before it are done.
    /// - Returns: how many it were, and when the last of them was begun; fewer than `limit` when there are no more.
    package func settleSome(
        from start: Instant, atMost limit: Int, at now: Instant
    ) throws -> (count: Int, last: Instant) {
        let rows = try transaction.rows(
            """
            SELECT id, authenticated_at FROM sessions
            WHERE ended_at IS NULL AND authenticated_at >= $1 AND authenticated_at > $2 AND epoch < \(SessionEpoch.ofSessions)
            ORDER BY authenticated_at LIMIT $3
            """, .moment(start), .moment(now - Session.totalLimit), .integer(Int64(limit)))
        for row in rows { try end(SessionID(try row.text(0)), at: now) }
        return (rows.count, try rows.last?.moment(1) ?? start)
    }
}
