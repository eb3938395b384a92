import Identity
import Logging
import Operations
import ServiceLifecycle

/// Keeps up with the parameters that passwords are hashed with: at start, and then every hour, as people who sign in get
/// hashes of today's.
struct PasswordParameters: Service {
    let learn: LearnPasswordParameters
    let logger: Logger

    private static let interval = Duration.minutes(60)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await learn.run()
                } catch {
                    logger.warning(
                        "the parameters of passwords in use weren't read; it is tried again",
                        metadata: ["error": "\(error)"])
                }
                do { try await Task.sleep(for: Self.interval) } catch { return }
            }
        }
    }
}
