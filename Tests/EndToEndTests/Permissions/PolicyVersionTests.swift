import Foundation
import Testing

extension EndToEnd.Commands {
    /// `policy diff`, `apply`, `rollback` and `list`: who gains and loses what, and which version was in force when.
    @Suite(.smallCity)
    struct PolicyVersionTests {
        /// The repository's policies, but that officers approve reports instead of entering them.
        private func withChangedPolicy(
            tests: Bool = false, _ body: (PolicyFolder, Installation) async throws -> Void
        ) async throws {
            let folder = try PolicyFolder.copy(withTests: tests)
            defer { folder.remove() }
            try folder.replace("- bi.report.enter", with: "- bi.report.approve", in: "roles.yaml")
            try await Installation.scratch { try await body(folder, $0) }
        }

        private func versions(_ city: Installation) async throws -> [Double] {
            try await city.json("policy", "list").array?.compactMap { $0["version"].number } ?? []
        }

        private static let underDepartment: JSON = ["H57.05", "H57.05.01", "H57.05.04"]

        @Test func `a diff names who gains and loses what and where, as can says before and after`() async throws {
            try await withChangedPolicy { folder, city in
                let diff = try await city.json("policy", "diff", "current", folder.path)["changes"].array ?? []
                #expect(diff.count == 4, "\(diff)")
                func change(_ username: String, _ function: String) -> JSON? {
                    diff.first { $0["who"]["username"].string == username && $0["function"].string == function }
                }
                #expect(change("can.bo.an", "bi.report.enter")?["lost"] == Self.underDepartment)
                #expect(change("can.bo.an", "bi.report.enter")?["gained"] == [])
                #expect(change("can.bo.an", "bi.report.approve")?["gained"] == Self.underDepartment)
                #expect(change("can.bo.binh", "bi.report.enter")?["lost"] == ["H57.05.04"])
                #expect(change("can.bo.binh", "bi.report.approve")?["gained"] == ["H57.05.04"])
                let text = try await city.succeed("policy", "diff", "current", folder.path)
                #expect(
                    text.contains("- Cán Bộ An (can.bo.an): bi.report.enter @ H57.05, H57.05.01, H57.05.04"), "\(text)")
                #expect(text.contains("+ Cán Bộ Bình (can.bo.binh): bi.report.approve @ H57.05.04"))

                func mays() async throws -> [Bool] {
                    var mays: [Bool] = []
                    for person in ["can.bo.an", "can.bo.binh", "can.bo.chi"] {
                        for function in ["bi.report.enter", "bi.report.approve"] {
                            mays.append(try await city.can(person, function, at: "H57.05.04"))
                        }
                    }
                    return mays
                }
                #expect(try await mays() == [true, false, true, false, false, false])
                try await city.succeed("policy", "apply", folder.path, "--yes")
                #expect(try await mays() == [false, true, false, true, false, false])
                // Back again by numbers, and nothing between a version and itself.
                let back = try await city.json("policy", "diff", "2", "1")["changes"].array ?? []
                let regained = back.filter { $0["function"] == "bi.report.enter" }.map { $0["gained"] }
                #expect(regained.count == 2 && regained.contains(Self.underDepartment), "\(back)")
                let same = try await city.run("policy", "diff", folder.path, "current")
                #expect(
                    same.output == """
                        Không ai được thêm hay mất quyền, và không quy tắc nào thay đổi.
                        (Nobody gains or loses anything, and no rule changes.)

                        """, "\(same)")
                #expect(try await city.json("policy", "diff", "2", "2") == ["changes": [], "rules": []])
            }
        }

        @Test func `a diff says what citizens gain and lose`() async throws {
            let folder = try PolicyFolder.copy(withTests: false)
            defer { folder.remove() }
            try folder.replace("- hue-s.reflect", with: "- hue-s.reflect.follow", in: "roles.yaml")
            let city = try Installation.current
            let diff = try await city.json("policy", "diff", "current", folder.path)["changes"].array ?? []
            let change = try #require(diff.first { $0["who"] == "citizens:1" }, "\(diff)")
            #expect(change["function"] == "hue-s.reflect.send" && change["gained"] == [])
            #expect(change["lost"].strings.count == 9)
            let text = try await city.succeed("policy", "diff", "current", folder.path)
            #expect(
                text.contains("- công dân mức 1 (citizens of level 1): hue-s.reflect.send @ H57, "))
            #expect(!text.contains("Không ai"))
        }

        @Test func `applying asks first, and without an answer nothing changes`() async throws {
            try await withChangedPolicy { folder, city in
                let revision = try await city.revision()
                let run = try await city.run("policy", "apply", folder.path)
                #expect(run.code == Exit.usage && run.errors.contains("--yes"), "\(run)")
                #expect(run.errors.contains("Áp dụng chính sách này? (Apply this policy?)"))
                #expect(
                    run.output.contains("+ Cán Bộ An (can.bo.an): bi.report.approve"), "what it would change is shown")
                #expect(try await city.revision() == revision)
                #expect(try await versions(city) == [1])
            }
        }

        @Test func `a policy is applied as a version of its own, and said to be`() async throws {
            try await withChangedPolicy { folder, city in
                let changes = try await city.json("policy", "diff", "current", folder.path)
                let run = try await city.run("policy", "apply", folder.path, "--yes", "--json")
                #expect(run.code == Exit.success && run.json["version"] == 2, "\(run)")
                #expect(run.json["changes"] == changes["changes"] && changes["changes"].array?.count == 4)
                #expect(run.json["rules"] == changes["rules"] && changes["rules"].array?.count == 1)
                #expect(run.json["until"] == .null && run.json["files"].strings.contains("roles.yaml"))
                let event = try #require(try await city.lastEvent())
                #expect(event.action == "policy-apply" && event.outcome == "success" && event.object == "policy 2")
                let list = try await city.json("policy", "list").array ?? []
                #expect(list.compactMap { $0["version"].number } == [1, 2])
                #expect(list.first?["from"] == "2025-06-30T17:00:00Z" && list.first?["until"] == run.json["from"])
                let text = try await city.succeed("policy", "list")
                #expect(
                    text.contains("PHIÊN BẢN (VERSION)  TỪ (FROM)")
                        && text.contains("1                    01/07/2025 00:00  "), "\(text)")

                let again = try await city.run("policy", "apply", folder.path, "--yes")
                #expect(again.code == Exit.success && again.output.contains("Không có gì thay đổi."), "\(again)")
                #expect(try await versions(city) == [1, 2])
            }
        }

        @Test func `cases that fail stop it`() async throws {
            try await withChangedPolicy(tests: true) { folder, city in
                let run = try await city.run("policy", "apply", folder.path, "--yes")
                #expect(run.code == Exit.badData && run.errors.contains("test cases fail in "), "\(run)")
                #expect(run.errors.contains("bi.test.yaml") && run.errors.contains("policy test \(folder.path)"))
                #expect(try await versions(city) == [1])
            }
        }

        @Test func `a policy with errors is not applied`() async throws {
            try await withChangedPolicy { folder, city in
                try folder.replace("platform: bi", with: "platform: bi\nthừa: 1", in: "bi.yaml")
                let run = try await city.run("policy", "apply", folder.path, "--yes")
                #expect(run.code == Exit.badData && run.errors.contains("hue-sso: bi.yaml:"), "\(run)")
                #expect(try await versions(city) == [1])
            }
        }

        @Test func `a rollback is a new version, and answers about the past stay`() async throws {
            try await withChangedPolicy { folder, city in
                try await city.employ("can.bo.dung")
                try await city.succeed(
                    "grant", "add", "--to", "can.bo.dung", "--role", "chuyen-vien", "--unit", "H57.05", "--from",
                    "2025-07-01", "--reason", "Ghi nhận quyết định cũ")
                func may(_ function: String, _ options: String...) async throws -> Bool {
                    let run = try await city.run(["can", "can.bo.dung", function, "--unit", "H57.05"] + options)
                    return run.code == Exit.success
                }
                let past = ["--at", "2026-03-03 14:05"]
                #expect(try await may("bi.report.enter", past[0], past[1]))
                try await city.succeed("policy", "apply", folder.path, "--yes")
                #expect(try await !may("bi.report.enter"))
                #expect(try await may("bi.report.approve"))
                #expect(try await may("bi.report.enter", past[0], past[1]), "the past had the first version")
                #expect(try await !may("bi.report.approve", past[0], past[1]))

                let asked = try await city.run("policy", "rollback", "1")
                #expect(asked.code == Exit.usage && asked.errors.contains("Trở lại phiên bản 1?"), "\(asked)")
                let run = try await city.run("policy", "rollback", "1", "--yes")
                #expect(run.code == Exit.success && run.output.contains("Chính sách số 3 có hiệu lực từ "), "\(run)")
                #expect(run.output.contains("(Policy 3 is in force from then on.)"))
                #expect(try await city.lastEvent()?.action == "policy-rollback")
                #expect(try await city.lastEvent()?.object == "policy 3")
                #expect(try await may("bi.report.enter"))
                #expect(try await !may("bi.report.approve"))
                #expect(try await versions(city) == [1, 2, 3])
                #expect(try await city.json("policy", "diff", "1", "3") == ["changes": [], "rules": []])
            }
        }

        @Test func `grants of a role that the policy lost are listed as without effect`() async throws {
            try await withChangedPolicy { folder, city in
                try folder.replace("  - id: van-thu\n", with: "  - id: van-thu-moi\n", in: "roles.yaml")
                for _ in 1...2 {
                    try folder.replace("      - van-thu\n", with: "      - van-thu-moi\n", in: "roles.yaml")
                }
                try await city.succeed("policy", "apply", folder.path, "--yes")
                let denial = try await city.json("grant", "list", "--role", "van-thu").array?.first
                #expect(
                    denial?["problem"]["vi"] == "chính sách không có vai trò van-thu; xem role list",
                    "\(denial ?? .null)")
                let text = try await city.succeed("grant", "list")
                #expect(text.contains("g-6: không có hiệu lực (without effect): chính sách không có vai trò van-thu"))
                #expect(!text.contains("g-2: "))
            }
        }

        @Test func `a policy of a moment to come counts from then on`() async throws {
            try await withChangedPolicy { folder, city in
                try await city.succeed("policy", "apply", folder.path, "--from", "2090-01-01", "--yes")
                #expect(try await city.can("can.bo.an", "bi.report.enter", at: "H57.05"))
                #expect(try await city.can("can.bo.an", "bi.report.enter", at: "H57.05", "--at", "2089-12-31 23:59"))
                #expect(try await !city.can("can.bo.an", "bi.report.enter", at: "H57.05", "--at", "2090-01-01"))
            }
        }

        @Test func `a version that doesn't begin any more is named, here and in the audit log`() async throws {
            try await withChangedPolicy { folder, city in
                try await city.succeed("policy", "apply", folder.path, "--from", "2090-01-01", "--yes")
                let run = try await city.run("policy", "apply", Installation.policies, "--yes")
                #expect(run.code == Exit.success && run.output.contains("Phiên bản 2 không bắt đầu nữa."), "\(run)")
                #expect(run.output.contains("(Version 2 doesn't begin any more.)"))
                #expect(try await city.lastEvent()?.object == "policy 3, in place of policy 2")
                #expect(try await versions(city) == [1, 3])
                try await city.succeed("policy", "apply", folder.path, "--from", "2090-01-01", "--yes")
                let json = try await city.run("policy", "apply", folder.path, "--yes", "--json")
                #expect(json.json["version"] == 5 && json.json["dropped"] == [4], "\(json)")
                // They are there to be come back to.
                try await city.succeed("policy", "rollback", "3", "--yes")
                #expect(try await city.can("can.bo.an", "bi.report.enter", at: "H57.05"))
                let back = try await city.run("policy", "rollback", "2", "--yes")
                #expect(back.code == Exit.success && back.output.contains("Chính sách số 7 có hiệu lực từ "), "\(back)")
                #expect(try await !city.can("can.bo.an", "bi.report.enter", at: "H57.05"))
            }
        }

        @Test(arguments: [
            (["diff", "current", "9"], Exit.noInput, "there is no policy 9"),
            (["diff", "/nonexistent", "current"], Exit.noInput, "is not a folder"),
            (["diff", "current"], Exit.usage, "new"),
            (["rollback", "9", "--yes"], Exit.noInput, "there is no policy 9"),
            (["rollback", "một", "--yes"], Exit.usage, "number"),
            (["apply", "/nonexistent", "--yes"], Exit.noInput, "is not a folder"),
            (["apply", Installation.policies, "--from", "mai", "--yes"], Exit.badData, "--from 'mai'"),
        ])
        func `what isn't there can't be compared or applied`(
            arguments: [String], code: Int32, message: String
        ) async throws {
            let city = try Installation.current
            let revision = try await city.revision()
            let run = try await city.run(["policy"] + arguments)
            #expect(run.code == code && run.errors.contains(message), "\(run)")
            #expect(try await city.revision() == revision)
        }
    }
}
