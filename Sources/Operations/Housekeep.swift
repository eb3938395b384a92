import Accounts
import Database
import Identity
import Storage

/// Forgets what no longer counts, a batch at a time: each is a transaction of its own, so that whoever wants to write
/// waits for one batch at most. How many rows that is `HousekeepingPace` learns from how long the last ones took. Where
/// there is nothing to forget, the writer isn't taken at all.
package struct Housekeep: Sendable {
    private let database: Database
    private let bounds: HousekeepingBounds
    private let stopwatch: @Sendable () -> ContinuousClock.Instant
    private let sleep: SleepStaffAccounts
    private let sessions: EndSessions

    /// What forgetting one row changes at most: a long request stands on some pages of its own.
    private static let bytesOfRow: Int64 = 32 << 10

    /// - Parameters:
    ///   - dormancy: after how long without a sign-in a staff account is shut.
    ///   - stopwatch: what batches are measured by; it goes on whatever the wall clock is set to.
    package init(
        _ installation: Installation, _ bounds: HousekeepingBounds = HousekeepingBounds(),
        dormancy: Duration = StaffState.dormancy,
        stopwatch: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        database = installation.database
        self.bounds = bounds
        self.stopwatch = stopwatch
        sleep = SleepStaffAccounts(installation, after: dormancy)
        sessions = EndSessions(installation)
    }

    /// - Parameters:
    ///   - dormancy: after how long without a sign-in a staff account is shut.
    ///   - runs: how long what a directory has changed is kept.
    package init(_ installation: Installation, dormancy: Duration, directoryRuns runs: Duration) {
        self.init(installation, HousekeepingBounds(directoryRuns: runs), dormancy: dormancy)
    }

    /// Does each part, whatever becomes of the others.
    /// - Returns: the longest that a batch has held the writer.
    /// - Throws: `CancellationError` between two batches or parts, when nobody waits for the rest any more; at the end what the first
    ///   part has thrown that couldn't be done.
    @discardableResult
    package func run(at now: Instant) async throws -> Duration {
        var (longest, failure) = (Duration.zero, (any Error)?.none)
        func attempt(_ part: () async throws -> Void) async throws {
            try Task.checkCancellation()
            do { try await part() } catch let error as CancellationError { throw error } catch {
                failure = failure ?? error
            }
        }
        for sweep in Sweep.allCases {
            try await attempt { longest = max(longest, try await forget(sweep, at: now)) }
        }
        try await attempt { try await sleep.run(at: now) }
        try await attempt { try await sessions.settle(at: now) }
        try await attempt { try await forgetFormerSecrets(at: now) }
        try await attempt { try await forgetRemovedClients() }
        if let failure { throw failure }
        return longest
    }

    private func forgetFormerSecrets(at now: Instant) async throws {
        let haveEnded = try await database.read { transaction in
            try transaction.clients.haveFormerSecretsEnded(at: now)
        }
        guard haveEnded else { return }
        try await database.write { transaction in try transaction.clients.forgetFormerSecrets(at: now) }
    }

    /// Forgets what clients were given that have ended their registration, and goes on where the removal of one was stopped.
    private func forgetRemovedClients() async throws {
        guard try await database.read({ try $0.clients.isOneRemovedWithConsents() }) else { return }
        try await database.forgetGivenToRemovedClients()
    }

    /// - Returns: how long the longest batch took.
    private func forget(_ sweep: Sweep, at now: Instant) async throws -> Duration {
        let cutoff = try await database.read { [bounds] transaction in
            try transaction.housekeeping.due(sweep, at: now, bounds)
        }
        return if let cutoff { try await forget(sweep, before: cutoff) } else { .zero }
    }

    /// - Returns: how long the longest batch took.
    private func forget(_ sweep: Sweep, before cutoff: Instant) async throws -> Duration {
        var (pace, longest, place) = (HousekeepingPace(), Duration.zero, Sweep.Place.beginning)
        while true {
            try Task.checkCancellation()
            // Fewer where the volume is so full that what they change couldn't be written ahead: forgetting has to work
            // there above all.
            let room = Int(clamping: try await database.room().ahead / Self.bytesOfRow)
            let rows = min(pace.rows, max(HousekeepingPace.fewest, room))
            let (batch, time) = try await database.upkeep { [stopwatch, place] transaction in
                let start = stopwatch()
                let batch = try transaction.housekeeping.forget(sweep, before: cutoff, after: place, atMost: rows)
                return (batch, stopwatch() - start)
            }
            longest = max(longest, time)
            guard let next = batch.next else { return longest }
            place = next
            pace.took(time, for: batch.looked)
        }
    }
}
