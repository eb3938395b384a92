import CoreMetrics
import Identity
import Logging
import Operations
import ServiceLifecycle

/// Says every few seconds that this node serves, and learns how many do: `hue_sso_nodes`.
struct NodeAttendance: Service {
    let attend: AttendNodes
    let clock: any WallClock
    let logger: Logger
    let metrics: any MetricsFactory

    func run() async throws {
        let count = Gauge(label: "hue_sso_nodes", factory: metrics)
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await attend.run(at: clock.now) } catch { say(error) }
                count.record(attend.nodes.count)
                do { try await Task.sleep(for: AttendNodes.interval) } catch { return }
            }
        }
        do { try await attend.leave() } catch { say(error) }
    }

    private func say(_ error: any Error) {
        // What the shutdown has cut off has not failed.
        guard !Task.isCancelled else { return }
        logger.warning("whether other nodes serve isn't known", metadata: ["error": "\(error)"])
    }
}
