import Dispatch
import Identity
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Database
@testable import Operations

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

    // MARK: Rows of each transaction

    /// A stopwatch by which a row takes as long as any other. What was forgotten between two starts it counts itself, by what
    /// others see of the table.
    private final class RowStopwatch: Sendable {
        struct Batch: Sendable {
            let time: Duration
            var forgotten = 0
        }

        private struct State {
            var pace = HousekeepingPace()
            var now = ContinuousClock.now
            var isRunning = false
            var left = 0
            var batches: [Batch] = []
        }

        private let count: @Sendable () throws -> Int
        private let perRow: Duration
        private let state = Mutex(State())

        init(_ here: TestInstallation, _ table: String, perRow: Duration) throws {
            self.perRow = perRow
            let query = "SELECT COUNT(*) FROM \(table)"
            switch (here.installation.database.engine, here.location) {
            case (.sqlite(let store), _):
                count = { try store.read { transaction in Int(try transaction.row(query)?.integer(0) ?? 0) } }
            case (.postgreSQL, .server(let settings)):
                let server = try PostgreSQLServer(settings)
                count = { Int(try server.run(query).first?.integer(0) ?? 0) }
            case (.postgreSQL, .file(let path)): throw DatabaseError.notThere(path)
            }
        }

        /// - Parameter due: how many rows there are to forget in all.
        func read(due: Int) -> ContinuousClock.Instant {
            state.withLock { state in
                if state.isRunning {
                    // Others don't see yet what was done: it is what the pace says, and looked at with the next.
                    let rows = min(state.pace.rows, due - state.batches.map(\.forgotten).reduce(0, +))
                    state.batches.append(Batch(time: perRow * rows))
                    state.now += perRow * rows
                    state.pace.took(perRow * rows, for: rows)
                } else {
                    settle(&state)
                }
                state.isRunning.toggle()
                return state.now
            }
        }

        private func settle(_ state: inout State) {
            let left = (try? count()) ?? -1
            if let last = state.batches.indices.last { state.batches[last].forgotten = state.left - left }
            state.left = left
        }

        /// When all is done.
        func batches() -> [Batch] {
            state.withLock { state in
                settle(&state)
                return state.batches
            }
        }
    }

    /// Names that were guessed at, each a moment after the other.
    private func guess(_ count: Int, in here: TestInstallation) async throws {
        try await here.write { transaction in
            _ = try transaction.execute(
                """
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1)
                INSERT INTO password_attempts (username, device, failures, last_at)
                SELECT 'nobody.' || n, '', 1, $2 + n FROM numbers
                """, .integer(Int64(count)), .integer(Instant.noon.millisecondsSince1970))
        }
    }

    /// Of 200,000 names that nobody has: by their age all of them go, and half of them beyond the bound before.
    @Test(arguments: [
        (200_000, Duration.microseconds(40), 200_000), (200_000, .microseconds(40), 100_000),
        (3_000, .milliseconds(1), 3_000),
        (500, .milliseconds(10), 500),
    ])
    func `every transaction forgets as many rows as the pace says, and holds the writer no longer`(
        names: Int, perRow: Duration, due: Int
    ) async throws {
        let here = try TestInstallation()
        try await guess(names, in: here)
        let stopwatch = try RowStopwatch(here, "password_attempts", perRow: perRow)
        let housekeep = Housekeep(here.installation, stopwatch: { stopwatch.read(due: due) })
        let longest = try await housekeep.run(at: .noon + (due == names ? .hours(25) : .minutes(10)))
        let batches = stopwatch.batches()
        #expect(batches.map(\.forgotten).reduce(0, +) == due)
        #expect(longest <= HousekeepingPace.limit && longest == batches.map(\.time).max())
        for (number, batch) in batches.enumerated() {
            #expect(batch.time == perRow * batch.forgotten, "transaction \(number)")
            #expect(batch.time <= HousekeepingPace.limit, "transaction \(number)")
        }
        // None is smaller than it has to be: 5, 10, 20 and so on, up to what takes the goal.
        let most = max(HousekeepingPace.fewest, min(Int(HousekeepingPace.goal / perRow), HousekeepingPace.most))
        #expect(batches.count <= due / most + 10)
        #expect(try await here.count("password_attempts") == Int64(names - due))
    }
}
