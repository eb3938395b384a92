import Foundation
import LDAPTestSupport
import Testing

extension EndToEnd.Commands {
    /// As on 1 July 2025: a district is dissolved, its communes are merged into one that answers to the city, and
    /// everybody goes on working there. From the directory to the questions that platforms ask, before and after.
    @Suite struct DirectoryReorganisationTests {
        private typealias Place = (rdn: String, code: String, kind: String, above: String)

        private static let top = "ou=don-vi,\(Slapd.base)"
        private static let city = "ou=Thành phố,\(top)"
        private static let district = "ou=Huyện Mẫu,\(city)"

        /// Units, in the order in which they are added.
        private static let units: [Place] = [
            ("ou=Thành phố", "H57", "Thành phố", top), ("ou=Sở Mẫu", "H57.05", "Sở", city),
            ("ou=Huyện Mẫu", "H57.30", "Huyện", city),
            ("ou=Xã Một", "H57.30.01", "Xã", district),
            ("ou=Phòng", "H57.30.01.01", "Phòng cấp xã", "ou=Xã Một,\(district)"),
            ("ou=Xã Hai", "H57.30.02", "Xã", district),
            ("ou=Phòng", "H57.30.02.01", "Phòng cấp xã", "ou=Xã Hai,\(district)"),
            ("ou=Xã Ba", "H57.30.03", "Xã", district),
            ("ou=Phòng", "H57.30.03.01", "Phòng cấp xã", "ou=Xã Ba,\(district)"),
        ]

        /// People by their numbers, and where they work.
        private static let an = "000000000001", binh = "000000000002", chi = "000000000003", dung = "000000000004"
        private static let staff = [
            ("can.bo.an", an, "ou=Phòng,ou=Xã Một,\(district)"),
            ("can.bo.binh", binh, "ou=Phòng,ou=Xã Hai,\(district)"),
            ("can.bo.chi", chi, "ou=Phòng,ou=Xã Ba,\(district)"), ("can.bo.dung", dung, district),
        ]

        private static func entry(_ dn: String, _ lines: String...) -> String {
            (["dn:: \(Data(dn.utf8).base64EncodedString())"] + lines).joined(separator: "\n") + "\n\n"
        }

        private static func text(_ name: String, _ value: String) -> String {
            "\(name):: \(Data(value.utf8).base64EncodedString())"
        }

        private static let ldif: String = {
            let base = entry(Slapd.base, "objectClass: organization", "objectClass: dcObject", "dc: hue", "o: hue")
            let folder = entry(top, "objectClass: organizationalUnit", "ou: don-vi")
            let places = units.map { unit in
                entry(
                    "\(unit.rdn),\(unit.above)", "objectClass: organizationalUnit", "objectClass: hueUnit",
                    text("ou", String(unit.rdn.dropFirst(3))), "hueUnitCode: \(unit.code)",
                    text("businessCategory", unit.kind))
            }
            let people = staff.map { name, number, place in
                entry(
                    "uid=\(name),\(place)", "objectClass: inetOrgPerson", "objectClass: huePerson", "uid: \(name)",
                    "cn: \(name)", "sn: \(name)", text("title", "Chuyên viên"), "hueCitizenNumber: \(number)")
            }
            return base + folder + places.joined() + people.joined()
        }()

        /// The policies of before, when there were districts.
        private static func policies() throws -> PolicyFolder {
            let folder = try PolicyFolder.copy(withTests: false)
            let file = folder.url.appendingPathComponent("unit-kinds.yaml")
            let kinds = try String(contentsOf: file, encoding: .utf8)
                .replacing(
                    "en: \"Commune\" }\n    below: [thanh_pho]",
                    with: "en: \"Commune\" }\n    below: [thanh_pho, huyen]")
            try folder.write(
                "unit-kinds.yaml",
                kinds + "  - id: huyen\n    name: { vi: \"Huyện\", en: \"District\" }\n    below: [thanh_pho]\n")
            return folder
        }

        private func withDistrict(_ body: (DirectoryCity) async throws -> Void) async throws {
            let policies = try Self.policies()
            defer { try? FileManager.default.removeItem(at: policies.url) }
            let plan = Slapd.Plan().with { plan in
                plan.layout = .nested
                plan.city = Self.ldif
            }
            try await DirectoryCity.run(
                plan, policies: policies.path,
                { $0.replacing("      \"Xã\": xa\n", with: "      \"Xã\": xa\n      \"Huyện\": huyen\n") }, body)
        }

        /// What the directory's own people do on the day.
        private static func reorganise(_ slapd: Slapd) async throws {
            let new = "ou=Xã Mẫu Mới,\(city)"
            try await slapd.rename("ou=Xã Một,\(district)", to: "ou=Xã Mẫu Mới", below: city)
            for old in ["Hai", "Ba"] {
                let person = old == "Hai" ? "can.bo.binh" : "can.bo.chi"
                try await slapd.rename(
                    "uid=\(person),ou=Phòng,ou=Xã \(old),\(district)", to: "uid=\(person)", below: "ou=Phòng,\(new)")
                try await slapd.set("hueUnitReplacedBy", ["H57.30.01"], of: "ou=Xã \(old),\(district)")
                try await slapd.set("hueUnitReplacedBy", ["H57.30.01.01"], of: "ou=Phòng,ou=Xã \(old),\(district)")
                try await slapd.rename("ou=Xã \(old),\(district)", to: "ou=Xã \(old) (cũ)", below: new)
            }
            try await slapd.rename("uid=can.bo.dung,\(district)", to: "uid=can.bo.dung", below: "ou=Phòng,\(new)")
            try await slapd.delete(district)
        }

