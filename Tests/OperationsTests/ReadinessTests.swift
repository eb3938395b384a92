import Database
import Identity
import Storage
import TestSupport
import Testing

@testable import Operations

/// A machine whose clock stands at noon of some day.
private struct MachineAtNoon: WallClock {
    var now: Instant { .noon }
    var machineNow: Instant? { .noon }
}

@Suite(.bothDatabases) struct ReadinessTests {
    @Test func `who can't write isn't ready, says why, and is again when it can`() async throws {
        let here = try TestInstallation()
        let readiness = Readiness(here.installation)
        #expect(await readiness.look(at: .noon) == .ready)
        try await here.write { transaction in
            _ = try transaction.execute("ALTER TABLE write_probe RENAME TO gone")
        }
        // Asked again at once, it isn't found out anew: whoever asks often costs nothing.
        #expect(await readiness.look(at: .noon + Readiness.period - .milliseconds(1)) == .ready)
        guard case .unready(let why) = await readiness.look(at: .noon + Readiness.period) else {
            Issue.record("ready")
            return
        }
        #expect(why.contains("write_probe"))
        try await here.write { transaction in
            _ = try transaction.execute("ALTER TABLE gone RENAME TO write_probe")
        }
        #expect(await readiness.look(at: .noon + Readiness.period * 2) == .ready)
        // A clock that was set back doesn't keep an old answer.
        #expect(await readiness.look(at: .noon - .hours(1)) == .ready)
    }

    @Test func `a database that is full isn't ready, though it can be read`() async throws {
        guard TestEngine.current.isSQLite else { return try await expectUnreadyWithFullServer() }
        let store = try TemporaryDatabase(limits: DatabaseLimits(bytes: 1 << 20))
        let here = Installation(database: store.database, clock: SetClock(), random: SeededRandom(seed: 1))
        #expect(await Readiness(here).look(at: .noon) == .ready)
        try await store.write { transaction in _ = try transaction.execute("CREATE TABLE filler (text TEXT)") }
        let text = String(repeating: "f", count: 16 << 10)
        for _ in 0..<100 {
            do {
                try await store.write { transaction in
                    _ = try transaction.execute("INSERT INTO filler (text) VALUES ($1)", .text(text))
                }
            } catch { break }
        }
        guard case .unready(let why) = await Readiness(here).look(at: .noon) else {
            Issue.record("ready")
            return
        }
        #expect(why.contains("full"))
        try await store.write { transaction in _ = try transaction.execute("DELETE FROM filler") }
        #expect(await Readiness(here).look(at: .noon) == .ready)
    }

    /// A server whose volume is full answers as it does then (53100): to fill one takes a machine of its own.
    private func expectUnreadyWithFullServer() async throws {
        let store = try TemporaryDatabase()
        let here = Installation(database: store.database, clock: SetClock(), random: SeededRandom(seed: 1))
        #expect(await Readiness(here).look(at: .noon) == .ready)
        try await store.write { transaction in
            try transaction.execute(
                """
                CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE 'could not extend file' USING ERRCODE = '53100'; END $$
                """)
            try transaction.execute(
                "CREATE TRIGGER fill BEFORE UPDATE ON write_probe FOR EACH ROW EXECUTE FUNCTION fill()")
        }
        guard case .unready(let why) = await Readiness(here).look(at: .noon) else {
            Issue.record("ready")
            return
        }
        #expect(why.contains("full"), "\(why)")
        #expect(try await store.read { try $0.row("SELECT 1 FROM write_probe") } != nil)
        try await store.write { transaction in _ = try transaction.execute("DROP TRIGGER fill ON write_probe") }
        #expect(await Readiness(here).look(at: .noon) == .ready)
    }

    @Test func `a node whose clock is far from the database's isn't ready, and says how far (issue 10)`() async throws {
        let store = try TemporaryDatabase()
        let here = Installation(database: store.database, clock: MachineAtNoon(), random: SeededRandom(seed: 1))
        let answer = await Readiness(here).look(at: .noon)
        if TestEngine.current.isSQLite {
            #expect(answer == .ready)
        } else {
            guard case .clockDiffers(let lead) = answer else {
                Issue.record("\(answer)")
                return
            }
            let now = try #require(try await store.database.millisecondsSince1970())
            #expect(abs((Instant.noon - Instant(millisecondsSince1970: now) - lead).wholeSeconds) < 60)
        }
    }

    @Test func `housekeeping forgets everything that is due, batch by batch, and stops where nobody waits any more`()
        async throws
    {
        let here = try TestInstallation()
        let count = 2 * HousekeepingPace.most + 7
        try await here.write { transaction in
            for number in 0..<count {
                try transaction.devices.remember(
                    "d\(number)", of: try #require(.init("an.nguyen")), at: .noon)
            }
        }
        let late = Instant.noon + .hours(24 * 366)
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await Housekeep(here.installation).run(at: late)
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(try await here.count("known_devices") == Int64(count))
        try await Housekeep(here.installation).run(at: late)
        #expect(try await here.count("known_devices") == 0)
    }
}

extension TestInstallation {
    fileprivate func count(_ table: String) async throws -> Int64? {
        try await read { transaction in try transaction.row("SELECT COUNT(*) FROM \(table)")?.integer(0) }
    }
}
