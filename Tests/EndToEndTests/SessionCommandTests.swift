import Foundation
import Testing

extension EndToEnd.Commands {
    /// `session end --everybody`: nobody is in any more, and who signs in afterwards is.
    @Suite(.smallCity)
    struct SessionCommandTests {
        /// Opens a session past the program, of the epoch that is there.
        private func open(_ id: String, _ username: String, in city: Installation) async throws {
            let now = Int(Date().timeIntervalSince1970 * 1000)
            try await city.execute(
                """
                INSERT INTO sessions (cookie_hash, id, person, authenticated_at, level, methods, last_seen_at, epoch)
                SELECT '\(id)', '\(id)', person, \(now), 2, 'pwd otp mfa', \(now), (SELECT sessions FROM session_epochs)
                FROM local_accounts WHERE username = '\(username)';
                """)
        }

        private func live(in city: Installation) async throws -> [String] {
            (try await city.json("session", "list").array ?? []).compactMap { $0["id"].string }.sorted()
        }

        @Test func `everybody is signed out, and who signs in later stays`() async throws {
            try await Installation.scratch { city in
                try await open("one", "can.bo.an", in: city)
                try await open("two", "can.bo.chi", in: city)
                #expect(try await live(in: city) == ["one", "two"])
                let asked = try await city.run("session", "end", "--everybody")
                #expect(asked.code == Exit.usage && asked.errors.contains("--yes"), "\(asked)")
                #expect(try await live(in: city) == ["one", "two"])

                let ended = try await city.run("session", "end", "--everybody", "--yes")
                #expect(ended.output == "2 phiên đã kết thúc. (2 sessions ended.)\n", "\(ended)")
                #expect(try await live(in: city) == [])
                #expect(try await city.lastEvent()?.object == "everybody")
                try await open("three", "can.bo.an", in: city)
                #expect(try await live(in: city) == ["three"])
                let one = try await city.json("session", "show", "one")
                #expect(one["live"] == false && one["ended_at"].string != nil, "\(one)")

                let again = try await city.run("session", "end", "--everybody", "--offline", "--yes", "--json")
                #expect(again.json["ended"] == 1, "\(again)")
                #expect(try await live(in: city) == [])
                #expect(try await city.lastEvent()?.object == "everybody offline")
                try await open("four", "can.bo.an", in: city)
                let wrong = try await city.run("session", "end", "four", "--offline")
                #expect(wrong.code == Exit.usage && wrong.errors.contains("--of"), "\(wrong)")
                #expect(try await live(in: city) == ["four"])
            }
        }
    }
}