        private static let function = "bi.dashboard.view"

        /// In person at a commune that is merged, by a post in it, by a post at the district, and at the city.
        private static let grants = [
            ["--to", binh, "--unit", "H57.30.02", "--reach", "subtree"],
            ["--to", "chuyen-vien@H57.30.03.01", "--unit", "H57.30.03.01"],
            ["--to", "chuyen-vien@H57.30", "--unit", "H57.30", "--reach", "subtree"],
            ["--to", an, "--unit", "H57.05"],
        ]

        private static func now() -> String { Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(Date()) }

        @Test func `districts end, communes are merged, and permissions go where a person said yes to`() async throws {
            try await withDistrict { directory in
                let city = directory.city
                #expect(try await directory("apply", "--yes").code == 0)
                for grant in Self.grants {
                    let given = try await city.run(
                        ["grant", "add", "--role", "nhan-su", "--reason", "Quyết định số 1/QĐ-MẪU"] + grant)
                    #expect(given.code == 0, "\(given)")
                }
                func can(_ person: String, _ unit: String, _ options: String...) async throws -> Bool {
                    let run = try await city.run(["can", person, Self.function, "--unit", unit] + options)
                    return run.code == 0
                }
                #expect(try await can(Self.binh, "H57.30.02.01"))
                #expect(try await can(Self.chi, "H57.30.03.01"))
                #expect(try await can(Self.dung, "H57.30.01"))
                #expect(try await can(Self.an, "H57.05"))
                #expect(try await !can(Self.binh, "H57.30.01"))
                let before = Self.now()
                let then = try await directory.units()
                #expect(then.count == 9)

                try await Self.reorganise(directory.slapd)
                let shown = try await directory("plan")
                #expect(shown.code == Exit.notPermitted, "\(shown)")
                for line in [
                    "- Huyện Mẫu [H57.30]; 1 quyền kết thúc (grants end): g-3",
                    "⇒ Xã Hai [H57.30.02] ⇒ H57.30.01; 1 quyền chuyển theo khi duyệt (grants move on approval): g-1",
                    "~ Xã Mẫu Mới [H57.30.01] ← Xã Một, H57.30 → H57; 1 người đi cùng (people go with it)",
                    // Who gains and loses which functions where.
                    "+ can.bo.binh: \(Self.function) @ H57.30.01, H57.30.01.01\n",
                    "- can.bo.binh: \(Self.function) @ H57.30.02, H57.30.02.01\n",
                    "+ can.bo.chi: \(Self.function) @ H57.30.01.01\n", "- can.bo.dung: \(Self.function) @ ",
                    "! g-1: chuyển theo đơn vị", "! g-2: chuyển theo đơn vị", "! g-3: kết thúc cùng đơn vị",
                ] {
                    #expect(shown.output.contains(line), "\(line)\n\(shown)")
                }
                #expect(!shown.output.contains("g-4") && !shown.output.contains("thôi việc (left)"))
                let plan = try await directory.plan()
                #expect(
                    Set(plan["units"]["merged"].strings) == ["H57.30.02", "H57.30.02.01", "H57.30.03", "H57.30.03.01"])
                #expect(plan["units"]["moved"].strings == ["H57.30.01"] && plan["units"]["begun"].strings == [])
                #expect(
                    Set(plan["people"]["moved"].strings) == ["can.bo.binh", "can.bo.chi", "can.bo.dung"]
                        && plan["people"]["left"] == [])

                // Nothing has happened yet; and it takes the plan that was looked at.
                #expect(try await directory("apply", "--yes").code == Exit.notPermitted)
                #expect(try await directory("approve", "0123456789abcdef", "--yes").code == Exit.temporaryFailure)
                #expect(try await directory.units() == then)
                let digest = try #require(shown.errors.firstMatch(of: /directory approve ([0-9a-f]{16})/)?.output.1)
                let approved = try await directory("approve", String(digest), "--yes")
                #expect(approved.code == 0, "\(approved)")

                #expect(
                    try await directory.units() == [
                        "H57": "Thành phố", "H57.05": "Sở Mẫu", "H57.30.01": "Xã Mẫu Mới", "H57.30.01.01": "Phòng",
                    ])
                #expect(try await directory.units(at: before) == then)
                #expect(try await can(Self.binh, "H57.30.01.01"))
                #expect(try await can(Self.chi, "H57.30.01.01"))
                #expect(try await !can(Self.dung, "H57.30.01"))
                #expect(try await can(Self.an, "H57.05"))
                #expect(try await !can(Self.binh, "H57.30.02.01"))
                // And what was so, was so.
                #expect(try await can(Self.binh, "H57.30.02.01", "--at", before))
                #expect(try await can(Self.dung, "H57.30.01", "--at", before))
                #expect(try await !can(Self.binh, "H57.30.01", "--at", before))
                let events = try await city.auditEvents().map(\.description)
                #expect(events.contains { $0.contains("grant-revoke") && $0.contains("g-3 with its unit") })
                #expect(events.count { $0.contains("grant-move") } == 2)
                #expect(events.contains { $0.contains("directory-apply") && $0.contains("approved by") })
                #expect(try await directory.plan().filledLists.isEmpty)

                #expect(try await directory("undo", "--yes").code == 0)
                #expect(try await directory.units() == then)
                #expect(try await can(Self.binh, "H57.30.02.01"))
                #expect(try await can(Self.dung, "H57.30.01"))
                #expect(try await !can(Self.binh, "H57.30.01.01"))
            }
        }
    }
}
