import Database

/// What all nodes are told alike, where it stands in the records: one text, sealed under the master key. What it says isn't this
/// room's business.
package struct StoredSharedSettings<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var sharedSettings: StoredSharedSettings<Self> { StoredSharedSettings(transaction: self) }
}

extension StoredSharedSettings {
    /// Whether there is a place for them: not in records of a version before, which are read as they are.
    package var haveTable: Bool {
        get throws {
            try transaction.row("SELECT 1 FROM schema_migrations WHERE name = $1", .text(Schema.sharedSettingsStep))
                != nil
        }
    }

    /// `nil` where each node has them for itself.
    package func find() throws -> String? {
        try transaction.row("SELECT sealed FROM shared_settings WHERE id = 1")?.text(0)
    }
}

extension StoredSharedSettings where Context == WriteTransaction {
    package func replace(with text: String) throws {
        try transaction.execute(
            """
            INSERT INTO shared_settings (id, sealed) VALUES (1, $1)
            ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed
            """, .text(text))
    }

    /// - Returns: whether there were any.
    package func remove() throws -> Bool { try transaction.execute("DELETE FROM shared_settings WHERE id = 1") == 1 }
}

extension Schema {
    static let sharedSettingsStep = "051-shared-settings"
    static let sharedSettings: [SchemaStatement] = [
        "CREATE TABLE shared_settings (id BIGINT PRIMARY KEY NOT NULL, sealed TEXT NOT NULL)"
    ]
}
