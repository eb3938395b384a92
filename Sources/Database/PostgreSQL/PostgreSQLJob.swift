/// A transaction that somebody waits for.
protocol PostgreSQLJob: Sendable {
    /// Runs it once, and tells its caller where it has ended.
    /// - Returns: `nil` when the caller was told; else why it has to be run again, or told that.
    func run(on connection: PostgreSQLConnection) -> PostgreSQLJobFailure?
    func fail(with error: any Error)
}

/// An attempt of which nothing stays.
struct PostgreSQLJobFailure {
    let cause: PostgreSQLFailure.Rerun
    /// What the caller is told when it isn't run again.
    let error: any Error
}

struct PostgreSQLRead<Value: Sendable>: PostgreSQLJob {
    let body: @Sendable (ReadTransaction) throws -> Value
    let caller: CheckedContinuation<Value, any Error>

    func run(on connection: PostgreSQLConnection) -> PostgreSQLJobFailure? {
        let transaction = PostgreSQLTransaction(connection, .read)
        let result = Result { try body(ReadTransaction(connection: transaction)) }
        if let failure = transaction.failure {
            transaction.rollBack()
            if let cause = failure.rerun { return PostgreSQLJobFailure(cause: cause, error: DatabaseError(failure)) }
            // What a statement has failed with is the caller's to see, unless the body has said it in its own words.
            caller.resume(with: result.flatMap { _ in .failure(DatabaseError(failure)) })
            return nil
        }
        // What was read is so whatever becomes of its end.
        let hasEnd = transaction.leave()
        caller.resume(with: result)
        if hasEnd { _ = try? connection.receive() }
        return nil
    }

    func fail(with error: any Error) { caller.resume(throwing: error) }
}

struct PostgreSQLWrite<Value: Sendable>: PostgreSQLJob {
    let beginning: PostgreSQLTransaction.Beginning
    let counts: PostgreSQLCounts
    let body: @Sendable (WriteTransaction) throws -> Value
    let caller: CheckedContinuation<Value, any Error>

    func run(on connection: PostgreSQLConnection) -> PostgreSQLJobFailure? {
        let transaction = PostgreSQLTransaction(connection, beginning)
        let value: Value
        do { value = try body(WriteTransaction(connection: transaction)) } catch {
            transaction.rollBack()
            return end(transaction.failure, error)
        }
        switch transaction.commit() {
        case .committed: caller.resume(returning: value)
        case .failed(let failure): return end(failure, DatabaseError(failure))
        case .unknown:
            counts.unknown.add(1, ordering: .relaxed)
            caller.resume(throwing: DatabaseError.outcomeUnknown)
        }
        return nil
    }

    private func end(_ failure: PostgreSQLFailure?, _ error: any Error) -> PostgreSQLJobFailure? {
        if let failure, let cause = failure.rerun {
            return PostgreSQLJobFailure(cause: cause, error: DatabaseError(failure))
        }
        // What was the primary is a standby now: another one is to be asked.
        if case .refused(.readOnly, _) = failure {
            return PostgreSQLJobFailure(cause: .connection, error: error)
        }
        caller.resume(throwing: error)
        return nil
    }

    func fail(with error: any Error) { caller.resume(throwing: error) }
}
