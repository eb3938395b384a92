import Foundation
import Testing

extension EndToEnd.Commands {
    /// `can`: may somebody use a function at a unit, and why.
    @Suite(.smallCity)
    struct CanCommandTests {
        private func can(
            _ person: String, _ function: String, _ unit: String, _ options: String...
        ) async throws
            -> ProgramRun
        {
            try await Installation.current.run(["can", person, function, "--unit", unit] + options)
        }

        @Test func `a permit says so, and explains itself from the grant to the unit`() async throws {
            let run = try await can("can.bo.an", "bi.dashboard.view", "H57.05.04")
            #expect(run.code == Exit.success, "\(run)")
            #expect(
                run.output == """
                    Cán Bộ An (can.bo.an): Được phép: Xem bảng điều khiển [bi.dashboard.view] tại Phòng Chuyển đổi số [H57.05.04]
                      (Permitted: View dashboards [bi.dashboard.view] at Phòng Chuyển đổi số [H57.05.04])

                    """)
            let explained = try await can("can.bo.an", "bi.dashboard.view", "H57.05.04", "--explain").output
            for line in [
                "- Căn cứ: g-2 do Cán Bộ Chi (can.bo.chi) giao, từ ",
                "  (Because of: g-2, given by Cán Bộ Chi (can.bo.chi)",
                "- Đối tượng: giao đích danh\n  (It is theirs as: granted in person)",
                "- Vai trò: Chuyên viên [chuyen-vien] → Người làm việc tại đơn vị [nhan-su]",
                "  (Role: Officer [chuyen-vien] → Member of staff [nhan-su])", "- Chức năng: bi.dashboard.view",
                "- Phạm vi đơn vị: Sở Khoa học và Công nghệ [H57.05] › Phòng Chuyển đổi số [H57.05.04]",
            ] {
                #expect(explained.contains(line), "\(line) in \(explained)")
            }
        }

        @Test func `the explanation in JSON has its chain`() async throws {
            let json = try await can("can.bo.an", "bi.dashboard.view", "H57.05.04", "--explain", "--json").json
            #expect(json["decision"] == "permit" && json["as"] == "staff")
            #expect(json["person"].withoutIDs == Installation.an)
            #expect(json["function"] == "bi.dashboard.view" && json["unit"] == "H57.05.04")
            #expect(json["grant"] == "g-2" && json["roles"] == ["chuyen-vien", "nhan-su"])
            #expect(json["granted_by"].withoutIDs == Installation.chi)
            #expect(json["units"] == ["H57.05", "H57.05.04"])
            #expect(json["reasons"].array?.count == 5)
            #expect(json["verdict"]["vi"].string?.hasPrefix("Được phép: ") == true)
            let short = try await can("can.bo.an", "bi.dashboard.view", "H57.05.04", "--json").json
            #expect(short["grant"] == .null && short["reasons"] == .null && short["decision"] == "permit")
        }

