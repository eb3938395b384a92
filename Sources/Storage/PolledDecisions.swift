import Database
import Identity
import OpenIDConnect

/// The columns of a decision that is polled for, in whichever table it stands: each verb that changes its state succeeds once.
struct PolledDecisions<Context: Transaction> {
    let transaction: Context
    let table: String
    /// The column by which a row is known.
    let key: String

    /// As `Row.polledDecision` reads them.
    static var columns: String { "expires_at, poll_interval, last_polled_at, state, authorization_id" }

    /// How many wait for a person now.
    /// - Parameter condition: which; `$3` is its argument.
    func waiting(at now: Instant, where condition: String, _ argument: SQLValue) throws -> Int64 {
        try transaction.row(
            "SELECT COUNT(*) FROM \(table) WHERE expires_at > $1 AND state = $2 AND \(condition)", .moment(now),
            .text(StoredState.pending), argument)?.integer(0) ?? 0
    }
}

extension PolledDecisions where Context == WriteTransaction {
    func recordPoll(_ id: String, interval: Duration, at now: Instant) throws {
        try transaction.execute(
            "UPDATE \(table) SET last_polled_at = $1, poll_interval = $2 WHERE \(key) = $3", .moment(now),
            .integer(interval.milliseconds), .text(id))
    }

    /// - Returns: whether this call did it, as for the others.
    func approve(_ id: String, _ authorization: AuthorizationID, at now: Instant) throws -> Bool {
        try transaction.execute(
            """
            UPDATE \(table) SET state = $1, authorization_id = $2
            WHERE \(key) = $3 AND state = $4 AND expires_at > $5
            """, .text(StoredState.approved), .text(authorization.text), .text(id), .text(StoredState.pending),
            .moment(now)) == 1
    }

    func deny(_ id: String, at now: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE \(table) SET state = $1 WHERE \(key) = $2 AND state = $3 AND expires_at > $4",
            .text(StoredState.denied), .text(id), .text(StoredState.pending), .moment(now)) == 1
    }

    func consume(_ id: String) throws -> Bool {
        try transaction.execute(
            "UPDATE \(table) SET state = $1 WHERE \(key) = $2 AND state = $3", .text(StoredState.consumed), .text(id),
            .text(StoredState.approved)) == 1
    }
}

extension SQLValue {
    /// Three columns of a decision that nobody has polled for: its end, its interval and its state.
    static func columns(ofNew decision: PolledDecision) -> [SQLValue] {
        [.moment(decision.expiresAt), .integer(decision.interval.milliseconds), .text(StoredState.pending)]
    }
}

extension Row {
    func polledDecision(_ column: Int) throws -> PolledDecision {
        PolledDecision(
            expiresAt: try moment(column), interval: .milliseconds(try integer(column + 1)),
            lastPolledAt: try optionalMoment(column + 2), state: try state(column + 3))
    }

    private func state(_ column: Int) throws -> PolledDecision.State {
        switch try text(column) {
        case StoredState.pending: .pending
        case StoredState.denied: .denied
        case StoredState.consumed: .consumed
        case StoredState.approved: .approved(AuthorizationID(stored: try text(column + 1)))
        default: throw DatabaseError.corruptRecord("the state of a decision")
        }
    }
}

enum StoredState {
    static let pending = "pending"
    static let approved = "approved"
    static let denied = "denied"
    static let consumed = "consumed"
}
