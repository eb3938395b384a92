import NIOCore
import Synchronization

/// All connections of one port, and the rule for when there are as many as there may be: the newcomer takes the place of
/// the one that has waited longest for its peer, so that silent and dribbling connections, however many somebody opens,
/// keep nobody out who has something to say. Where all are being answered, the newcomer is closed at once.
final class ConnectionLedger: Sendable {
    private let state: Mutex<State>
    private let report: EdgeReport

    private struct State {
        var limit: Int
        var connections: [Int: Connection] = [:]
        /// Those that wait for their peer.
        var line = WaitingLine()
        var next = 0
        var isClosed = false
    }

    private enum Admission {
        case admitted(displacing: Connection?)
        case full
        case stopping
    }

    init(limit: Int, report: EdgeReport) {
        state = Mutex(State(limit: limit))
        self.report = report
    }

    var count: Int { state.withLock { $0.connections.count } }

    /// Those that are open above a lower limit are not ended for it.
    func setLimit(_ limit: Int) { state.withLock { $0.limit = limit } }

    /// - Returns: `nil` where there is no place; the caller closes the channel.
    func admit(_ channel: any Channel, from peer: ClientAddress) -> Connection? {
        let (connection, admission): (Connection, Admission) = state.withLock { state in
            let connection = Connection(id: state.next, channel: channel, peer: peer, ledger: self, report: report)
            guard !state.isClosed else { return (connection, .stopping) }
            var displaced: Connection?
            if state.connections.count >= state.limit {
                guard let id = state.line.popFirst() else { return (connection, .full) }
                displaced = state.connections.removeValue(forKey: id)
            }
            state.next += 1
            state.connections[connection.id] = connection
            state.line.join(connection.id)
            return (connection, .admitted(displacing: displaced))
        }
        switch admission {
        case .full:
            report.closed(.full, peer.address)
            return nil
        case .stopping:
            report.closed(.stopping, peer.address)
            return nil
        case .admitted(let displaced):
            displaced?.close(.displaced)
            channel.closeFuture.whenComplete { [weak self] _ in self?.forget(connection.id) }
            report.connections(count)
            return connection
        }
    }

    /// The connection has a request that has come whole and waits for us, or has none any more.
    func isWaiting(_ waits: Bool, _ id: Int) {
        state.withLock { state in
            guard state.connections[id] != nil else { return }
            if waits { state.line.join(id) } else { state.line.leave(id) }
        }
    }

    private func forget(_ id: Int) {
        state.withLock { state in
            state.line.leave(id)
            state.connections[id] = nil
        }
        report.connections(count)
    }

    func closeAll() {
        let connections = state.withLock { state in
            state.isClosed = true
            return Array(state.connections.values)
        }
        for connection in connections { connection.close(.stopping) }
    }
}
