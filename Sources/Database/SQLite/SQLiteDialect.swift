/// The few things that SQLite says differently from other databases.
package enum SQLiteDialect {
    /// The type of a key that the database counts up itself and never gives twice.
    package static let growingKey = "INTEGER PRIMARY KEY AUTOINCREMENT"

    /// Statements after which a table can only grow.
    package static func appendOnly(_ table: String) -> [String] {
        ["UPDATE", "DELETE"].map { verb in
            """
            CREATE TRIGGER \(table)_refuse_\(verb.lowercased()) BEFORE \(verb) ON \(table)
            BEGIN SELECT RAISE(ABORT, '\(table) only grows'); END
            """
        }
    }
}
