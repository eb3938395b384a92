import Foundation
import Testing

extension EndToEnd.Commands {
    /// `unit import` and `unit tree`: the city's units, from a table, as they are and as they were.
    @Suite(.smallCity)
    struct UnitCommandTests {
        private static let columns = "code\tparent_code\tkind\tname_vi\n"

        /// The small city with a line in another's place.
        private func table(_ unit: String, _ line: String?) -> String {
            let lines = Installation.units.split(separator: "\n").compactMap { old -> String? in
                old.hasPrefix(unit + "\t") ? line : String(old)
            }
            return lines.joined(separator: "\n")
        }

        private func ids(_ tree: JSON) -> [String] { (tree.array ?? []).compactMap { $0["id"].string } }

        private func unit(_ id: String, in tree: JSON) -> JSON {
            tree.array?.first { $0["id"].string == id } ?? .null
        }

        @Test func `a first import brings every unit, and says so in both languages and in JSON`() async throws {
            let city = try await Installation.empty()
            defer { city.remove() }
            let tried = try await city.run("unit", "import", "-", "--dry-run", input: Installation.units)
            #expect(tried.code == Exit.success && tried.output.contains("Nếu nhập (if imported): +9 ~0 -0"), "\(tried)")
            #expect(tried.output.contains("+ H57.05.04 Phòng Chuyển đổi số [phong]"))
            #expect(try await city.auditEvents().isEmpty)
            #expect(try await city.revision() == "0")

            let done = try await city.run("unit", "import", "-", "--json", input: Installation.units)
            #expect(done.code == Exit.success && done.json["dry_run"] == false, "\(done)")
            #expect(done.json["begun"].strings.sorted().first == "H57" && done.json["begun"].strings.count == 9)
            #expect(["changed", "ended", "missing"].allSatisfy { done.json[$0] == [] })
            let event = try #require(try await city.lastEvent())
            #expect(event.action == "unit-import" && event.outcome == "success")
            #expect(event.object.hasPrefix("9 units from 20") && event.object.contains("Z: +9 H57 "), "\(event)")
            #expect(event.object.hasSuffix(", ~0, -0"))
            #expect(event.actor.hasPrefix("administrator:"))

            // The tree is there before any policy is.
            let tree = try await city.run("unit", "tree", "--under", "H57.19753")
            let drawn = "Phường Phú Xuân [H57.19753]\n└─ Trung tâm Phục vụ hành chính công [H57.19753.04]\n"
            #expect(tree.output == drawn, "\(tree)")

            let again = try await city.run("unit", "import", "-", input: Installation.units)
            #expect(again.code == Exit.success && again.output.contains("Đã nhập (imported): +0 ~0 -0"), "\(again)")
            #expect(try await city.auditEvents().count == 1, "nothing changed, nothing is written")
        }

        @Test(arguments: [
            ("H57\t\tthanh_pho\tHuế\nH57.01\tH57\tKhông\tX", "dòng 3: 'Không' phải là loại đơn vị", "line 3: 'Không'"),
            ("H57\t\tthanh_pho\tHuế\nhuế\tH57\tso\tX", "dòng 3: 'huế' phải là mã cơ quan", "line 3: 'huế'"),
            ("H57\t\tthanh_pho\tHuế\nH57.01\tH57\tso\t", "dòng 3: cột name_vi còn trống", "line 3: name_vi is empty"),
            (
                "H57\t\tthanh_pho\tHuế\nH57\t\tthanh_pho\tHuế", "dòng 3: 'H57' đã có ở một dòng trước",
                "line 3: 'H57' is in an earlier line too"
            ),
            (
                "H57\t\tthanh_pho\tHuế\tthừa", "dòng 2: có nhiều ô hơn số cột",
                "line 2: there are more cells than columns"
            ),
            (
                "H57\t\tthanh_pho\tHuế\nH57.01\tH57.99\tso\tX", "H57.01 đứng dưới H57.99",
                "H57.01 is under H57.99, which isn't there"
            ),
            (
                "H57\t\tthanh_pho\tHuế\nH58\t\tso\tX", "có nhiều đơn vị ở trên cùng: H57, H58",
                "several units are at the top: H57, H58"
            ),
            (
                "H57\tH57.01\tthanh_pho\tHuế\nH57.01\tH57\tso\tX", "không có đơn vị nào ở trên cùng",
                "no unit is at the top"
            ),
        ])
        func `a table that can't be used is refused with the line, and nothing changes`(
            lines: String, vietnamese: String, english: String
        ) async throws {
            let city = try await Installation.empty()
            defer { city.remove() }
            let run = try await city.run("unit", "import", "-", input: Self.columns + lines)
            #expect(run.code == Exit.badData, "\(run)")
            #expect(run.errors.contains(vietnamese) && run.errors.contains(english), "\(run)")
            #expect(run.output.isEmpty)
            let good = try await city.run("unit", "import", "-", "--json", input: Installation.units)
            #expect(good.json["begun"].array?.count == 9, "nothing came in before: \(good)")
        }

