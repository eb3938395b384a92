import Accounts
import Database
import Identity
import OpenIDConnect

/// The names under which platforms know our people. A pairwise `sub` can't be computed back (OpenID Connect Core §8.1);
/// so each is remembered when a platform is told it, and a platform can only ask about people whom it was told of.
extension Transaction {
    /// Whom a platform means by a `sub`; `nil` for one that nobody of its sector was told.
    package func subject(_ value: String, of type: SubjectType) throws(DatabaseError) -> Subject? {
        let row = try row(
            """
            SELECT s.person, p.is_enabled, p.identity_level FROM subjects s JOIN people p ON p.id = s.person
            WHERE s.value = $1 AND s.sector = $2
            """, .text(value), .text(type.stored))
        guard let row else { return nil }
        let level = try row.optionalInteger(2).flatMap { level in IdentityLevel(rawValue: Int(clamping: level)) }
        return Subject(person: try row.person(0), isEnabled: try row.flag(1), identityLevel: level)
    }

    /// The live sessions of a person. Being idle doesn't count here: who works at a platform isn't seen by us.
    package func sessions(
        of person: PersonID, at now: Instant
    ) throws(DatabaseError) -> [(id: SessionID, authentication: Authentication)] {
        var sessions: [(SessionID, Authentication)] = []
        let rows = try rows(
            """
            SELECT id, authenticated_at, level, methods FROM sessions
            WHERE person = $1 AND ended_at IS NULL AND authenticated_at > $2
            """, .text(person.text), .moment(now - Session.totalLimit))
        for row in rows { sessions.append((SessionID(try row.text(0)), try row.authentication(1))) }
        return sessions
    }
}

/// Somebody whom a platform knows.
package struct Subject: Hashable, Sendable {
    package let person: PersonID
    package let isEnabled: Bool
    package let identityLevel: IdentityLevel?
}

extension WriteTransaction {
    /// Remembers that a platform is told a `sub`.
    package func remember(
        subject value: String, of person: PersonID, for type: SubjectType
    ) throws(DatabaseError) {
        try execute(
            "INSERT INTO subjects (value, sector, person) VALUES ($1, $2, $3) ON CONFLICT (value) DO NOTHING",
            .text(value), .text(type.stored), .text(person.text))
    }
}

extension SubjectType {
    /// As in the column `sector`, which is empty for the subject that all clients share.
    fileprivate var stored: String {
        switch self {
        case .pairwise(let sector): sector
        case .public: ""
        }
    }
}
