import CoreMetrics
import Identity
import Logging
import Operations
import ServiceLifecycle

/// Says every few seconds that this node serves, and learns how many do (`hue_sso_nodes`), and how many of them were told
/// something else than this one (`hue_sso_nodes_with_other_settings`).
struct NodeAttendance: Service {
    let attend: AttendNodes
    let clock: any WallClock
    let logger: Logger
    let metrics: any MetricsFactory

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await note()
                do { try await Task.sleep(for: AttendNodes.interval) } catch { return }
            }
        }
        do { try await attend.leave() } catch { say(error) }
    }

    func note() async {
        let before = attend.nodes
        do { try await attend.run(at: clock.now) } catch { say(error) }
        let now = attend.nodes
        Gauge(label: "hue_sso_nodes", factory: metrics).record(now.count)
        Gauge(label: "hue_sso_nodes_with_other_settings", factory: metrics).record(now.withOtherSettings)
        // Once, and not every few seconds.
        guard now.withOtherSettings > before.withOtherSettings else { return }
        logger.warning(
            "other nodes have other settings; compare what 'config show' says on each",
            metadata: ["nodes": "\(now.withOtherSettings)"])
    }

    private func say(_ error: any Error) {
        // What the shutdown has cut off has not failed.
        guard !Task.isCancelled else { return }
        logger.warning("whether other nodes serve isn't known", metadata: ["error": "\(error)"])
    }
}
