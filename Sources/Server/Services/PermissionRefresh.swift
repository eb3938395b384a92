import Identity
import Logging
import Operations
import ServiceLifecycle

/// Looks every second whether the permissions have changed, so that the next state is made before a request needs it.
/// Requests don't rely on it: each looks for itself.
struct PermissionRefresh: Service {
    let installation: Installation
    let clock: any WallClock
    let logger: Logger

    private static let interval = Duration.seconds(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known: PermissionsUnavailable?
            while !Task.isCancelled {
                known = await look(known)
                do { try await Task.sleep(for: Self.interval) } catch { return }
            }
        }
    }

    /// - Returns: why there are no permissions; it is logged when it changes.
    private func look(_ known: PermissionsUnavailable?) async -> PermissionsUnavailable? {
        do {
            let now = clock.now
            let result = try await installation.currentPermissions(at: now)
            guard case .failure(let unavailable) = result else { return nil }
            if unavailable != known {
                logger.notice("no permissions are in force", metadata: ["reason": "\(unavailable)"])
            }
            return unavailable
        } catch {
            // A read that the shutdown has cut off has not failed.
            if !Task.isCancelled {
                logger.error("the permissions can't be read", metadata: ["error": "\(error)"])
            }
            return known
        }
    }
}
