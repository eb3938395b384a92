import Accounts
import Database
import Identity
import OpenIDConnect

/// The names under which platforms know our people. A pairwise `sub` can't be computed back (OpenID Connect Core §8.1);
/// so each is remembered when a platform is told it, and a platform can only ask about people whom it was told of.
package struct Subjects<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var subjects: Subjects<Self> { Subjects(transaction: self) }
}

extension Subjects {
    /// Whom a platform means by a `sub`; `nil` for one that nobody of its sector was told. One who was joined with
    /// another since is that other.
    package func find(_ value: String, of type: SubjectType) throws -> KnownSubject? {
        let row = try transaction.row(
            """
            SELECT p.id, p.is_enabled, p.identity_level FROM subjects s JOIN people told ON told.id = s.person
            JOIN people p ON p.id = COALESCE(told.merged_into, told.id)
            WHERE s.value = $1 AND s.sector = $2
            """, .sought(value), .text(type.stored))
        guard let row else { return nil }
        let level = try row.optionalInteger(2).flatMap { level in IdentityLevel(rawValue: Int(clamping: level)) }
        return KnownSubject(person: try row.person(0), isEnabled: try row.flag(1), identityLevel: level)
    }
}

extension Subjects where Context == WriteTransaction {
    /// Remembers that a platform is told a `sub`.
    package func remember(
        _ value: String, of person: PersonID, for type: SubjectType
    ) throws {
        try transaction.put(
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
