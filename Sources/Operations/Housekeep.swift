import Database
import Identity
import Storage

/// Forgets what no longer counts, a batch at a time: each is a transaction of its own, so that whoever wants to write
/// waits for one batch at most, some milliseconds.
package struct Housekeep: Sendable {
    private let database: Database
    private let bounds: HousekeepingBounds

    /// How many rows one transaction forgets.
    package static let batch = 500

    package init(_ installation: Installation, _ bounds: HousekeepingBounds = HousekeepingBounds()) {
        database = installation.database
        self.bounds = bounds
    }

    /// - Throws: `CancellationError` between two batches, when nobody waits for the rest any more.
    package func run(at now: Instant) async throws {
        for sweep in Sweep.allCases {
            var forgotten = Self.batch
            while forgotten == Self.batch {
                try Task.checkCancellation()
                forgotten = try await database.write { [bounds] transaction in
                    try transaction.housekeeping.forget(sweep, at: now, atMost: Self.batch, bounds)
                }
            }
        }
    }
}
