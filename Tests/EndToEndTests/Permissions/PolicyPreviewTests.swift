import Foundation
import Testing

extension EndToEnd.Commands {
    /// What `policy diff` and `policy apply` say of a policy before it counts, beside who gains and loses what.
    @Suite(.smallCity)
    struct PolicyPreviewTests {
        @Test func `rules that change are told, though nobody gains or loses anything`() async throws {
            let folder = try PolicyFolder.copy(withTests: false)
            defer { folder.remove() }
            try folder.replace("fresh_minutes: 15", with: "fresh_minutes: 30", in: "bi.yaml")
            try folder.replace(
                "roles: [mot-cua, ky-duyet-ho-so]", with: "roles: [mot-cua, van-thu]", in: "exclusions.yaml")
            try folder.replace("  - id: so-hoa\n", with: "  - id: so-hoa-moi\n", in: "exclusions.yaml")
            try await Installation.scratch { city in
                let diff = try await city.json("policy", "diff", "current", folder.path)
                #expect(diff["changes"] == [])
                let digitisers: JSON = [
                    "extent": "unit", "roles": ["so-hoa-duyet", "so-hoa-kiem-tra", "so-hoa-nhap"],
                ]
                #expect(
                    diff["rules"] == [
                        ["function": "bi.dashboard.publish", "rule": "fresh_minutes", "before": 15, "after": 30],
                        [
                            "exclusion": "ho-so", "rule": "exclusion",
                            "before": ["extent": "unit", "roles": ["ky-duyet-ho-so", "mot-cua"]],
                            "after": ["extent": "unit", "roles": ["mot-cua", "van-thu"]],
                        ], ["exclusion": "so-hoa", "rule": "exclusion", "before": digitisers, "after": .null],
                        ["exclusion": "so-hoa-moi", "rule": "exclusion", "before": .null, "after": digitisers],
                    ], "\(diff)")
                let told = """
                    Quy tắc thay đổi (rules that change):
                    ~ chức năng (function) bi.dashboard.publish: đăng nhập trong vòng (phút) (fresh_minutes): 15 → 30
                    ~ loại trừ (exclusion) ho-so: tại một đơn vị (at one unit): ky-duyet-ho-so, mot-cua → \
                    tại một đơn vị (at one unit): mot-cua, van-thu
                    ~ loại trừ (exclusion) so-hoa: tại một đơn vị (at one unit): \
                    so-hoa-duyet, so-hoa-kiem-tra, so-hoa-nhap → không có (none)
                    ~ loại trừ (exclusion) so-hoa-moi: không có (none) → tại một đơn vị (at one unit): \
                    so-hoa-duyet, so-hoa-kiem-tra, so-hoa-nhap

                    """
                #expect(try await city.succeed("policy", "diff", "current", folder.path) == told)
                #expect(try await city.run("policy", "apply", folder.path).output == told)
                let applied = try await city.run("policy", "apply", folder.path, "--yes", "--json").json
                #expect(applied["version"] == 2 && applied["changes"] == [] && applied["rules"] == diff["rules"])
                #expect(try await city.run("policy", "rollback", "1").output.contains("bi.dashboard.publish: "))
            }
        }

