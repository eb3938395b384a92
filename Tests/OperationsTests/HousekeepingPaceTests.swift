import Database
import Dispatch
import Identity
import Operations
import Storage
import Synchronization
import TestSupport
import Testing

/// For how long housekeeping holds the writer, by a stopwatch that tests set.
@Suite(.bothDatabases) struct HousekeepingPaceTests {
    /// Whatever a row costs, up to a two-hundredth of a second.
    @Test(arguments: [1, 40, 100, 1_000, 5_000, 10_000])
    func `no transaction takes longer than 50 milliseconds, and none is smaller than it has to be`(microseconds: Int) {
        var pace = HousekeepingPace()
        for _ in 0..<100 {
            let time = Duration.microseconds(microseconds) * pace.rows
            #expect(time <= HousekeepingPace.limit)
            pace.took(time, for: pace.rows)
        }
        let fitting = HousekeepingPace.goal / .microseconds(microseconds)
        #expect(pace.rows == max(HousekeepingPace.fewest, min(Int(fitting), HousekeepingPace.most)))
    }

    @Test func `it begins with few, and doubles at most`() {
        var (pace, rows) = (HousekeepingPace(), [Int]())
        for _ in 0..<9 {
            rows.append(pace.rows)
            pace.took(.zero, for: pace.rows)
        }
        #expect(rows == [5, 10, 20, 40, 80, 160, 320, 500, 500])
    }

    @Test func `what gets slower gets less at once`() {
        var pace = HousekeepingPace()
        for _ in 0..<9 { pace.took(.zero, for: pace.rows) }
        pace.took(.milliseconds(500), for: 500)
        #expect(pace.rows == 20)
        pace.took(.seconds(1), for: 20)
        #expect(pace.rows == HousekeepingPace.fewest)
    }

    /// A stopwatch by which every transaction takes the same time.
    private final class Stopwatch: Sendable {
        private let readings = Mutex(0)
        private let step: Duration
        private let start = ContinuousClock.now

        init(step: Duration) { self.step = step }

        func read() -> ContinuousClock.Instant {
            readings.withLock { number in
                number += 1
                return start + step * (number / 2)
            }
        }

        var transactions: Int { readings.withLock { $0 / 2 } }
    }

    private func remember(_ count: Int, in here: TestInstallation) async throws {
        try await here.write { transaction in
            for number in 0..<count {
                try transaction.devices.remember("d\(number)", of: try #require(.init("an.nguyen")), at: .noon)
            }
        }
    }

    @Test(arguments: [(40, 202), (0, 8)])
    func `housekeeping keeps to the pace`(milliseconds: Int, transactions: Int) async throws {
        let here = try TestInstallation()
        try await remember(1_007, in: here)
        let stopwatch = Stopwatch(step: .milliseconds(milliseconds))
        let housekeep = Housekeep(here.installation, stopwatch: { stopwatch.read() })
        let longest = try await housekeep.run(at: .noon + .hours(24 * 366))
        #expect(longest == .milliseconds(milliseconds))
        #expect(stopwatch.transactions == transactions)
    }

    @Test func `what can't be forgotten keeps nothing else, and is told at the end`() async throws {
        let here = try TestInstallation()
        try await remember(3, in: here)
        try await here.register("bi")
        try await here.write { transaction in
            try transaction.execute("UPDATE clients SET former_secret_hash = 'x', former_secret_end = 1")
            // Of what is forgotten first.
            try transaction.execute("ALTER TABLE interactions RENAME TO gone")
        }
        await #expect(throws: DatabaseError.self) {
            try await Housekeep(here.installation).run(at: .noon + .hours(24 * 366))
        }
        let left = try await here.read { transaction in
            try transaction.row(
                """
                SELECT (SELECT COUNT(*) FROM known_devices)
                    + (SELECT COUNT(*) FROM clients WHERE former_secret_hash IS NOT NULL)
                """)?.integer(0)
        }
        #expect(left == 0)
    }

    @Test func `where there is nothing to forget, the writer isn't taken`() async throws {
        let here = try TestInstallation()
        try await remember(3, in: here)
        let gate = DispatchSemaphore(value: 0)
        let (started, starting) = AsyncStream<Void>.makeStream()
        let holder = Task {
            try await here.write { _ in
                starting.finish()
                gate.wait()
            }
        }
        for await _ in started {}
        // Nobody else gets the writer now.
        #expect(try await Housekeep(here.installation).run(at: .noon) == .zero)
        gate.signal()
        try await holder.value
    }
}
