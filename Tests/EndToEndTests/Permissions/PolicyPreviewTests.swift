import Foundation
import Testing

extension EndToEnd {
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
    }
}
