import Database
import Identity
import Storage

/// Forgets what no longer counts, a batch at a time: each is a transaction of its own, so that whoever wants to write
/// waits for one batch at most, some milliseconds.
package struct Housekeep: Sendable {
    private let database: Database
    private let bounds: HousekeepingBounds
    private let sleep: SleepStaffAccounts

    /// How many rows one transaction forgets at most; fewer where the volume is so full that what they change couldn't be
    /// written ahead: forgetting has to work there above all.
    package static let batch = 500
    private static let fewest = 5
    /// What forgetting one row changes at most: a long request stands on some pages of its own.
    private static let bytesOfRow: Int64 = 32 << 10

    package init(_ installation: Installation, _ bounds: HousekeepingBounds = HousekeepingBounds()) {
        database = installation.database
        self.bounds = bounds
        sleep = SleepStaffAccounts(installation)
    }

    /// - Throws: `CancellationError` between two batches, when nobody waits for the rest any more.
    package func run(at now: Instant) async throws {
        for sweep in Sweep.allCases {
            var isDone = false
            while !isDone {
                try Task.checkCancellation()
                let batch = Self.batch(in: try await database.room())
                let forgotten = try await database.write { [bounds] transaction in
                    try transaction.housekeeping.forget(sweep, at: now, atMost: batch, bounds)
                }
                isDone = forgotten < batch
            }
        }
        try await sleep.run(at: now)
        try await database.write { transaction in try transaction.clients.forgetFormerSecrets(at: now) }
    }

    private static func batch(in room: DatabaseRoom) -> Int {
        min(batch, max(fewest, Int(clamping: room.ahead / bytesOfRow)))
    }
}
