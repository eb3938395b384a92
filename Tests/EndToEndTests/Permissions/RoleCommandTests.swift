import Foundation
import Testing

extension EndToEnd.Commands {
    /// `role list` and `role show`: the roles of the policy in force.
    @Suite(.smallCity)
    struct RoleCommandTests {
        @Test func `roles are listed with their names and how many functions they give`() async throws {
            let city = try Installation.current
            let roles = try await city.json("role", "list").array ?? []
            let officer = try #require(roles.first { $0["role"] == "chuyen-vien" })
            #expect(officer["name"] == ["vi": "Chuyên viên", "en": "Officer"])
            #expect(officer["includes"] == ["nhan-su"] && officer["stand_in_days"] == 15)
            // Its own and those of the role that it includes; a group stands for what is in it.
            let functions = officer["functions"].strings
            #expect(["bi.report.enter", "bi.dashboard.view", "data.catalog.view"].allSatisfy(functions.contains))
            #expect(!functions.contains("data.catalog") && !functions.contains("bi.report.approve"))
            let text = try await city.succeed("role", "list")
            let line = text.split(separator: "\n").first { $0.hasPrefix("chuyen-vien ") }
            #expect(line?.hasSuffix(" \(functions.count)") == true, "\(text)")
            #expect(text.split(separator: "\n").count == roles.count + 1)
        }

        @Test func `roles are listed of one platform`() async throws {
            let city = try Installation.current
            let roles = (try await city.json("role", "list", "--platform", "sohoa").array ?? []).compactMap {
                $0["role"].string
            }
            #expect(roles.contains("so-hoa-nhap") && !roles.contains("thanh-tra"), "\(roles)")
            for (platform, code) in [("khong-co", Exit.noInput), ("B I", Exit.badData)] {
                let run = try await city.run("role", "list", "--platform", platform)
                #expect(run.code == code && run.errors.contains(platform), "\(run)")
            }
        }

        @Test func `a role is shown with what it needs to be understood`() async throws {
            let city = try Installation.current
            let text = try await city.succeed("role", "show", "mot-cua")
            for line in [
                "mot-cua: Cán bộ một cửa (One-stop officer)",
                "Áp dụng cho loại đơn vị (on kinds): don_vi_su_nghiep, phong_cap_xa, phuong, so, xa",
                "Loại trừ (excluded by): ho-so", "Làm thay tối đa, ngày (stand-in days): 15", "Chức năng (functions):",
                "- cqs.service.process  ",
            ] {
                #expect(text.contains(line), "\(line) in \(text)")
            }
            let administrator = try await city.json("role", "show", "quan-tri-don-vi")
            #expect(administrator["administers"].strings.contains("mot-cua") && administrator["may_deny"] == false)
            #expect(administrator["exclusions"] == ["kiem-soat"] && administrator["delegable_at"] == ["thanh_pho"])
        }

        @Test func `there is no role that the policy doesn't name, nor one before the policy`() async throws {
            let city = try Installation.current
            let unknown = try await city.run("role", "show", "khong-co")
            #expect(unknown.code == Exit.noInput && unknown.errors.contains("role list"), "\(unknown)")
            #expect(try await city.run("role", "list", "--at", "2025-06-30 23:59").code == Exit.noInput)
            #expect(try await city.run("role", "list", "--at", "2025-07-01").code == Exit.success)
            let unknowing = try await city.run("role", "list", "--known-at", "2025-07-02")
            #expect(unknowing.code == Exit.noInput, "nothing was on record then: \(unknowing)")
        }
    }
}
