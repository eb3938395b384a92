import Accounts
import Database
import Identity
import OpenIDConnect

/// Sessions, found by the hash of their cookie. One that has ended, or whose person is disabled, is not found.
package struct Sessions<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var sessions: Sessions<Self> { Sessions(transaction: self) }
}

// Made once, as nearly every visit asks them.
private let sessionOfCookie = """
    SELECT s.id, s.person, s.authenticated_at, s.level, s.methods, s.last_seen_at, p.name
    FROM sessions s JOIN people p ON p.id = s.person
    WHERE s.cookie_hash = $1 AND \(SessionEpoch.isOpen("s")) AND p.is_enabled = 1
    """
private let standingSession = """
    SELECT 1 FROM sessions s JOIN people p ON p.id = s.person
    WHERE s.id = $1 AND \(SessionEpoch.isOpen("s")) AND p.is_enabled = 1
    """

extension Sessions {
    package func find(
        _ cookie: BrowserSecret<SessionCookie>, at now: Instant
    ) throws -> Session? {
        guard let session = try idleOrLive(cookie, at: now), session.isLive(at: now) else { return nil }
        return session
    }

    /// The same, however long the browser has been idle.
    package func idleOrLive(
        _ cookie: BrowserSecret<SessionCookie>, at now: Instant
    ) throws -> Session? {
        try idleOrLiveWithName(cookie, at: now)?.session
    }

    /// The same, and how its person is called; `nil` for one whose name nobody has told us.
    package func idleOrLiveWithName(
        _ cookie: BrowserSecret<SessionCookie>, at now: Instant
    ) throws -> (session: Session, name: String?)? {
        guard let row = try transaction.row(sessionOfCookie, .text(cookie.hash)) else { return nil }
        let session = Session(
            id: SessionID(try row.text(0)), person: try row.person(1), authentication: try row.authentication(2),
            lastSeen: try row.moment(5))
        return session.counts(at: now) ? (session, try row.optionalText(6)) : nil
    }

    /// The live sessions of a person. Being idle doesn't count here: who works at a platform isn't seen by us.
    package func live(
        of person: PersonID, at now: Instant
    ) throws -> [(id: SessionID, authentication: Authentication)] {
        var sessions: [(SessionID, Authentication)] = []
        let rows = try transaction.rows(
            """
            SELECT id, authenticated_at, level, methods FROM sessions
            WHERE person = $1 AND \(SessionEpoch.isOpen()) AND authenticated_at > $2
            """, .text(person.text), .moment(now - Session.totalLimit))
        for row in rows { sessions.append((SessionID(try row.text(0)), try row.authentication(1))) }
        return sessions
    }
}

extension Sessions {
    /// Whether a session still is what it was found to be: not ended since, and its person's account still enabled.
    package func stands(_ session: SessionID) throws -> Bool {
        try transaction.row(standingSession, .text(session.text)) != nil
    }
}

extension Sessions where Context == WriteTransaction {
    package func open(_ session: Session, cookie: BrowserSecret<SessionCookie>) throws {
        try transaction.put(
            """
            INSERT INTO sessions (cookie_hash, id, person, authenticated_at, level, methods, last_seen_at, epoch)
            VALUES ($1, $2, $3, $4, $5, $6, $7, \(SessionEpoch.ofSessions))
            """,
            .text(cookie.hash), .text(session.id.text), .text(session.person.text),
            .moment(session.authentication.moment), .integer(Int64(session.authentication.level.rawValue)),
            .methods(session.authentication.methods), .moment(session.lastSeen))
    }

    /// Writes down that a session is in use, when that is due.
    package func recordSeen(_ session: Session, at now: Instant) throws {
        guard session.shouldRecordSeen(at: now) else { return }
        try transaction.execute(
            "UPDATE sessions SET last_seen_at = $1 WHERE id = $2", .moment(now), .text(session.id.text))
    }

    /// Ends a session; tokens that came from it end with it, and the platforms that know of it are to be told.
    /// - Returns: whether this call did it.
    @discardableResult
    package func end(_ session: SessionID, at now: Instant) throws -> Bool {
        try transaction.logoutNotices.add(forSessionsWhere: "s.id = $2", .text(session.text), at: now)
        try transaction.securityEvents.add(
            .sessionRevoked, toSessionsWhere: "s.id = $4", .text(session.text), at: now)
        return try transaction.execute(
            "UPDATE sessions SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL", .moment(now),
            .text(session.text)) == 1
    }

    package func endAll(of person: PersonID, at now: Instant) throws {
        try transaction.logoutNotices.add(forSessionsWhere: "s.person = $2", .text(person.text), at: now)
        try transaction.securityEvents.add(
            .sessionRevoked, toSessionsWhere: "s.person = $4", .text(person.text), at: now)
        try transaction.execute(
            "UPDATE sessions SET ended_at = $1 WHERE person = $2 AND ended_at IS NULL", .moment(now),
            .text(person.text))
    }
}