        @Test func `what a role is for and who hands it out is among the rules`() async throws {
            let folder = try PolicyFolder.copy(withTests: false)
            defer { folder.remove() }
            try folder.write(
                "roles.yaml",
                try String(contentsOf: folder.url.appendingPathComponent("roles.yaml"), encoding: .utf8)
                    + """
                      - id: chua-ai-giu
                        name: { vi: "Chưa ai giữ", en: "Held by nobody" }
                        functions: [bi.report.enter]

                    """)
            let old = try PolicyFolder.copy(withTests: false)
            defer { old.remove() }
            let diff = try await Installation.current.succeed("policy", "diff", old.path, folder.path)
            #expect(
                diff == """
                    Quy tắc thay đổi (rules that change):
                    ~ vai trò (role) chua-ai-giu: không có (none) → có (there)

                    """)
        }

        /// The repository's policies, but that officers approve reports instead of entering them.
        private func withChangedPolicy(_ body: (PolicyFolder, Installation) async throws -> Void) async throws {
            let folder = try PolicyFolder.copy(withTests: false)
            defer { folder.remove() }
            try folder.replace("- bi.report.enter", with: "- bi.report.approve", in: "roles.yaml")
            try await Installation.scratch { try await body(folder, $0) }
        }

        @Test func `what begins later is compared with what holds then`() async throws {
            try await withChangedPolicy { folder, city in
                try await city.employ("can.bo.dung")
                try await city.succeed(
                    "grant", "add", "--to", "can.bo.dung", "--role", "chuyen-vien", "--unit", "H57.05.04", "--from",
                    "2089-01-01", "--until", "2091-01-01", "--reason", "Thử")
                func shown(_ moment: String?) async throws -> String {
                    let options = moment.map { ["--from", $0] } ?? []
                    return try await city.run(["policy", "apply", folder.path] + options).output
                }
                let gained = "+ Cán Bộ Dung (can.bo.dung): bi.report.approve @ H57.05.04"
                #expect(try await !shown(nil).contains(gained))
                #expect(try await shown("2090-01-01").contains(gained))
                #expect(try await !shown("2092-01-01").contains(gained))
                try await city.succeed("policy", "apply", folder.path, "--from", "2090-01-01", "--yes")
                #expect(try await shown("2090-06-01").hasPrefix("Không ai được thêm hay mất quyền, và không quy tắc"))
                #expect(try await shown("2089-06-01").contains(gained))
            }
        }

        @Test func `whoever takes the place of a later policy is asked too`() async throws {
            try await withChangedPolicy { folder, city in
                let run = try await city.run("policy", "apply", folder.path, "--from", "2025-01-01")
                #expect(run.code == Exit.usage && run.errors.contains("Áp dụng chính sách này?"), "\(run)")
                #expect(run.output.contains("~ vai trò (role) chuyen-vien: gồm chức năng (functions): "), "\(run)")
            }
        }

        @Test func `a policy can be replaced before there are units`() async throws {
            try await withChangedPolicy { folder, _ in
                let city = try await Installation.empty()
                defer { city.remove() }
                try await city.succeed("policy", "apply", Installation.policies)
                let run = try await city.run("policy", "apply", folder.path, "--yes")
                #expect(run.code == Exit.success && run.output.contains("~ vai trò (role) chuyen-vien: "), "\(run)")
            }
        }

        @Test func `what was not tested, or keeps nothing apart, is applied with a warning`() async throws {
            let noCases = "nothing was tested)\n"
            let noExclusion = "no duties are kept apart)\n"
            let folder = try PolicyFolder.small()
            defer { folder.remove() }
            try await Installation.scratch { city in
                func warnings(_ path: String) async throws -> String {
                    let run = try await city.run("policy", "apply", path, "--yes", "--json")
                    #expect(run.code == Exit.success && run.json["version"].number != nil, "\(run)")
                    return run.errors
                }
                #expect(try await warnings(Installation.policies).isEmpty)
                let tested = try await warnings(folder.path)
                #expect(tested.hasPrefix("hue-sso: cảnh báo: chính sách không có quy tắc loại trừ nào"), "\(tested)")
                #expect(tested.hasSuffix(noExclusion) && !tested.contains(noCases), "\(tested)")
                try folder.write("bi.test.yaml", "cases: []\n")
                for name in ["bi.test.yaml", "city.test.yaml"] {
                    let untested = try await warnings(folder.path)
                    #expect(untested.hasPrefix("hue-sso: cảnh báo: \(folder.path) không có trường hợp thử nào"))
                    #expect(untested.contains(noCases) && untested.hasSuffix(noExclusion), "\(untested)")
                    try FileManager.default.removeItem(at: folder.url.appendingPathComponent(name))
                }
                #expect(try await warnings(folder.path).contains(noCases))
            }
        }

        @Test func `what was shown has to be what is replaced`() async throws {
            try await withChangedPolicy { folder, city in
                for (asked, action) in [
                    (["apply", Installation.policies], "policy-apply"), (["rollback", "1"], "policy-rollback"),
                ] {
                    try folder.replace("roles:\n", with: "roles:\n\n", in: "roles.yaml")
                    let run = try await city.run(
                        ["policy"] + asked, meanwhile: ["policy", "apply", folder.path, "--yes"])
                    #expect(run.code == Exit.temporaryFailure, "\(run)")
                    #expect(run.output.contains("chính sách vừa được người khác thay đổi (nay là số "), "\(run)")
                    #expect(run.output.contains("changed by somebody else just now (to policy "), "\(run)")
                    let event = try #require(try await city.lastEvent())
                    #expect(event.action == action && event.outcome == "refused: replaced-meanwhile", "\(event)")
                }
                #expect(try await city.json("policy", "list").array?.count == 3)
            }
        }
    }
}

extension Installation {
    /// A command at a terminal that asks, and another one that is through before somebody says yes.
    fileprivate func run(_ arguments: [String], meanwhile other: [String]) async throws -> ProgramRun {
        let script = """
            import json, os, pty, subprocess, sys
            program, asking, other = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
            child, terminal = pty.fork()
            if child == 0:
                os.execv(program, [program] + asking)
            shown = b""
            def read():
                global shown
                try:
                    more = os.read(terminal, 65536)
                except OSError:
                    more = b""
                shown += more
                return more
            while b"(y/N)" not in shown and read():
                pass
            subprocess.run([program] + other, check=True, stdout=subprocess.DEVNULL)
            os.write(terminal, b"c\\n")
            while read():
                pass
            sys.stdout.buffer.write(shown)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """
        let words = try [arguments, other].map {
            String(decoding: try JSONEncoder().encode($0 + Assumed.on(data)), as: UTF8.self)
        }
        return try await ProgramRun(
            of: Installed.python(), ["-c", script, Installed.program("hue-sso").path] + words)
    }
}
