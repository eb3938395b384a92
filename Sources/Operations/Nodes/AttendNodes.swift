import Identity
import Storage
import Synchronization
import Wire

/// Notes in the records that this node serves, and learns which others do: what strangers may do is divided among them,
/// and one does what need be done once. Each notes a digest of its settings too, so that it is seen where two were told
/// different things.
///
/// It is a count, and no lock: a node that is cut off still takes itself for what it was. What relies on it is right
/// whatever it says, and only more or less than it should be.
package final class AttendNodes: Sendable {
    private let installation: Installation
    /// Its name is drawn once, as two nodes can have the same name for everything else.
    private let node: Node
    private let known = Mutex(LiveNodes.one)

    /// How long a node counts that isn't seen any more: two that attend every `interval` see one another, whatever their
    /// clocks may differ by.
    package static let life = interval * 2 + Installation.clockTolerance
    package static let interval = Duration.seconds(5)

    /// - Parameter settings: a digest of those that all nodes are to have alike.
    package init(_ installation: Installation, settings: String) {
        self.installation = installation
        node = Node(id: HexDigits.text(installation.random.bytes(16)), settings: settings)
    }

    /// As it was when this node attended last; before that it takes itself for the only one.
    package var nodes: LiveNodes { known.withLock { $0 } }

    /// Of records that one process has for itself nothing is noted.
    /// - Parameter moment: by the clock that the database's was just compared with: where nobody asks whether this node is ready,
    ///   nobody else compares them.
    package func run(at moment: @autoclosure () -> Instant) async throws {
        guard installation.database.isShared else { return }
        try await installation.compareClocks()
        let now = moment()
        let seen = try await installation.database.upkeep { [node] transaction in
            try transaction.nodes.note(node, at: now, forgettingBefore: now - Self.life)
            return try transaction.nodes.seen(since: now - Self.life)
        }
        let others = seen.filter { $0.settings != nil && $0.settings != node.settings }
        let nodes = LiveNodes(
            count: max(1, seen.count), isFirst: seen.first?.id == node.id, withOtherSettings: others.count)
        known.withLock { $0 = nodes }
    }

    /// So that the others need not wait until this one counts no more.
    package func leave() async throws {
        guard installation.database.isShared else { return }
        try await installation.database.upkeep { [node] transaction in try transaction.nodes.forget(node.id) }
    }
}

/// How many nodes serve from the same records, and which of them this is.
package struct LiveNodes: Hashable, Sendable {
    /// One or more.
    package let count: Int
    /// Whether this is the one that does what need be done once.
    package let isFirst: Bool
    /// How many were told otherwise than this one what all are to be told alike.
    package let withOtherSettings: Int

    package static let one = LiveNodes(count: 1, isFirst: true, withOtherSettings: 0)
}
