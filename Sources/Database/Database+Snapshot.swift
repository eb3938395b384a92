extension Database {
    /// Copies one state of a file into a new one, readable by its owner only, while others go on writing. Of a PostgreSQL
    /// there is no file: `DatabaseCopy` makes one.
    package func snapshot(to path: String) throws {
        guard case .sqlite(let store) = engine else {
            throw DatabaseError.unavailable("a snapshot is made of a file only")
        }
        try store.snapshot(to: path)
    }

    /// Puts all that stands in the write-ahead log into the main file, for one that is to be moved alone; whoever else has
    /// the database open makes it fail.
    package func foldInLog() throws {
        if case .sqlite(let store) = engine { try store.foldInLog() }
    }

    /// What SQLite finds wrong with its file; nothing when it is whole. PostgreSQL looks after its own.
    package func integrityProblems() async throws -> [String] {
        guard case .sqlite(let store) = engine else { return [] }
        return try await store.integrityProblems()
    }
}
