import HummingbirdCore

/// How many connections the kernel may hand us. It is a little above the limit of the ledger: those above that one are
/// closed, or take another's place, as soon as their event loop comes to them, and until then each has a descriptor.
/// Whoever comes beyond waits in the listener's queue.
struct AcceptLimit: AvailableConnectionsDelegate {
    private let edge: Edge
    private var open = 0

    init(_ edge: Edge) {
        self.edge = edge
    }

    mutating func connectionOpened() { open += 1 }
    mutating func connectionClosed() { open -= 1 }

    func isAcceptingNewConnections() -> Bool {
        let limit = edge.settings.connections
        return open < limit + max(4, limit / 16)
    }
}
