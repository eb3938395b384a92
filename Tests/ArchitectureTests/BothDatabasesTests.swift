import Foundation
import Testing

/// What has records is tested on both databases.
@Suite struct BothDatabasesTests {
    /// Suites of these rooms that have no records.
    private static let withoutRecords: Set = [
        "HashQueueTests", "HTTPClientFetcherTests", "LogWriterTests", "PrometheusMetricsTests", "RequestReadingTests",
        "PublicAddressFetcherTests",
        "QuietWindowTests", "RelayTests", "SteadyWallClockTests", "TokenBucketTests",
    ]

    /// Suites that are on one of them for a reason.
    private static let exceptions = [
        "RunningRoleTests": "SQLite has no roles",
        "SmallVolumeTests": "a volume that SQLite's file fills",
        "CompilationThreadTests": "a reading body runs on its caller's thread with SQLite only",
    ]

    /// Tests of a suite that is on both which leave PostgreSQL out for a reason.
    private static let halves = [
        "the last quarter of a volume is not for strangers": "how much room a PostgreSQL has nobody says",
        "another process holds the lock: soon, and the code stays good (Q8)": "nobody holds all of a PostgreSQL",
    ]

    private static let rooms = ["StorageTests", "OperationsTests", "ServerTests"]

    @Test(arguments: rooms)
    func `a suite runs on both, unless it says here why not`(room: String) throws {
        var alone: Set<String> = []
        for file in try Package.swiftFiles(below: "Tests/\(room)") {
            for (name, suite) in Self.suites(in: try Package.text(file)) {
                if !suite.contains(".bothDatabases"), !suite.contains(".onPostgreSQL") { alone.insert(name) }
            }
        }
        #expect(alone.subtracting(Self.exceptions.keys).subtracting(Self.withoutRecords).isEmpty)
    }

    @Test func `a test that leaves PostgreSQL out says here why`() throws {
        var halves: Set<String> = []
        for file in try Self.rooms.flatMap({ try Package.swiftFiles(below: "Tests/\($0)") }) {
            let text = try Package.text(file)
            for guarded in text.ranges(of: "guard TestEngine.current.isSQLite else { return }") {
                let tests = text[..<guarded.lowerBound].matches(of: /func `([^`]+)`/)
                halves.insert(tests.last.map { String($0.output.1) } ?? "\(file)")
            }
        }
        #expect(halves == Set(Self.halves.keys))
    }

    /// The suites of a file by name, each from its traits to where the next begins.
    private static func suites(in text: String) -> [(String, Substring)] {
        let heads = text.matches(of: /(?m)^(?:@Suite[^\n]*\s)?(?:final )?(?:struct|class) (\w+Tests)\b/)
        return heads.enumerated().map { number, head in
            let end = number + 1 < heads.count ? heads[number + 1].range.lowerBound : text.endIndex
            return (String(head.output.1), text[head.range.lowerBound..<end])
        }
    }
}
