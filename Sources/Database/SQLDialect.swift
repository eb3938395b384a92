/// The few things that SQLite says differently from other databases.
package enum SQLDialect {
    /// The type of a key that the database counts up itself and never gives twice.
    package static let growingKey = "INTEGER PRIMARY KEY AUTOINCREMENT"

    /// A statement that refuses a verb on a table, row by row, where a condition holds.
    package static func refuse(
        _ verb: String, on table: String, as name: String, when condition: String = "1 = 1", saying text: String
    ) -> String {
        """
        CREATE TRIGGER \(name) BEFORE \(verb) ON \(table) WHEN \(condition)
        BEGIN SELECT RAISE(ABORT, '\(text)'); END
        """
    }

    package static func dropTrigger(_ name: String, on table: String) -> String { "DROP TRIGGER \(name)" }

    /// Statements after which a table can only grow. `INSERT OR REPLACE` deletes without asking the trigger for that, so
    /// that a key which is there is refused at the insert.
    package static func appendOnly(_ table: String, key: String) -> [String] {
        let taken = "WHEN EXISTS (SELECT 1 FROM \(table) WHERE \(key) = NEW.\(key))"
        return [("UPDATE", ""), ("DELETE", ""), ("INSERT", taken)].map { verb, condition in
            """
            CREATE TRIGGER \(table)_refuse_\(verb.lowercased()) BEFORE \(verb) ON \(table) \(condition)
            BEGIN SELECT RAISE(ABORT, '\(table) only grows'); END
            """
        }
    }
}
