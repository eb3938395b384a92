import Identity
import Logging
import Operations
import ServiceLifecycle

/// Forgets what has expired, at start and then every few minutes.
struct Housekeeping: Service {
    let housekeep: Housekeep
    let clock: any WallClock
    let logger: Logger

    private static let interval = Duration.minutes(5)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await sweep()
                do { try await Task.sleep(for: Self.interval) } catch { return }
            }
        }
    }

    private func sweep() async {
        let now = clock.now
        do {
            try await housekeep.run(at: now)
        } catch is CancellationError {
            // The server ends; the rest is forgotten when it starts again.
        } catch {
            logger.error("housekeeping failed; it is tried again", metadata: ["error": "\(error)"])
        }
    }
}