        @Test func `a missing column, a missing file and a bad moment are told apart`() async throws {
            let city = try Installation.current
            let columns = try await city.run("unit", "import", "-", input: "code\tkind\nH57\tthanh_pho")
            #expect(columns.code == Exit.badData && columns.errors.contains("line 1"), "\(columns)")
            #expect(try await city.run("unit", "import", "/nonexistent.tsv").code == Exit.noInput)
            let moment = try await city.run("unit", "import", "-", "--from", "hôm qua", input: Installation.units)
            #expect(moment.code == Exit.badData && moment.errors.contains("--from"), "\(moment)")
            #expect(try await city.run("unit", "import").code == Exit.usage)
        }

        @Test func `a unit moves and is renamed from a moment on, and the tree of before stays`() async throws {
            try await Installation.scratch { city in
                let moved = table("H57.05.04", "H57.05.04\tH57.02\tphong\tPhòng Số hóa")
                let run = try await city.run("unit", "import", "-", "--from", "2026-03-03 14:05", input: moved)
                #expect(run.code == Exit.success && run.output.contains("Đã nhập (imported): +0 ~1 -0"), "\(run)")
                #expect(run.output.contains("Phòng Chuyển đổi số → Phòng Số hóa [phong], H57.05 → H57.02"))
                #expect(
                    try await city.lastEvent()?.object == "9 units from 2026-03-03T07:05:00Z: +0, ~1 H57.05.04, -0")
                for (moment, parent, name) in [
                    ("2026-03-03 14:04:59", "H57.05", "Phòng Chuyển đổi số"),
                    ("2026-03-03 14:05", "H57.02", "Phòng Số hóa"),
                    ("2026-03-03T07:04:59Z", "H57.05", "Phòng Chuyển đổi số"),
                    ("2026-03-03T07:05:00Z", "H57.02", "Phòng Số hóa"),
                ] {
                    let shown = unit("H57.05.04", in: try await city.json("unit", "tree", "--at", moment))
                    #expect(shown["parent"].string == parent && shown["name"].string == name, "\(moment)")
                }
                // What was granted over the old department doesn't reach the unit any more.
                #expect(try await !city.can("can.bo.an", "bi.report.enter", at: "H57.05.04"))
            }
        }

        @Test func `an import from a moment to come is in the tree then, and not before`() async throws {
            try await Installation.scratch { city in
                let more = Installation.units + "\nH57.06\tH57\tso\tSở Tương lai"
                try await city.succeed("unit", "import", "-", "--from", "2090-01-01", input: more)
                #expect(try await !ids(city.json("unit", "tree")).contains("H57.06"))
                #expect(try await !ids(city.json("unit", "tree", "--at", "2089-12-31 23:59")).contains("H57.06"))
                #expect(try await ids(city.json("unit", "tree", "--at", "2090-01-01")).contains("H57.06"))
            }
        }

