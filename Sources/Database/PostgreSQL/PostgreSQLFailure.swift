/// Why PostgreSQL did not do what it was told.
///
/// Of what it says only the state and the name of the constraint are kept: its `DETAIL` and often its message hold the
/// values of the row, and with them the numbers of citizens. What is wrong with a statement's text it says in words of
/// that text, in which no value ever stands.
enum PostgreSQLFailure: Error, Hashable {
    /// The server refused a statement.
    case refused(SQLState, name: String?)
    /// The connection is gone, or never was; in libpq's words, which are about hosts and files.
    case lost(String)
    /// A value isn't what it should be; nothing was sent.
    case unstorable
    case unexpected(column: Int)
    /// The commit was answered by something else.
    case notCommitted(tag: String)

    /// Whether the same transaction may end well when it is run again, as nothing of it stays.
    var rerun: Rerun? {
        switch self {
        case .refused(let state, _) where state == .serialization || state == .deadlock: .conflict
        case .refused(let state, _) where state == .uniqueness: .collision
        // What was prepared is no longer what it was, or no longer there.
        case .refused(let state, _) where state == .changedPlan || state == .unknownStatement: .plans
        case .refused(let state, _) where state.meansDeparture: .connection
        case .lost: .connection
        case .refused, .unstorable, .unexpected, .notCommitted: nil
        }
    }

    /// Whether others' locks were in the way of a step of the schema, which may have its turn later.
    var isHindrance: Bool {
        switch self {
        case .refused(let state, _): state == .lockNotAvailable || state == .deadlock
        case .lost, .unstorable, .unexpected, .notCommitted: false
        }
    }

    enum Rerun: Hashable { case conflict, collision, connection, plans }
}

/// The five characters in which PostgreSQL says what is wrong (its manual's appendix A).
struct SQLState: Hashable, CustomStringConvertible {
    let code: String

    static let serialization = SQLState(code: "40001")
    static let deadlock = SQLState(code: "40P01")
    static let uniqueness = SQLState(code: "23505")
    static let changedPlan = SQLState(code: "0A000")
    static let unknownStatement = SQLState(code: "26000")
    static let lockNotAvailable = SQLState(code: "55P03")
    static let cancelled = SQLState(code: "57014")
    static let readOnly = SQLState(code: "25006")
    static let insufficientPrivilege = SQLState(code: "42501")
    static let diskFull = SQLState(code: "53100")

    var isIntegrity: Bool { code.hasPrefix("23") }
    /// A statement that it doesn't understand: of unknown tables, columns, functions.
    var isOfText: Bool { code.hasPrefix("42") }
    /// The server leaves: another one is to be asked.
    var meansDeparture: Bool { code.hasPrefix("57P") || code.hasPrefix("08") }

    var description: String { code }
}

extension DatabaseError {
    init(_ failure: PostgreSQLFailure) {
        switch failure {
        case .refused(let state, let name) where state.isIntegrity:
            self = .constraint(name.map { "\(state) \($0)" } ?? "\(state)")
        case .refused(.serialization, _), .refused(.deadlock, _), .refused(.lockNotAvailable, _): self = .contended
        case .refused(.diskFull, _): self = .unavailable("a volume of PostgreSQL's is full (\(SQLState.diskFull))")
        case .refused(let state, let name):
            self = .unavailable("PostgreSQL answers \(state)\(name.map { ": \($0)" } ?? "")")
        case .lost(let why): self = .unavailable(why)
        case .unstorable: self = .unstorableText
        case .unexpected(let column): self = .unexpectedValue(column: column)
        case .notCommitted(let tag): self = .unavailable("PostgreSQL answered COMMIT with \(tag)")
        }
    }
}
