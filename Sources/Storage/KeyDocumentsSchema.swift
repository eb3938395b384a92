import Database

/// Where the keys of the installation stand: in the records, so that all nodes have the same, and that a change of theirs
/// is one transaction with its events.
extension Schema {
    static let keyDocuments: [SchemaStatement] = [
        """
        CREATE TABLE key_documents (
            name TEXT PRIMARY KEY NOT NULL,
            content TEXT NOT NULL,
            sealed_by TEXT NOT NULL
        )
        """
    ]
}
