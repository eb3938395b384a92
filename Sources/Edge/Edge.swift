import NIOCore
import NIOPosix
import Synchronization

/// What all connections of one port share: the settings of today, the connections themselves, and the report.
package final class Edge: Sendable {
    private let current: Mutex<EdgeSettings>
    package let report: EdgeReport
    let ledger: ConnectionLedger

    package init(_ settings: EdgeSettings, report: EdgeReport) {
        current = Mutex(settings)
        self.report = report
        ledger = ConnectionLedger(limit: settings.connections, report: report)
    }

    package var settings: EdgeSettings { current.withLock { $0 } }

    /// Changes the settings; connections that are open keep those with which they began.
    package func apply(_ settings: EdgeSettings) {
        current.withLock { $0 = settings }
        ledger.setLimit(settings.connections)
    }

    /// Ends every connection that is still open after a while, whatever it is doing, and lets no more in.
    package func close(after time: TimeAmount) {
        MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: time) { [ledger] in ledger.closeAll() }
    }
}
