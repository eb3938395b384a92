extension Database {
    var dialect: SQLDialect {
        switch engine {
        case .sqlite: .sqlite
        case .postgreSQL: .postgreSQL
        }
    }

    /// Whether it is a file of this machine's.
    package var isFile: Bool { dialect == .sqlite }

    /// Runs one long transaction on a connection of its own, blocking whoever calls, and commits it.
    func fill<Value>(_ body: (any SQLConnection) throws -> Value) throws -> Value {
        switch engine {
        case .sqlite(let store): try store.fill(body)
        case .postgreSQL(let store): try store.fill(body)
        }
    }
}

extension PostgreSQLStore {
    fileprivate func fill<Value>(_ body: (any SQLConnection) throws -> Value) throws -> Value {
        let transaction = PostgreSQLTransaction(try longConnection(), .upkeep(locking: nil))
        let value: Value
        do { value = try body(transaction) } catch {
            transaction.rollBack()
            throw error
        }
        switch transaction.commit() {
        case .committed: return value
        case .failed(let failure): throw DatabaseError(failure)
        case .unknown: throw DatabaseError.outcomeUnknown
        }
    }
}
