import Foundation
import Testing

extension EndToEnd.Requests {
    /// The invented city of `hue-sso demo`: units, staff, grants and policies that fit together.
    @Suite(.demo, .demoLog)
    struct SampleCityTests {
        private let city: Installation

        init() throws { city = Installation(data: try Demo.current.data) }

        /// The lines of a table of the sample city, by column.
        private func table(_ name: String) throws -> [[String: String]] {
            let file = Installed.package.appendingPathComponent("Sources/SampleCity/Resources/\(name).tsv")
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
                .filter { !$0.hasPrefix("#") }
                .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
            let columns = try #require(lines.first)
            return lines.dropFirst().map { cells in Dictionary(uniqueKeysWithValues: zip(columns, cells)) }
        }

        private static let moments = ["2025-07-15", "2026-01-05", "2026-03-03 14:05", "2026-08-03", "2027-03-01"]

        @Test(arguments: moments) func `every grant in it means something`(moment: String) async throws {
            let grants = try await city.json("grant", "list", "--at", moment).array ?? []
            #expect(grants.count > 50)
            for grant in grants { #expect(grant["problem"] == .null, "\(grant)") }
        }

        @Test func `every grant of the table is there, with its giver and its reason`() async throws {
            let grants = try await city.json("grant", "list", "--all").array ?? []
            let rows = try table("grants")
            #expect(grants.count == rows.count)
            for (grant, row) in zip(grants, rows) {
                #expect(grant["role"].string == row["role"] && grant["unit"].string == row["unit"], "\(grant)")
                #expect(grant["granted_by"]["username"].string ?? "" == row["by"] ?? "", "\(grant)")
                #expect(grant["reason"].string == row["reason"])
                #expect((grant["until"] == .null) == (row["until"] ?? "").isEmpty)
            }
        }

        @Test func `everybody of the staff is in the records, under their name`() async throws {
            let accounts = try await city.json("account", "list").array ?? []
            let names = Dictionary(
                uniqueKeysWithValues: accounts.map { ($0["username"].string ?? "", $0["name"].string) })
            let staff = try table("staff")
            #expect(staff.count > 100)
            for row in staff {
                let (username, name) = (row["username"] ?? "", row["name"])
                guard username.first?.isNumber == true else {
                    #expect(names[username] == name, "\(username)")
                    continue
                }
                let shown = try await city.json("account", "show", username)
                #expect(shown["name"].string == name, "before their first sign-in too")
                #expect(shown["posts"].array?.contains { $0["unit"].string == row["unit"] } == true, "\(shown)")
            }
        }

        @Test func `the whole city is in the tree, with somebody who administers each department`() async throws {
            let tree = try await city.json("unit", "tree", "--at", "2026-06-15").array ?? []
            #expect(
                tree.compactMap { $0["id"].string }.sorted() == (try table("units")).compactMap { $0["code"] }.sorted())
            for unit in tree where unit["kind"] == "so" {
                let administrators = unit["administrators"].array ?? []
                #expect(administrators.contains { $0["people"].array?.isEmpty == false }, "\(unit)")
            }
        }

        @Test(arguments: [
            // Moved from the one-stop centre to a division of Home Affairs on 1 April 2026.
            ("duong.van.gia.dinh.nam", "cqs.service.process", "H57.01.01", "2026-03-31 23:59", true),
            ("duong.van.gia.dinh.nam", "cqs.service.process", "H57.01.01", "2026-04-01", false),
            ("duong.van.gia.dinh.nam", "bi.dashboard.view", "H57.02.04", "2026-03-31 23:59", false),
            ("duong.van.gia.dinh.nam", "bi.dashboard.view", "H57.02.04", "2026-04-01", true),
            // May export footage, but for half a year in which that was denied.
            ("do.thi.thu.nghiem.muoi", "ioc.camera.export", "H57.05.01", "2026-08-02 23:59", true),
            ("do.thi.thu.nghiem.muoi", "ioc.camera.export", "H57.05.01", "2026-08-03", false),
            ("do.thi.thu.nghiem.muoi", "ioc.camera.export", "H57.05.01", "2027-02-01", true),
            ("phan.van.thu.nghiem.muoi.hai", "dcu.dataset.export", "H57.08", "2026-06-30 23:59", true),
            ("phan.van.thu.nghiem.muoi.hai", "dcu.dataset.export", "H57.08", "2026-07-01", false),
            ("046085000088", "ioc.camera.export", "H57.05.01", "2026-02-02", true),
            ("046085000088", "ioc.camera.export", "H57.05.01", "2026-02-01 23:59", false),
        ])
        func `what somebody may do changes with the day that is asked about`(
            person: String, function: String, unit: String, moment: String, isPermitted: Bool
        ) async throws {
            #expect(try await city.can(person, function, at: unit, "--at", moment) == isPermitted)
            let named = try await city.json("who-can", function, "--unit", unit, "--at", moment)
            let isNamed = named["staff"].array?.contains {
                $0["person"]["username"].string == person
                    || person.first?.isNumber == true && $0["person"]["name"] == "Võ Cán Bộ Tưởng Tượng"
            }
            #expect(isNamed == isPermitted, "\(named)")
        }

        @Test func `the administrator of a department follows the transfer`() async throws {
            for (moment, username) in [
                ("2026-04-15", "huynh.van.gia.dinh.muoi.ba"), ("2026-05-04", "le.van.vi.du.muoi.ba"),
            ] {
                let tree = try await city.json("unit", "tree", "--under", "H57.12", "--at", moment)
                let people = tree.array?.first?["administrators"].array?.flatMap { $0["people"].array ?? [] } ?? []
                #expect(people.compactMap { $0["username"].string } == [username], "\(moment)")
            }
        }

        @Test func `before the demo was set up nothing of it was known`() async throws {
            let run = try await city.run(
                "can", "duong.van.gia.dinh.nam", "bi.dashboard.view", "--unit", "H57.02.04", "--at", "2026-04-01",
                "--known-at", "2026-04-01")
            #expect(run.code == Exit.noInput, "\(run)")
        }
    }
}
