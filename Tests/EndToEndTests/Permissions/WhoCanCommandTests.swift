import Foundation
import Testing

extension EndToEnd.Commands {
    /// `who-can`: who may use a function at a unit.
    @Suite(.smallCity)
    struct WhoCanCommandTests {
        private func names(_ answer: JSON) -> [String] {
            (answer["staff"].array ?? []).map { $0["person"]["username"].string ?? "?" }.sorted()
        }

        @Test func `staff are listed with the role and the grant by which they may`() async throws {
            let city = try Installation.current
            let answer = try await city.json("who-can", "bi.report.enter", "--unit", "H57.05.04")
            #expect(names(answer) == ["can.bo.an", "can.bo.binh"] && answer["citizens_from_level"] == .null)
            let first = try #require(answer["staff"].array?.first { $0["person"]["username"] == "can.bo.an" })
            #expect(first["person"].withoutIDs == Installation.an)
            #expect(first["role"] == "chuyen-vien" && first["grant"] == "g-2")
            let text = try await city.succeed("who-can", "bi.report.enter", "--unit", "H57.05.04")
            #expect(text.contains("Cán Bộ Bình (can.bo.binh)  Chuyên viên [chuyen-vien]  g-5"), "\(text)")
        }

        @Test(arguments: [
            ("bi.report.enter", "H57.05.04"), ("bi.report.enter", "H57.05"), ("bi.dashboard.view", "H57.05"),
            ("cqs.calendar.edit", "H57.05.04"), ("bi.dashboard.publish", "H57.05.04"), ("bi.dashboard.view", "H57.02"),
        ])
        func `it names just those to whom can says yes`(function: String, unit: String) async throws {
            let city = try Installation.current
            let named = Set(names(try await city.json("who-can", function, "--unit", unit)))
            for person in ["can.bo.an", "can.bo.binh", "can.bo.chi", "can.bo.dung"] {
                #expect(try await city.can(person, function, at: unit) == named.contains(person), "\(person)")
            }
        }

        @Test func `citizens are named as a whole, and nobody as nobody`() async throws {
            let city = try Installation.current
            let answer = try await city.json("who-can", "hue-s.reflect.send", "--unit", "H57.19753")
            #expect(answer["citizens_from_level"] == 1 && answer["staff"] == [])
            let text = try await city.succeed("who-can", "hue-s.reflect.send", "--unit", "H57.19753")
            #expect(
                text.contains(
                    "Mọi công dân có định danh mức 1 trở lên.\n(Every citizen of identity level 1 or better.)"))
            #expect(!text.contains("Không ai."))
            let nobody = try await city.succeed("who-can", "bi.report.approve", "--unit", "H57.05")
            #expect(nobody.contains("Không ai. (Nobody.)"))
        }

        @Test func `another moment has another answer`() async throws {
            let city = try Installation.current
            let past = try await city.json(
                "who-can", "bi.report.enter", "--unit", "H57.05.04", "--at", "2026-03-03 14:05")
            #expect(past["staff"] == [], "the grants came later")
            let early = try await city.run("who-can", "bi.report.enter", "--unit", "H57", "--at", "2025-01-01")
            #expect(early.code == Exit.noInput, "\(early)")
        }

        @Test(arguments: [
            ("bi.khong-co", "H57", Exit.noInput, "has no function bi.khong-co"),
            ("bi.report", "H57", Exit.badData, "bi.report is a group of functions"),
            ("bi.report.enter", "H57.99", Exit.noInput, "there is no unit H57.99"),
            ("báo cáo", "H57", Exit.badData, "a function"), ("bi.report.enter", "sở", Exit.badData, "a unit's id"),
        ])
        func `an unknown function or unit is an error, not an empty list`(
            function: String, unit: String, code: Int32, message: String
        ) async throws {
            let run = try await Installation.current.run("who-can", function, "--unit", unit)
            #expect(run.code == code && run.errors.contains(message), "\(run)")
            #expect(run.output.isEmpty)
        }
    }
}
