import Synchronization

/// What is said to a PostgreSQL outside of transactions, one after the other: to make databases, to look after them.
package final class PostgreSQLServer: Sendable {
    /// One thread at a time has it.
    private let connection: Mutex<PostgreSQLConnection>

    /// - Throws: `DatabaseError`.
    package init(_ settings: PostgreSQLSettings) throws {
        let parameters = try PostgreSQLParameters(settings)
        do throws(PostgreSQLFailure) {
            connection = Mutex(try PostgreSQLConnection(parameters, settings.timeouts))
        } catch { throw DatabaseError(error) }
    }

    /// Runs a statement by itself.
    @discardableResult
    package func run(_ sql: String) throws -> [Row] {
        try connection.withLock { connection in
            do throws(PostgreSQLFailure) {
                return try connection.run([.once(sql)]).last?.rows ?? []
            } catch { throw DatabaseError(error) }
        }
    }
}
