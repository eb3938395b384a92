import CoreMetrics
import Logging
import NIOCore
import Synchronization

/// What the edge says of itself: counts of everything, and a line in the log now and then. A stranger decides how often
/// something is refused, so that a line each would be a way to fill our disk.
package final class EdgeReport: Sendable {
    private let logger: Logger
    private let open: Meter
    private let closings: [Closing: Counter]
    private let refusals: [EdgeRefusal: Counter]
    private let lines = Mutex<[String: Line]>([:])

    /// When a reason was last logged, and how often it has come up since. The keys are cases of ours.
    private struct Line {
        var logged: NIODeadline
        var withheld = 0
    }

    /// Between two lines for one reason.
    private static let pause = TimeAmount.seconds(10)

    /// - Parameter listener: which of our ports; a label of the metrics.
    package init(listener: String, logger: Logger, metrics: any MetricsFactory) {
        self.logger = logger
        let label = ("listener", listener)
        open = Meter(label: "edge.connections.open", dimensions: [label], factory: metrics)
        closings = Dictionary(
            uniqueKeysWithValues: Closing.allCases.map {
                let labels = [label, ("reason", $0.rawValue)]
                return ($0, Counter(label: "edge.connections.closed", dimensions: labels, factory: metrics))
            })
        refusals = Dictionary(
            uniqueKeysWithValues: EdgeRefusal.allCases.map {
                let labels = [label, ("reason", $0.rawValue), ("status", String($0.status.code))]
                return ($0, Counter(label: "edge.requests.refused", dimensions: labels, factory: metrics))
            })
    }

    func connections(_ count: Int) { open.set(count) }

    func closed(_ closing: Closing, _ address: String) {
        closings[closing]?.increment()
        // Browsers leave connections idle all day long.
        if closing == .idle || closing == .silent { return }
        log("a connection was closed", closing.rawValue, address)
    }

    func refused(_ refusal: EdgeRefusal, _ address: String) {
        refusals[refusal]?.increment()
        log("a request was refused", refusal.rawValue, address)
    }

    private func log(_ message: Logger.Message, _ reason: String, _ address: String) {
        let now = NIODeadline.now()
        let withheld: Int? = lines.withLock { lines in
            if let line = lines[reason], now < line.logged + Self.pause {
                lines[reason]?.withheld += 1
                return nil
            }
            return lines.updateValue(Line(logged: now), forKey: reason)?.withheld ?? 0
        }
        guard let withheld else { return }
        logger.notice(
            message, metadata: ["reason": "\(reason)", "address": "\(address)", "withheld": "\(withheld)"])
    }
}