        @Test func `units that the table doesn't name stay, or end when that is said twice`() async throws {
            try await Installation.scratch { city in
                let fewer = table("H57.01", nil)
                let kept = try await city.run("unit", "import", "-", "--json", input: fewer)
                #expect(kept.json["missing"].strings == ["H57.01"] && kept.json["ended"] == [], "\(kept)")
                let before = try await city.revision()
                // Standard input is the table here, so that nobody can answer.
                let asked = try await city.run("unit", "import", "-", "--end-missing", input: fewer)
                #expect(asked.code == Exit.usage && asked.errors.contains("--yes"), "\(asked)")
                #expect(
                    asked.errors.contains(
                        "1 đơn vị sẽ kết thúc, cùng 0 chức vụ đang có người giữ. (Units that end: 1; "))
                #expect(try await city.revision() == before)
                let ended = try await city.run("unit", "import", "-", "--end-missing", "--yes", input: fewer)
                #expect(ended.code == Exit.success && ended.output.contains("- H57.01 "), "\(ended)")
                #expect(try await !ids(city.json("unit", "tree")).contains("H57.01"))
                #expect(try await ids(city.json("unit", "tree", "--at", "2026-01-01")).contains("H57.01"))
            }
        }

        @Test(arguments: [
            ([("H57.06", "H57.06\tH57\tto_dan_pho\tTổ 1")], "chính sách số 1 không có loại đơn vị to_dan_pho"),
            ([("H57.06", "H57.06\tH57.02.04\tso\tSở Mới")], "H57.06: so không đứng dưới phong"),
            ([("H57.02", "H57.02\tH57\tto_dan_pho\tSở Nội vụ")], "chính sách số 1 không có loại đơn vị to_dan_pho"),
            ([("H57.05.04", "H57.05.04\tH57.19753\tphong\tPhòng")], "H57.05.04: phong không đứng dưới phuong"),
            // What is below a unit that changes has to go with it, and what the table doesn't name is there all the same.
            ([("H57.05", "H57.05\tH57\tphuong\tPhường Mới")], "H57.05.04: phong không đứng dưới phuong"),
            ([("H57.05", "H57.05\tH57\tphuong\tPhường Mới"), ("H57.05.04", nil)], "phong không đứng dưới phuong"),
            ([("H57.06", "H57.06\tH57.02.04\tso\tSở Mới"), ("H57.02.04", nil)], "H57.06: so không đứng dưới phong"),
        ])
        func `a kind that the policy doesn't know, or not there, is refused, and nothing changes`(
            lines: [(String, String?)], message: String
        ) async throws {
            let city = try Installation.current
            var rows = Installation.units.split(separator: "\n").map(String.init)
            for (unit, line) in lines {
                let place = rows.firstIndex { $0.hasPrefix(unit + "\t") } ?? rows.endIndex
                rows.replaceSubrange(place..<min(place + 1, rows.endIndex), with: line.map { [$0] } ?? [])
            }
            let revision = try await city.revision()
            for options in [[], ["--dry-run"]] {
                let run = try await city.run(
                    ["unit", "import", "-"] + options, input: rows.joined(separator: "\n"))
                #expect(run.code == Exit.badData && run.errors.contains(message), "\(run)")
            }
            #expect(try await city.revision() == revision)
        }

        @Test func `an id that has ended is given to no other unit, but may come back as what it was`() async throws {
            try await Installation.scratch { city in
                try await city.succeed(
                    "unit", "import", "-", "--end-missing", "--yes", input: table("H57.01", nil))
                let revision = try await city.revision()
                let again = try await city.run("unit", "import", "-", input: Installation.units)
                #expect(again.code == Exit.badData && again.errors.contains("H57.01 has ended"), "\(again)")
                #expect(again.errors.contains("line 3") && again.errors.contains("--reopen"))
                #expect(try await city.revision() == revision)
                #expect(try await !ids(city.json("unit", "tree")).contains("H57.01"))
                let reopened = try await city.run("unit", "import", "-", "--reopen", input: Installation.units)
                #expect(reopened.code == Exit.success && reopened.output.contains("+ H57.01 "), "\(reopened)")
                #expect(try await ids(city.json("unit", "tree")).contains("H57.01"))
            }
        }

        @Test func `the tree is drawn with its branches and its administrators`() async throws {
            let tree = try await Installation.current.succeed("unit", "tree")
            #expect(
                tree == """
                    Ủy ban nhân dân thành phố Huế [H57]
                    ├─ Văn phòng Ủy ban nhân dân thành phố [H57.01]
                    ├─ Sở Nội vụ [H57.02]
                    │  └─ Phòng Cải cách hành chính [H57.02.04]
                    ├─ Sở Khoa học và Công nghệ [H57.05]
                    │  │  ⚙ Quản trị đơn vị [quan-tri-don-vi], subtree: Cán Bộ Chi (can.bo.chi)
                    │  ├─ Trung tâm Giám sát, điều hành đô thị thông minh [H57.05.01]
                    │  └─ Phòng Chuyển đổi số [H57.05.04]
                    └─ Phường Phú Xuân [H57.19753]
                       └─ Trung tâm Phục vụ hành chính công [H57.19753.04]

                    """)
        }

        @Test func `who is in no post any more, or at a unit that has ended, administers nothing`() async throws {
            try await Installation.scratch { city in
                func administrators() async throws -> JSON {
                    let tree = try await city.json("unit", "tree", "--under", "H57.05")
                    return unit("H57.05", in: tree)["administrators"].array?.first?["people"] ?? .null
                }
                #expect(try await administrators().withoutIDs == [Installation.chi])
                try await city.succeed(
                    "account", "unassign", "can.bo.chi", "--position", "chanh-van-phong", "--unit", "H57.05")
                #expect(try await administrators() == [])
                try await city.succeed(
                    "account", "assign", "can.bo.chi", "--position", "chuyen-vien", "--unit", "H57.01")
                #expect(try await administrators().withoutIDs == [Installation.chi])
                let ended = try await city.succeed(
                    "unit", "import", "-", "--end-missing", "--yes", input: table("H57.01", nil))
                #expect(
                    ended.contains("! chuyen-vien@H57.01: Cán Bộ Chi (can.bo.chi), thôi giữ (leaves the post)"),
                    "\(ended)")
                #expect(try await administrators() == [])
                let gone = try await city.run("can", "can.bo.an", "bi.report.enter", "--unit", "H57.01")
                #expect(gone.code == Exit.noInput && gone.errors.contains("there is no unit H57.01"), "\(gone)")
            }
        }

        @Test func `who worked at a unit on a day is told, with position and name`() async throws {
            try await Installation.scratch { city in
                func names(_ options: String...) async throws -> [String] {
                    let run = try await city.run(["unit", "staff", "H57.05", "--json"] + options)
                    #expect(run.code == Exit.success, "\(run)")
                    return (run.json.array ?? []).compactMap { $0["name"].string }
                }
                #expect(try await names() == ["Cán Bộ Chi"])
                #expect(try await names("--below") == ["Cán Bộ Chi", "Cán Bộ An", "Cán Bộ Bình"])
                try await city.succeed(
                    "account", "unassign", "can.bo.chi", "--position", "chanh-van-phong", "--unit", "H57.05")
                #expect(try await names() == [])
                #expect(try await names("--at", "2026-07-01") == ["Cán Bộ Chi"])
                let unknown = try await city.run(
                    "unit", "staff", "H57.05", "--at", "2026-07-01", "--known-at", "2026-07-01")
                #expect(unknown.code == Exit.noInput && unknown.errors.contains("no units then"), "\(unknown)")
                let text = try await city.succeed("unit", "staff", "H57.05", "--at", "2026-07-01")
                #expect(text.hasPrefix("HỌ TÊN (NAME)") && text.contains(/Cán Bộ Chi +can\.bo\.chi/), "\(text)")
                #expect(text.contains("Sở Khoa học và Công nghệ [H57.05]  01/07/2025 00:00"), "\(text)")
                let nowhere = try await city.run("unit", "staff", "H57.99")
                #expect(nowhere.code == Exit.noInput && nowhere.errors.contains("there is no unit H57.99"))
                #expect(try await city.run("unit", "staff", "../etc").code == Exit.badData)
            }
        }

        @Test func `a part of the tree is shown alone, in JSON with its administrators`() async throws {
            let city = try Installation.current
            let drawn = try await city.succeed("unit", "tree", "--under", "H57.05")
            #expect(drawn.hasPrefix("Sở Khoa học và Công nghệ [H57.05]\n│  ⚙ "))
            #expect(drawn.hasSuffix("└─ Phòng Chuyển đổi số [H57.05.04]\n"))
            let tree = try await city.json("unit", "tree", "--under", "H57.05")
            #expect(ids(tree) == ["H57.05", "H57.05.01", "H57.05.04"])
            let top = unit("H57.05", in: tree)
            #expect(top["kind"] == "so" && top["parent"] == "H57")
            let administrator = try #require(top["administrators"].array?.first)
            #expect(administrator["grant"] == "g-1" && administrator["role"] == "quan-tri-don-vi")
            #expect(administrator["reach"] == "subtree")
            #expect(administrator["people"].withoutIDs == [Installation.chi])
            #expect(try await city.run("unit", "tree", "--under", "H57.99").code == Exit.noInput)
            #expect(try await city.run("unit", "tree", "--under", "../etc").code == Exit.badData)
            // Before anything was there.
            let early = try await city.run("unit", "tree", "--at", "2020-01-01")
            #expect(early.code == Exit.noInput && early.errors.contains("there are no units then"), "\(early)")
        }
    }
}
