import Foundation
import Testing

extension EndToEnd.Commands {
    /// `grant review due|show|attest`: the six-monthly review of grants, by unit, with its record.
    @Suite(.smallCity)
    struct GrantReviewTests {
        private static func attest(_ unit: String, _ options: String...) -> [String] {
            ["grant", "review", "attest", "--unit", unit, "--note", "Rà soát sáu tháng"] + options
        }

        /// The name of what 'review show' lists.
        private static func listing(_ city: Installation, _ unit: String) async throws -> String {
            let shown = try await city.json("grant", "review", "show", "--unit", unit)
            return try #require(shown["listing"].string)
        }

        private func due(_ city: Installation) async throws -> [String: JSON] {
            let units = try await city.json("grant", "review", "due").array ?? []
            return Dictionary(uniqueKeysWithValues: units.map { ($0["unit"].string ?? "", $0) })
        }

        @Test func `units with grants that nobody has reviewed are due`() async throws {
            let city = try Installation.current
            let due = try await due(city)
            #expect(due.keys.sorted() == ["H57", "H57.05", "H57.05.04"])
            #expect(due["H57.05"]?["grants"] == 2 && due["H57.05"]?["last_review"] == .null)
            #expect(due["H57.05"]?["name"] == "Sở Khoa học và Công nghệ")
            let text = try await city.succeed("grant", "review", "due")
            #expect(text.contains("H57.05.04      Phòng Chuyển đổi số") && text.contains("chưa có (never)"), "\(text)")
        }

        @Test func `a review keeps and ends grants, is recorded, and puts the unit off for half a year`() async throws {
            try await Installation.scratch { city in
                let run = try await city.run(Self.attest("H57.05", "--keep", "g-1", "--revoke", "g-2", "--json"))
                #expect(run.code == Exit.success, "\(run)")
                #expect(run.json["review"] == 1 && run.json["unit"] == "H57.05" && run.json["reviewed_by"] == .null)
                #expect(run.json["kept"] == ["g-1"] && run.json["revoked"] == ["g-2"])
                #expect(run.json["note"] == "Rà soát sáu tháng")
                #expect(try await city.lastEvent()?.action == "grant-review")
                #expect(try await city.lastEvent()?.object == "H57.05, review 1, revoked g-2")
                #expect(try await !city.can("can.bo.an", "bi.report.enter", at: "H57.05"), "what was revoked has ended")
                #expect(try await due(city)["H57.05"] == nil)
                let shown = try await city.json("grant", "review", "show", "--unit", "H57.05")
                #expect(shown["grants"].array?.compactMap { $0["grant"].string } == ["g-1"])
                #expect(shown["reviews"].array?.first == run.json)
                let text = try await city.succeed("grant", "review", "show", "--unit", "H57.05")
                #expect(text.contains("giữ (kept) 1, thu hồi (revoked) 1. Rà soát sáu tháng"), "\(text)")
            }
        }

        @Test func `an administrator reviews what they administer, and it says who`() async throws {
            try await Installation.scratch { city in
                // The denial is the operators', which an administrator of a unit can't lift; without it there is one
                // grant of the policy's own kind left.
                for grant in ["g-6", "g-7"] { try await city.succeed("grant", "revoke", grant) }
                let listing = try await Self.listing(city, "H57.05.04")
                let text = try await city.succeed("grant", "review", "show", "--unit", "H57.05.04")
                #expect(text.contains("Danh sách (listing): \(listing)\n"), "\(text)")
                let run = try await city.run(Self.attest("H57.05.04", "--keep-rest", listing, "--as", "can.bo.chi"))
                #expect(run.code == Exit.success, "\(run)")
                #expect(run.output == "Đã ghi nhận lần rà soát 1. (Review 1 is recorded.)\n")
                let shown = try await city.json("grant", "review", "show", "--unit", "H57.05.04")
                let review = try #require(shown["reviews"].array?.first)
                #expect(review["reviewed_by"].withoutIDs == Installation.chi)
                #expect(review["kept"] == ["g-5"])
            }
        }

        @Test(arguments: [
            (attest("H57.05", "--keep", "g-1"), Exit.badData, "g-2 has no verdict", "no-verdict"),
            (attest("H57.05", "--keep", "g-1", "--revoke", "g-1"), Exit.badData, "two verdicts", "two-verdicts"),
            (
                attest("H57.05", "--keep-rest", "LISTING", "--revoke", "g-5"), Exit.badData,
                "g-5 is not a grant of this unit",
                "unknown-grant"
            ),
            (
                attest("H57.02", "--keep-rest", "LISTING"), Exit.badData, "there is nothing to review",
                "nothing-to-review"
            ),
            (attest("H57.99", "--keep-rest", "0123"), Exit.noInput, "there is no unit H57.99", "unknown-unit"),
            (
                attest("H57.05", "--keep-rest", "LISTING", "--as", "can.bo.chi"), Exit.notPermitted,
                "g-1 là quyền của chính",
                "own-grant"
            ),
            (
                attest("H57.05", "--keep-rest", "LISTING", "--as", "can.bo.binh"), Exit.notPermitted, "g-1: ",
                "administers-nothing"
            ),
            (attest("H57.05", "--keep-rest", "0123"), Exit.temporaryFailure, "các quyền đã thay đổi", "other-listing"),
        ])
        func `a review that isn't whole, or isn't the reviewer's, changes nothing`(
            arguments: [String], code: Int32, message: String, word: String
        ) async throws {
            let city = try Installation.current
            let revision = try await city.revision()
            let listing = arguments.contains("LISTING") ? try await Self.listing(city, arguments[4]) : ""
            let run = try await city.run(arguments.map { $0 == "LISTING" ? listing : $0 })
            #expect(run.code == code && run.errors.contains(message), "\(run)")
            #expect(try await city.lastEvent()?.outcome == "refused: \(word)")
            #expect(try await city.revision() == revision)
            #expect(try await due(city).count == 3)
        }

        @Test func `a review needs a note of one line and a unit that is there`() async throws {
            let city = try Installation.current
            let note = try await city.run(
                "grant", "review", "attest", "--unit", "H57.05", "--keep-rest", "0123", "--note", "a\nb")
            #expect(note.code == Exit.badData && note.errors.contains("--note"), "\(note)")
            let none = try await city.run("grant", "review", "attest", "--unit", "H57.05", "--keep-rest", "0123")
            #expect(none.code == Exit.usage)
            #expect(try await city.run("grant", "review", "show", "--unit", "H57.99").code == Exit.noInput)
        }
    }
}
