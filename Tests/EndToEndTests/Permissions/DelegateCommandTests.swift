import Foundation
import Testing

extension EndToEnd.Commands {
    /// `delegate`: somebody stands in for the holder of a grant for a while, in the open, and either of the two ends it.
    @Suite(.smallCity)
    struct DelegateCommandTests {
        /// In so many days, as a date of Huế.
        private static func date(inDays days: Double) -> String {
            let huế = TimeZone(secondsFromGMT: 7 * 3600) ?? .gmt
            return Date(timeIntervalSinceNow: days * 86_400).formatted(
                Date.ISO8601FormatStyle(timeZone: huế).year().month().day())
        }

        private static func delegate(
            _ grant: String, from: String = "can.bo.an", to: String = "can.bo.dung", days: Double?
        )
            -> [String]
        {
            let until = days.map { ["--until", date(inDays: $0)] } ?? []
            return ["delegate", grant, "--from-person", from, "--to", to, "--reason", "Nghỉ phép"] + until
        }

        @Test func `the deputy may what the holder may, as long as the holder may`() async throws {
            try await Installation.scratch { city in
                try await city.employ("can.bo.dung")
                let run = try await city.run(Self.delegate("g-2", days: 10) + ["--json"])
                #expect(run.code == Exit.success, "\(run)")
                #expect(run.json["grant"] == "g-8" && run.json["stands_in_for"] == "g-2")
                #expect(run.json["granted_by"].withoutIDs == Installation.an)
                #expect(
                    run.json["role"] == "chuyen-vien" && run.json["reach"] == "subtree" && run.json["unit"] == "H57.05")
                let event = try #require(try await city.lastEvent())
                #expect(event.action == "grant-delegate" && event.object.hasPrefix("g-8 permit chuyen-vien to "))
                let text = try await city.succeed(
                    "can", "can.bo.dung", "bi.report.enter", "--unit", "H57.05.04", "--explain")
                #expect(text.contains("làm thay Cán Bộ An (can.bo.an) theo g-2"), "\(text)")
                #expect(text.contains("standing in for Cán Bộ An (can.bo.an) by g-2"))
                let end = Self.date(inDays: 10)
                #expect(try await !city.can("can.bo.dung", "bi.report.enter", at: "H57.05.04", "--at", end))
                #expect(try await city.can("can.bo.an", "bi.report.enter", at: "H57.05.04", "--at", end))

                try await city.succeed("grant", "revoke", "g-2")
                #expect(try await !city.can("can.bo.dung", "bi.report.enter", at: "H57.05.04"))
            }
        }

        @Test(arguments: ["can.bo.an", "can.bo.dung"])
        func `either of the two ends it`(person: String) async throws {
            try await Installation.scratch { city in
                try await city.employ("can.bo.dung")
                #expect(try await city.run(Self.delegate("g-2", days: 10)).code == Exit.success)
                let stranger = try await city.run("grant", "revoke", "g-8", "--as", "can.bo.binh")
                #expect(stranger.code == Exit.notPermitted, "\(stranger)")
                #expect(try await city.can("can.bo.dung", "bi.report.enter", at: "H57.05.04"))
                let run = try await city.run("grant", "revoke", "g-8", "--as", person)
                #expect(run.code == Exit.success, "\(run)")
                #expect(try await !city.can("can.bo.dung", "bi.report.enter", at: "H57.05.04"))
                #expect(try await city.can("can.bo.an", "bi.report.enter", at: "H57.05.04"), "the holder's own stays")
            }
        }

        @Test(arguments: [
            (delegate("g-2", days: nil), Exit.notPermitted, "an end", "refused: is-no-stand-in"),
            (delegate("g-2", days: 40), Exit.notPermitted, "at most 15 days", "refused: no-stand-in"),
            (delegate("g-7", days: 5), Exit.notPermitted, "no standing in for this role", "refused: no-stand-in"),
            (delegate("g-2", from: "can.bo.binh", days: 5), Exit.notPermitted, "doesn't hold g-2", "refused: not-held"),
            (delegate("g-2", to: "can.bo.an", days: 5), Exit.notPermitted, "themselves", "refused: to-itself"),
            (delegate("g-99", days: 5), Exit.noInput, "there is no grant g-99", "refused: unknown-grant"),
            (delegate("g-2", to: "khong.co", days: 5), Exit.noInput, "no account 'khong.co'", nil),
        ])
        func `nobody stands in beyond what the policy allows`(
            arguments: [String], code: Int32, message: String, outcome: String?
        ) async throws {
            let city = try Installation.current
            let revision = try await city.revision()
            let run = try await city.run(arguments)
            #expect(run.code == code && run.errors.contains(message), "\(run)")
            #expect(try await city.revision() == revision)
            if let outcome { #expect(try await city.lastEvent()?.outcome == outcome) }
        }
    }
}
