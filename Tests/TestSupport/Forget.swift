import Database
import Identity
import Storage

extension Housekeeping where Context == WriteTransaction {
    /// Forgets all that is due, in this transaction.
    package func forgetExpired(at now: Instant) throws {
        for sweep in Sweep.allCases { _ = try forget(sweep, at: now, atMost: .max) }
    }

    /// Forgets a batch of what is due, in this transaction.
    package func forget(
        _ sweep: Sweep, at now: Instant, atMost limit: Int, _ bounds: HousekeepingBounds = HousekeepingBounds()
    ) throws -> Int {
        guard let cutoff = try due(sweep, at: now, bounds) else { return 0 }
        return try forget(sweep, before: cutoff, atMost: limit).forgotten
    }
}
