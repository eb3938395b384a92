import BenchmarkSupport
import Cryptography
import Database
import Foundation
import Glibc
import Identity
import Operations
import Storage

/// For how long housekeeping holds the one writer after a flood, on this machine's disk: by its own stopwatch, and as
/// somebody else finds it who wants to write meanwhile, commits and all.
enum HousekeepingCost {
    static let rows = 200_000

    struct Measured {
        let rowsPerSecond: Double
        /// In milliseconds.
        let longestHeld, longestWait: Double
    }

    private struct Clock: WallClock {
        var now: Instant { .now }
    }

    static func measure() async throws -> Measured {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hue-sso-housekeeping-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("hue-sso.sqlite").path
        let late = Clock().now
        try await fill(path, before: late)
        let installation = try Installation(records: .file(path), clock: Clock(), random: KernelRandomSource())
        let start = ContinuousClock.now
        async let waiting = longestWait(Readiness(installation), from: late)
        let held = try await Housekeep(installation).run(at: late)
        let time = ContinuousClock.now - start
        return Measured(
            rowsPerSecond: Double(rows) / (time / .seconds(1)), longestHeld: held / .milliseconds(1),
            longestWait: try await waiting / .milliseconds(1))
    }

    /// Access tokens that have expired, half of all rows, and counted refusals of long ago.
    private static func fill(_ path: String, before late: Instant) async throws {
        let database = try Database(path: path, migrations: Schema.migrations)
        let old = late.millisecondsSince1970 - 400 * 24 * 3_600_000
        let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows / 2))"
        try await database.write { transaction in
            _ = try transaction.execute(
                """
                INSERT INTO access_tokens (id, authorization_id, audiences, scopes, issued_at, expires_at) \(numbers)
                SELECT hex(randomblob(16)), hex(randomblob(16)), '["https://sso.hue.test/oauth2/userinfo"]',
                    'openid profile', \(old), \(old) + i FROM n
                """)
            _ = try transaction.execute(
                """
                INSERT INTO refusal_counts (minute, action, code, network, client, person, number) \(numbers)
                SELECT \(old) + i, 'token', 'invalid_client', '192.0.2.0/24', 'platform', '', 1 FROM n
                """)
        }
        try database.close()
    }

    /// The longest that a writer waits among so many that come one after the other.
    private static func longestWait(_ readiness: Readiness, from moment: Instant) async throws -> Duration {
        var longest = Duration.zero
        for number in 0..<500 {
            let start = ContinuousClock.now
            // It writes a few bytes each time that it hasn't for some seconds.
            _ = await readiness.look(at: moment + .seconds(10 * number))
            longest = max(longest, ContinuousClock.now - start)
        }
        return longest
    }
}
