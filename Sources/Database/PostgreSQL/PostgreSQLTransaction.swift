/// One transaction on one connection, from its beginning to its commit.
///
/// It begins with its first statement, in the same message, and what nobody waits for goes with the next or with the
/// commit. After a statement that failed PostgreSQL answers nothing more: whoever goes on gets the first failure again.
final class PostgreSQLTransaction: SQLConnection {
    private let connection: PostgreSQLConnection
    /// What was not sent yet, in its order.
    private var unsent: [PostgreSQLConnection.Statement]
    private var hasBegun = false
    /// Why it can't be committed.
    private(set) var failure: PostgreSQLFailure?

    init(_ connection: PostgreSQLConnection, _ beginning: Beginning) {
        self.connection = connection
        unsent = beginning.statements.map { .control($0) }
    }

    /// How a transaction begins, as decided in Database/Room.md.
    enum Beginning {
        case read
        /// - Parameter table: one that is locked before the transaction sees anything, so that who comes second sees what
        ///   the first has done.
        case write(locking: String?)
        /// Of what is done in batches by one node, and of changes of the schema.
        case upkeep(locking: String?)

        fileprivate var statements: [String] {
            switch self {
            case .read: ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"]
            case .write(let table): ["BEGIN ISOLATION LEVEL SERIALIZABLE"] + Self.lock(table)
            case .upkeep(let table): ["BEGIN ISOLATION LEVEL READ COMMITTED"] + Self.lock(table)
            }
        }

        private static func lock(_ table: String?) -> [String] {
            table.map { ["LOCK TABLE \($0) IN EXCLUSIVE MODE"] } ?? []
        }
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [Row] {
        try ask(sql, arguments).rows
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try ask(sql, arguments).changes
    }

    func put(_ sql: String, _ arguments: [SQLValue]) throws {
        try arguments.refuseUnstorable()
        unsent.append(.init(sql, arguments))
    }

    /// Its server has the memory.
    func setLargeCache(_ isLarge: Bool) {}

    private func ask(_ sql: String, _ arguments: [SQLValue]) throws -> PostgreSQLConnection.Answer {
        try arguments.refuseUnstorable()
        if let failure { throw DatabaseError(failure) }
        let statements = unsent + [.init(sql, arguments)]
        (unsent, hasBegun) = ([], true)
        do throws(PostgreSQLFailure) {
            // One answer for each, or an error.
            guard let answer = try connection.run(statements).last else { throw .lost("an answer is missing") }
            return answer
        } catch {
            failure = error
            throw DatabaseError(error)
        }
    }

    // MARK: Its end

    enum End {
        case committed
        /// It is undone.
        case failed(PostgreSQLFailure)
        /// The answer is lost: it was committed, or it wasn't.
        case unknown
    }

    /// Commits, with all that was put before.
    func commit() -> End {
        if let failure {
            rollBack()
            return .failed(failure)
        }
        // Nothing was said in it, so that there is nothing to end.
        guard hasBegun || unsent.contains(where: { !$0.sql.hasPrefix("BEGIN") }) else { return .committed }
        let warnings = connection.warningCount
        do throws(PostgreSQLFailure) {
            let answers = try connection.run(unsent + [.control("COMMIT")])
            unsent = []
            // A transaction that has failed is answered with ROLLBACK, and no error.
            guard let tag = answers.last?.tag, tag == "COMMIT" else {
                return .failed(.notCommitted(tag: answers.last?.tag ?? "nothing"))
            }
            // One that no longer waits for its standby is answered with COMMIT, and a warning.
            return connection.warningCount == warnings ? .committed : .unknown
        } catch .lost {
            return .unknown
        } catch .refused(let state, _) where state.meansDeparture {
            return .unknown
        } catch {
            // What was put has failed, or the commit itself.
            hasBegun = true
            rollBack()
            return .failed(error)
        }
    }

    func rollBack() {
        unsent = []
        guard hasBegun, !connection.isBroken else { return }
        do throws(PostgreSQLFailure) { _ = try connection.run([.control("ROLLBACK")]) } catch {
            // The server undoes what the connection held.
            connection.giveUp()
            failure = failure ?? error
        }
    }

    /// Ends a transaction that has only read, without waiting for the answer: `PostgreSQLConnection.receive` gets it.
    /// - Returns: whether there is one to get.
    func leave() -> Bool {
        guard hasBegun, !connection.isBroken else { return false }
        do throws(PostgreSQLFailure) { try connection.send([.control("COMMIT")]) } catch { return false }
        return true
    }
}
