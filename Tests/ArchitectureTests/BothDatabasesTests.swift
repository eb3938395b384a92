import Foundation
import Testing

/// What has records is tested on both databases.
@Suite struct BothDatabasesTests {
    /// What a test gets its records by.
    private static let stores = [
        "TemporaryDatabase(", "TemporaryRecords(", "TestInstallation(", "DirectoryStage(", "SignInStage(",
        "TokenWorld(", "LogoutWorld(", "RunningProvider(", "ServedCity.run(", "FollowedCity.run(", "BadInputWorld",
        "SmallVolume(",
    ]

    /// Suites that are on one of them for a reason.
    private static let exceptions = [
        "SmallVolumeTests": "a volume that SQLite's file fills",
        "CompilationThreadTests": "a reading body runs on its caller's thread with SQLite only",
    ]

    @Test(arguments: ["StorageTests", "OperationsTests", "ServerTests"])
    func `a suite that has records runs on both`(room: String) throws {
        var alone: Set<String> = []
        for file in try Package.swiftFiles(below: "Tests/\(room)") {
            let text = try Package.text(file)
            for (name, suite) in Self.suites(in: text) where Self.stores.contains(where: { suite.contains($0) }) {
                if !suite.contains(".bothDatabases"), !suite.contains(".onPostgreSQL") { alone.insert(name) }
            }
        }
        #expect(alone.subtracting(Self.exceptions.keys).isEmpty)
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