        @Test func `a post and a kind of unit are named in the chain`() async throws {
            let post = try await can("can.bo.binh", "bi.report.enter", "H57.05.04", "--explain").output
            #expect(post.contains("- Đối tượng: chức vụ Trưởng phòng – Phòng Chuyển đổi số [H57.05.04]"), "\(post)")
            let kind = try await can("can.bo.chi", "gis.layer.view", "H57.05", "--explain").output
            #expect(
                kind.contains("- Đối tượng: mọi người tại đơn vị loại Sở [so], giữ chức vụ Chánh Văn phòng"), "\(kind)")
            #expect(kind.contains("everyone at units of kind Department [so], as Chief of office"))
            #expect(kind.contains("do người vận hành hệ thống giao"))
        }

        @Test func `a denial says what comes nearest`() async throws {
            for (person, function, unit, sentences) in [
                (
                    "can.bo.an", "bi.report.enter", "H57.02",
                    [
                        "Không được phép: Nhập báo cáo", "Chưa có quyền nào được giao.", "No grant gives it.",
                        "Gần nhất: g-2 có chức năng này nhưng tại Sở Khoa học và Công nghệ [H57.05], cách 2 bậc",
                        "Nearest: g-2 gives it, but at Sở Khoa học và Công nghệ [H57.05], 2 steps away",
                    ]
                ),
                (
                    "can.bo.binh", "cqs.calendar.edit", "H57.05.04",
                    ["Bị cấm rõ ràng theo g-6.", "Denied explicitly by g-6.", "Văn thư [van-thu]"]
                ),
                ("can.bo.an", "hue-s.reflect.send", "H57", ["tư cách công dân", "when acting as a citizen"]),
            ] as [(String, String, String, [String])] {
                let run = try await can(person, function, unit, "--explain")
                #expect(run.code == Exit.notPermitted && run.errors.isEmpty, "\(run)")
                for sentence in sentences { #expect(run.output.contains(sentence), "\(sentence) in \(run)") }
            }
        }

        @Test(arguments: [
            (["--authentication", "1"], "step-up", "authentication level 2"),
            (["--authentication", "2"], "permit", "Permitted: "),
            (["--authentication", "2", "--minutes-ago", "15"], "permit", "Permitted: "),
            (["--authentication", "2", "--minutes-ago", "16"], "step-up", "a sign-in within 15 minutes"),
            (["--authentication", "1", "--minutes-ago", "600"], "step-up", "authentication level 2, a sign-in within"),
        ])
        func `a session that isn't good enough needs a step-up, and it says which`(
            options: [String], decision: String, message: String
        ) async throws {
            let city = try Installation.current
            let asked = ["can", "can.bo.an", "bi.dashboard.publish", "--unit", "H57.05.04"] + options
            let run = try await city.run(asked + ["--json"])
            #expect(run.json["decision"].string == decision, "\(run)")
            #expect(run.code == (decision == "permit" ? Exit.success : Exit.notPermitted))
            let text = try await city.run(asked)
            #expect(text.output.contains(message), "\(text)")
            if decision == "step-up" { #expect(text.output.contains("Có quyền nhưng cần xác thực thêm (")) }
        }

        @Test func `a person acts as staff, in one post, or as a citizen`() async throws {
            for (persona, function, unit, may) in [
                ("staff", "bi.report.enter", "H57.05.04", true), ("citizen", "bi.report.enter", "H57.05.04", false),
                ("truong-phong@H57.05.04", "bi.report.enter", "H57.05.04", true),
                ("chuyen-vien@H57.05.04", "bi.report.enter", "H57.05.04", false),
                ("citizen", "hue-s.reflect.send", "H57", true), ("staff", "hue-s.reflect.send", "H57", false),
            ] {
                let run = try await can("can.bo.binh", function, unit, "--as", persona)
                #expect(run.code == (may ? Exit.success : Exit.notPermitted), "\(persona) \(function): \(run)")
            }
            let identity = try await can(
                "can.bo.binh", "hue-s.reflect.send", "H57", "--as", "citizen", "--identity", "0")
            #expect(identity.code == Exit.notPermitted, "\(identity)")
        }

        @Test func `roles that a session has used exclude others in it`() async throws {
            try await Installation.scratch { city in
                try await city.employ("can.bo.dung")
                for role in ["bien-tap-ban-do", "phat-hanh-ban-do"] {
                    try await city.succeed(
                        "grant", "add", "--to", "can.bo.dung", "--role", role, "--unit", "H57.05", "--reason", "Thử")
                }
                #expect(try await city.can("can.bo.dung", "gis.layer.publish", at: "H57.05"))
                let used = try await city.run(
                    "can", "can.bo.dung", "gis.layer.publish", "--unit", "H57.05", "--used", "bien-tap-ban-do")
                #expect(used.code == Exit.notPermitted, "\(used)")
                #expect(used.output.contains("Phiên này đã dùng vai trò loại trừ vai trò theo g-9."))
                #expect(used.output.contains("This session has used a role that excludes that of g-9."))
            }
        }

        @Test func `a past moment is answered by what held then`() async throws {
            for (moment, code) in [
                ("2025-06-30 23:59", Exit.noInput), ("2026-03-03 14:05", Exit.notPermitted),
                ("2026-03-03T07:05:00Z", Exit.notPermitted), ("2090-01-01", Exit.success),
            ] {
                let run = try await can("can.bo.an", "bi.report.enter", "H57.05", "--at", moment)
                #expect(run.code == code, "\(moment): \(run)")
            }
            let same = try await [
                can("can.bo.an", "bi.report.enter", "H57.05", "--at", "2026-03-03 14:05", "--json"),
                can("can.bo.an", "bi.report.enter", "H57.05", "--at", "2026-03-03T07:05:00Z", "--json"),
                can("can.bo.an", "bi.report.enter", "H57.05", "--at", "2026-03-03T09:05:00+02:00", "--json"),
            ].map { $0.json["at"].string }
            #expect(same == Array(repeating: "2026-03-03T07:05:00Z", count: 3))
            let unknown = try await can("can.bo.an", "bi.report.enter", "H57.05", "--known-at", "2026-01-01")
            #expect(unknown.code == Exit.noInput, "nothing was on record then: \(unknown)")
            let known = try await can("can.bo.an", "bi.report.enter", "H57.05", "--known-at", "2090-01-01")
            #expect(known.code == Exit.success, "\(known)")
        }

        @Test func `who has been disabled may nothing now, and what they could is said to be another's time`()
            async throws
        {
            try await Installation.scratch { city in
                try await city.succeed("account", "disable", "can.bo.an", "--yes")
                let asked = ["can", "can.bo.an", "bi.report.enter", "--unit", "H57.05"]
                let now = try await city.run(asked + ["--explain"])
                #expect(now.code == Exit.notPermitted, "\(now)")
                #expect(
                    now.output == """
                        (đã ngừng / disabled) Cán Bộ An (can.bo.an): tài khoản đã ngừng
                          (the account is disabled)

                        """)
                let json = try await city.run(asked + ["--explain", "--json"])
                #expect(json.code == Exit.notPermitted && json.json["decision"] == "deny", "\(json)")
                #expect(json.json["verdict"] == ["vi": "tài khoản đã ngừng", "en": "the account is disabled"])
                #expect(json.json["person"]["enabled"] == false && json.json["grant"] == .null)
                for options in [["--at", "2090-01-01"], ["--known-at", "2090-01-01"]] {
                    let other = try await city.run(asked + options)
                    #expect(other.code == Exit.success && other.output.contains("Được phép: "), "\(other)")
                    #expect(
                        other.output.contains("Tài khoản hôm nay đã ngừng.\n  (The account is disabled today.)"),
                        "\(other)")
                }
                // They are still in the records of who could.
                let text = try await city.succeed("who-can", "bi.report.enter", "--unit", "H57.05")
                #expect(text.contains("(đã ngừng / disabled) Cán Bộ An (can.bo.an)"), "\(text)")
            }
        }

        @Test(arguments: [
            (["khong.co", "bi.report.enter", "--unit", "H57"], Exit.noInput, "no account 'khong.co'"),
            (["046000000012", "bi.report.enter", "--unit", "H57"], Exit.noInput, "no account"),
            (["can.bo.an", "bi.khong-co", "--unit", "H57"], Exit.noInput, "has no function bi.khong-co"),
            (["can.bo.an", "bi.report", "--unit", "H57"], Exit.badData, "bi.report is a group of functions"),
            (["can.bo.an", "bi.report.enter", "--unit", "H57.99"], Exit.noInput, "there is no unit H57.99"),
            (
                ["can.bo.an", "bi.report.enter", "--unit", "H57", "--used", "khong-co"], Exit.noInput,
                "has no role khong-co"
            ), (["can.bo.an", "bi.report.enter", "--unit", "H57", "--used", "Văn thư"], Exit.badData, "role list"),
            (
                ["can.bo.an", "bi.report.enter", "--unit", "H57", "--as", "truong-phong@H57.99"], Exit.noInput,
                "there is no unit H57.99"
            ),
            (
                ["can.bo.an", "bi.report.enter", "--unit", "H57", "--as", "truong-phong@"], Exit.badData,
                "staff, citizen or"
            ), (["can.bo.an", "báo cáo", "--unit", "H57"], Exit.badData, "a function, such as bi.dashboard.view"),
            (["can.bo.an", "bi.report.enter", "--unit", "sở"], Exit.badData, "a unit's id"),
            (["can.bo.an", "bi.report.enter", "--unit", "H57", "--as", "khách"], Exit.badData, "staff, citizen or"),
            (["can.bo.an", "bi.report.enter", "--unit", "H57", "--authentication", "5"], Exit.badData, "from 1 to 4"),
            (["can.bo.an", "bi.report.enter", "--unit", "H57", "--identity", "3"], Exit.badData, "0, 1 or 2"),
            (["can.bo.an", "bi.report.enter", "--unit", "H57", "--minutes-ago", "-1"], Exit.usage, "minutes-ago"),
            (
                ["can.bo.an", "bi.report.enter", "--unit", "H57", "--at", "2026-02-30"], Exit.badData,
                "--at '2026-02-30'"
            ),
            (["can.bo.an", "bi.report.enter", "--unit", "H57", "--at", "2026-03-03 24:30"], Exit.badData, "--at"),
            (["can.bo.an", "bi.report.enter"], Exit.usage, "--unit"), (["can.bo.an"], Exit.usage, "function"),
        ])
        func `a question that can't be understood isn't answered`(
            arguments: [String], code: Int32, message: String
        ) async throws {
            let run = try await Installation.current.run(["can"] + arguments)
            #expect(run.code == code && run.errors.contains(message), "\(run)")
            #expect(run.output.isEmpty)
        }
    }
}
