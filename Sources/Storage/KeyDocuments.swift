import Database

/// The documents of the installation's keys (`Keys/KeyDocuments`), so that all nodes have the same. What they say isn't
/// this room's business; what is secret in them is sealed.
package struct StoredKeyDocuments<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var keyDocuments: StoredKeyDocuments<Self> { StoredKeyDocuments(transaction: self) }
}

extension StoredKeyDocuments {
    /// All of them by name.
    package func all() throws -> [String: String] {
        let rows = try transaction.rows("SELECT name, content FROM key_documents ORDER BY name").map { row in
            (try row.text(0), try row.text(1))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// One of them: whether anything has changed is seen by the document of states alone.
    package func find(_ name: String) throws -> String? {
        try transaction.row("SELECT content FROM key_documents WHERE name = $1", .text(name))?.text(0)
    }

    /// Whether what is sealed by a master key can be opened with the one that the keys are sealed under.
    /// - Parameter masterKey: by what it is known.
    package func areSealed(by masterKey: String) throws -> Bool {
        try transaction.row("SELECT 1 FROM key_documents WHERE sealed_by <> $1 LIMIT 1", .text(masterKey)) == nil
    }
}

extension StoredKeyDocuments where Context == WriteTransaction {
    /// Replaces all of them; what stays as it is isn't written.
    /// - Parameter masterKey: by what the master key is known that they are sealed under.
    package func replace(with texts: [String: String], sealedBy masterKey: String) throws {
        let present = try all()
        for name in present.keys.sorted() where texts[name] == nil {
            try transaction.execute("DELETE FROM key_documents WHERE name = $1", .text(name))
        }
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) where present[name] != text {
            try transaction.execute(
                """
                INSERT INTO key_documents (name, content, sealed_by) VALUES ($1, $2, $3)
                ON CONFLICT (name) DO UPDATE SET content = excluded.content, sealed_by = excluded.sealed_by
                """, .text(name), .text(text), .text(masterKey))
        }
    }
}
