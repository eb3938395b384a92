import Database
import Identity
import Storage

extension Housekeeping where Context == WriteTransaction {
    /// Forgets all that is due, in this transaction.
    package func forgetExpired(at now: Instant) throws {
        for sweep in Sweep.allCases { _ = try forget(sweep, at: now, atMost: .max) }
    }
}
