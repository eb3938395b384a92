import Identity
import Logging
import Operations

/// This node's turns at a source: it waits until no other has one, and then goes on with its own for as long as it can be
/// prolonged.
struct DirectoryTurns: Sendable {
    let leases: HoldDirectoryLease
    let clock: any WallClock
    let logger: Logger
    let pace: Pace

    /// How often a turn is prolonged, and how often it is asked for while another node has it.
    private static let interval = HoldDirectoryLease.life / 3

    /// - Parameter work: what is done by turns; it ends when it's cancelled, or when it finds the turn over.
    func run(_ work: @escaping @Sendable (HoldDirectoryLease.Lease) async -> Void) async {
        var hasWaited = false
        while !Task.isCancelled {
            do {
                if let lease = try await leases.take(at: clock.now) {
                    hasWaited = false
                    await keep(lease, while: work)
                    continue
                }
                if !hasWaited { logger.info("another node follows the directory; this one waits for its turn") }
                hasWaited = true
            } catch {
                guard !Task.isCancelled else { return }
                logger.error("the turn at the directory can't be begun", metadata: ["error": "\(error)"])
            }
            do { try await pace.wait(Self.interval) } catch { return }
        }
    }

    private func keep(
        _ lease: HoldDirectoryLease.Lease, while work: @escaping @Sendable (HoldDirectoryLease.Lease) async -> Void
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await work(lease) }
            group.addTask { await prolong(lease) }
            await group.next()
            group.cancelAll()
        }
        // Also when this task is cancelled: another node then needn't wait for the turn's time.
        let (leases, clock, logger) = (leases, clock, logger)
        await Task {
            do { try await leases.end(lease, at: clock.now) } catch {
                logger.warning("the turn at the directory ends by its time only", metadata: ["error": "\(error)"])
            }
        }.value
    }

    /// Returns when the turn is another node's.
    private func prolong(_ lease: HoldDirectoryLease.Lease) async {
        while true {
            do { try await pace.wait(Self.interval) } catch { return }
            do {
                guard try await leases.prolong(lease, at: clock.now) else {
                    logger.warning("another node has begun to follow the directory; this one stops")
                    return
                }
            } catch {
                // Nothing is applied by a turn that is over: each application looks at it itself.
                guard !Task.isCancelled else { return }
                logger.error("the turn at the directory can't be prolonged", metadata: ["error": "\(error)"])
            }
        }
    }
}
