import Identity
import Logging
import Operations
import ServiceLifecycle

/// Forgets what has expired, at start and then every few minutes; of several nodes one does.
struct Housekeeping: Service {
    let attendance: AttendNodes
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

    func sweep() async {
        guard attendance.nodes.isFirst else { return }
        let now = clock.now
        do {
            let longest = try await housekeep.run(at: now)
            guard longest > HousekeepingPace.limit else { return }
            logger.warning(
                "housekeeping held the writer for long",
                metadata: ["milliseconds": "\(longest / .milliseconds(1))"])
        } catch is CancellationError {
            // The server ends; the rest is forgotten when it starts again.
        } catch {
            logger.error("housekeeping failed; it is tried again", metadata: ["error": "\(error)"])
        }
    }
}
