import Foundation
import Testing

/// A `Room.md` says what belongs into a room, what never does, and what to read first; it is short, and what it names
/// is there.
@Suite struct RoomFilesTests {
    private static func rooms() throws -> [String] {
        try Package.rooms().sorted().filter {
            FileManager.default.fileExists(atPath: Package.root.appending(path: "Sources/\($0)/Room.md").path)
        }
    }

    @Test func `every Room.md has the same parts, and fits on a screen`() throws {
        let rooms = try Self.rooms()
        try #require(!rooms.isEmpty)
        for room in rooms {
            let text = try Package.text("Sources/\(room)/Room.md")
            #expect(text.hasPrefix("# \(room)\n"), "\(room)")
            for part in ["**Belongs here:**", "**Never:**", "**Read first:**"] {
                #expect(text.contains(part), "\(room) lacks \(part)")
            }
            #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 20, "\(room)")
        }
    }

    @Test func `every file that a Room.md tells to read is in the room`() throws {
        for room in try Self.rooms() {
            let text = try Package.text("Sources/\(room)/Room.md")
            let named = Citations.inBackticks(text).filter { $0.hasSuffix(".swift") || $0.hasSuffix(".mustache") }
            #expect(!named.isEmpty, "\(room)")
            for file in named {
                #expect((try? Package.text("Sources/\(room)/\(file)")) != nil, "\(room) has no \(file)")
            }
        }
    }
}
