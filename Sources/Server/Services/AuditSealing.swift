import Identity
import Logging
import Operations
import ServiceLifecycle

/// Seals the audit log all the time: an event has its place in the order within a second or two.
struct AuditSealing: Service {
    let seal: SealAudit
    let clock: any WallClock
    let logger: Logger

    private static let interval = Duration.seconds(1)
    /// After a failure: lines of the log cost something.
    private static let pause = Duration.seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let pause = await look()
                do { try await Task.sleep(for: pause) } catch { return }
            }
        }
    }

    private func look() async -> Duration {
        do {
            try await seal.run(at: clock.now)
            return Self.interval
        } catch {
            // What the shutdown has cut off has not failed.
            if !Task.isCancelled { logger.error("the audit log can't be sealed", metadata: ["error": "\(error)"]) }
            return Self.pause
        }
    }
}
