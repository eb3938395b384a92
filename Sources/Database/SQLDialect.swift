/// The two databases, and the few things of a schema that they say differently.
package enum SQLDialect: Hashable, Sendable {
    case sqlite, postgreSQL

    /// The type of a key that the database counts up itself and never gives twice.
    package static let growingKey = "INTEGER PRIMARY KEY AUTOINCREMENT"

    /// A statement that refuses a verb on a table, row by row, where a condition holds.
    package static func refuse(
        _ verb: String, on table: String, as name: String, when condition: String = "1 = 1", saying text: String
    ) -> SchemaStatement {
        .refusal(.init(name: name, verb: verb, table: table, condition: condition, text: text))
    }

    package static func dropTrigger(_ name: String, on table: String) -> SchemaStatement {
        .dropRefusal(name: name, table: table)
    }

    /// Statements after which a table can only grow. SQLite's `INSERT OR REPLACE` deletes without asking the trigger for
    /// that, so that a key which is there is refused at the insert.
    package static func appendOnly(_ table: String, key: String) -> [SchemaStatement] {
        let text = "\(table) only grows"
        return [
            refuse("UPDATE", on: table, as: "\(table)_refuse_update", saying: text),
            refuse("DELETE", on: table, as: "\(table)_refuse_delete", saying: text),
            .only(
                .sqlite,
                """
                CREATE TRIGGER \(table)_refuse_insert BEFORE INSERT ON \(table)
                WHEN EXISTS (SELECT 1 FROM \(table) WHERE \(key) = NEW.\(key))
                BEGIN SELECT RAISE(ABORT, '\(text)'); END
                """),
        ]
    }
}
