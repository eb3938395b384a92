extension SQLiteHandle {
    /// Applies each missing step in a transaction of its own, under a write lock, so that two processes that start
    /// together don't both do it.
    func apply(_ migrations: [Migration], _ older: OlderSchema) throws {
        for migration in try Migration.missing(migrations, applied: appliedMigrations(), older: older) {
            try transaction(.writing) { connection in
                // Another process may have done it since.
                guard try !appliedMigrations().contains(migration.name) else { return }
                try run("CREATE TABLE IF NOT EXISTS \(Migration.table) (name TEXT PRIMARY KEY)")
                for statement in migration.statements.flatMap({ $0.statements(for: .sqlite) }) { try run(statement) }
                _ = try connection.execute(
                    "INSERT INTO \(Migration.table) (name) VALUES ($1)", [.text(migration.name)])
            }
        }
    }

    private func appliedMigrations() throws -> Set<String> {
        let isThere = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1"
        guard try !statement(isThere).rows([.text(Migration.table)]).isEmpty else { return [] }
        return try Set(statement("SELECT name FROM \(Migration.table)").rows([]).map { row in try row.text(0) })
    }

    /// Bounds what the writer may take: bytes, and the log that is written ahead, which has to fit beside the database on
    /// a small volume.
    func bound(by limits: DatabaseLimits, on volume: DatabaseRoom) throws {
        let pageSize = try statement("PRAGMA page_size").rows([]).first?.integer(0) ?? Self.pageSize
        if let bytes = limits.bytes { try run("PRAGMA max_page_count = \(bytes / pageSize)") }
        let pages = min(Self.logPages.upperBound, max(Self.logPages.lowerBound, volume.total / 32 / pageSize))
        try run("PRAGMA wal_autocheckpoint = \(pages)")
        try run("PRAGMA journal_size_limit = \(2 * pages * pageSize)")
    }

    private static var pageSize: Int64 { 4096 }
    /// After how many pages the log is written back: SQLite's own 1000 where the volume has the room.
    private static var logPages: ClosedRange<Int64> { 50...1000 }
}
