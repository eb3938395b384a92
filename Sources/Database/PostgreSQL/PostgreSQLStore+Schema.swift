extension PostgreSQLStore {
    /// Held by whoever changes the schema, so that nodes that start together don't both do it. The number is ours by
    /// chance.
    private static let lock = "SELECT pg_advisory_xact_lock(4851030714)"

    /// Whether there is something of ours in a database.
    static func isThere(_ settings: PostgreSQLSettings) throws -> Bool {
        do {
            let connection = try PostgreSQLConnection(try PostgreSQLParameters(settings), settings.timeouts)
            return try applied(connection) != nil
        } catch let error as PostgreSQLFailure {
            throw DatabaseError(error)
        }
    }

    /// Applies what is missing of `migrations`, each in a transaction of its own. Where nothing is missing, nothing is
    /// locked or written.
    static func prepare(
        _ connection: PostgreSQLConnection, _ migrations: [Migration], _ absence: Database.Absence, older: OlderSchema,
        _ settings: PostgreSQLSettings
    ) throws {
        let applied = try applied(connection)
        if applied == nil, absence == .refuse { throw DatabaseError.notThere("the database of PostgreSQL") }
        let missing = try Migration.missing(migrations, applied: applied ?? [], older: older)
        guard !missing.isEmpty else { return }
        try waitForEver(connection)
        for migration in missing { try apply(migration, connection, settings, isFirst: applied == nil) }
    }

    /// For what takes as long as it takes, such as the steps of whoever is first.
    static func waitForEver(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
        connection.patience = .seconds(3600)
        _ = try connection.run([
            .once("SET statement_timeout = '1h'"), .once("SET lock_timeout = '10min'"),
            .once("SET idle_in_transaction_session_timeout = '1h'"),
        ])
    }

    /// Applies a step beside nodes that go on. What changes a table waits for whoever reads it, such as a backup, and
    /// whoever comes after waits for it: so it waits for a fifth of what they do, lets them pass, and tries again.
    private static func apply(
        _ migration: Migration, _ connection: PostgreSQLConnection, _ settings: PostgreSQLSettings, isFirst: Bool
    ) throws {
        let turn = settings.timeouts.lock / 5
        let backoff = Backoff(first: turn, longest: turn * 10, random: settings.random)
        let end = settings.stopwatch() + settings.timeouts.migration
        var attempts = 0
        while let hindrance = try attempt(migration, connection, turn, isFirst: isFirst) {
            attempts += 1
            let pause = backoff.pause(after: attempts)
            guard settings.stopwatch() + pause < end else { throw DatabaseError(hindrance) }
            Backoff.wait(pause)
        }
    }

    /// - Parameters:
    ///   - turn: how long it may wait for each table.
    ///   - isFirst: whether there was nothing of ours.
    /// - Returns: what was in its way, if anybody was; nothing of it stays then.
    private static func attempt(
        _ migration: Migration, _ connection: PostgreSQLConnection, _ turn: Duration, isFirst: Bool
    ) throws -> PostgreSQLFailure? {
        let transaction = PostgreSQLTransaction(connection, .upkeep(locking: nil))
        do {
            _ = try transaction.rows(lock, [])
            _ = try transaction.rows(
                "SELECT set_config('lock_timeout', $1, true)", [.text("\(max(1, turn.wholeMilliseconds))")])
            _ = try transaction.execute(
                "CREATE TABLE IF NOT EXISTS \(Migration.table) (name TEXT COLLATE \"C\" PRIMARY KEY)", [])
            let name = SQLValue.text(migration.name)
            // Another node may have done it since.
            if try transaction.rows("SELECT name FROM \(Migration.table) WHERE name = $1", [name]).isEmpty {
                for statement in migration.statements.flatMap({ $0.statements(for: .postgreSQL) }) {
                    _ = try transaction.execute(statement, [])
                }
                _ = try transaction.execute("INSERT INTO \(Migration.table) (name) VALUES ($1)", [name])
            }
        } catch {
            transaction.rollBack()
            // Whoever only runs a node: the owner is who brings the schema forward.
            if !isFirst, case .refused(.insufficientPrivilege, _) = transaction.failure {
                throw DatabaseError.ownersSchema(migration.name)
            }
            guard let failure = transaction.failure, failure.isHindrance else { throw error }
            return failure
        }
        switch transaction.commit() {
        case .committed: return nil
        case .failed(let failure): throw DatabaseError(failure)
        // Whoever starts next sees whether it was.
        case .unknown: throw DatabaseError.outcomeUnknown
        }
    }

    /// Which steps were applied; `nil` where there is nothing of ours.
    private static func applied(_ connection: PostgreSQLConnection) throws -> Set<String>? {
        let transaction = PostgreSQLTransaction(connection, .read)
        defer { transaction.rollBack() }
        let there = try transaction.rows("SELECT to_regclass($1) IS NOT NULL", [.text(Migration.table)])
        guard try there.first?.flag(0) ?? false else { return nil }
        return Set(try transaction.rows("SELECT name FROM \(Migration.table)", []).map { try $0.text(0) })
    }
}
