import Database
import Identity

/// The nodes that serve from these records, each under a name that it has drawn for itself.
package struct Nodes<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var nodes: Nodes<Self> { Nodes(transaction: self) }
}

/// A node, by the name that it has drawn.
package struct Node: Hashable, Sendable {
    package let id: String
    /// A digest of the settings that all nodes are to have alike; `nil` of versions before, which note none.
    package let settings: String?

    package init(id: String, settings: String?) {
        self.id = id
        self.settings = settings
    }
}

extension Nodes {
    /// Those that have been seen since a moment, in one order for all.
    package func seen(since moment: Instant) throws -> [Node] {
        try transaction.rows("SELECT id, settings FROM nodes WHERE seen_at >= $1 ORDER BY id", .moment(moment))
            .map { Node(id: try $0.text(0), settings: try $0.optionalText(1)) }
    }
}

extension Nodes where Context == WriteTransaction {
    /// Notes that a node serves, and forgets those that haven't been seen since another moment.
    package func note(_ node: Node, at now: Instant, forgettingBefore moment: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO nodes (id, seen_at, settings) VALUES ($1, $2, $3)
            ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
            """, .text(node.id), .moment(now), .text(node.settings))
        try transaction.execute("DELETE FROM nodes WHERE seen_at < $1", .moment(moment))
    }

    /// Forgets a node that ends.
    package func forget(_ node: String) throws {
        try transaction.execute("DELETE FROM nodes WHERE id = $1", .text(node))
    }
}

extension Schema {
    static let nodes: [SchemaStatement] = ["CREATE TABLE nodes (id TEXT PRIMARY KEY NOT NULL, seen_at BIGINT NOT NULL)"]

    static let settingsOfNodes: [SchemaStatement] = ["ALTER TABLE nodes ADD COLUMN settings TEXT"]
}
