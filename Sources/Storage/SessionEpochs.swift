import Database
import Identity

/// How often everybody was signed out everywhere. A session has the number of when it was opened, and counts only as long as
/// no other has begun (what others call *not-before*): so all of them end in one moment and on every node, however many
/// there are. Which comes first is said by the transactions, and by nobody's clock.
package struct SessionEpochs<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var sessionEpochs: SessionEpochs<Self> { SessionEpochs(transaction: self) }
}

extension SessionEpochs {
    /// The number of now, as long as not all is done that follows from it: sessions ended in their rows, and platforms told.
    package func unsettled() throws -> Int64? {
        try transaction.row("SELECT sessions FROM session_epochs WHERE is_settled = 0")?.integer(0)
    }
}

extension SessionEpochs where Context == WriteTransaction {
    /// Ends every session that there is.
    /// - Parameter offline: whether what outlives sessions ends too.
    package func begin(offline: Bool, at now: Instant) throws {
        try transaction.execute(
            "UPDATE session_epochs SET sessions = sessions + 1, offline = offline + $1, moment = $2, is_settled = 0",
            .integer(offline ? 1 : 0), .moment(now))
    }

    /// All is done, unless another has begun meanwhile.
    package func settle(_ epoch: Int64) throws {
        try transaction.execute("UPDATE session_epochs SET is_settled = 1 WHERE sessions = $1", .integer(epoch))
    }
}

/// What a condition needs of epochs.
enum SessionEpoch {
    /// The numbers that are given now.
    static let ofSessions = "(SELECT sessions FROM session_epochs)"
    static let ofOffline = "(SELECT offline FROM session_epochs)"
    /// When the last one began.
    static let moment = "(SELECT moment FROM session_epochs)"

    /// A condition: a session hasn't ended, by itself or with all others.
    /// - Parameter table: by which name the statement calls the sessions.
    static func isOpen(_ table: String = "sessions") -> String {
        "\(table).ended_at IS NULL AND \(table).epoch >= \(ofSessions)"
    }

    /// A condition: an authorization `a` has ended with all others, and its row doesn't say so yet.
    static let isUnsettledOffline = "a.is_offline = 1 AND a.revoked_at IS NULL AND a.epoch < \(ofOffline)"
}

extension Schema {
    static let sessionEpochs = [
        """
        CREATE TABLE session_epochs (
            sessions BIGINT NOT NULL, offline BIGINT NOT NULL, moment BIGINT NOT NULL, is_settled BIGINT NOT NULL
        )
        """,
        "INSERT INTO session_epochs (sessions, offline, moment, is_settled) VALUES (0, 0, 0, 1)",
        "ALTER TABLE sessions ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE authorizations ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0",
    ]
}
