import CoreMetrics
import Logging
import Operations
import ServiceLifecycle

/// Writes down once a minute, and at the end, what was refused to strangers, who are counted only.
struct RefusalCounting: Service {
    let log: RefusalLog
    let metrics: PrometheusMetrics
    let logger: Logger

    private static let interval = Duration.seconds(60)

    func run() async throws { await writeCounts(every: Self.interval, write) }

    func write() async {
        do {
            for (action, code, number) in try await log.writeCounts() {
                Counter(
                    label: "hue_sso_refusals", dimensions: [("action", action.rawValue), ("code", code)],
                    factory: metrics
                ).increment(by: number)
            }
        } catch {
            logger.error("refusals can't be written down; it is tried again", metadata: ["error": "\(error)"])
        }
    }
}
