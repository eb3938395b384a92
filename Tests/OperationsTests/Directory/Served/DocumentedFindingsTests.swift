import Directory
import Foundation
import Identity
import LDAPTestSupport
import TestSupport
import Testing

@testable import Operations

/// A hostile directory: every fault that DIRECTORY.md has a row for is made on a real slapd, told with its entry and what
/// to do, and nothing else suffers from it.
@Suite(.bothDatabases) struct DocumentedFindingsTests {
    /// The kinds of a table of DIRECTORY.md.
    private static func documented(_ heading: String) throws -> Set<String> {
        let text = try ServedCity.document("DIRECTORY.md")
        let section = try #require(text.components(separatedBy: "\n## \(heading)\n").dropFirst().first)
        let rows = section.components(separatedBy: "\n## ")[0].split(separator: "\n").filter { $0.hasPrefix("| `") }
        return Set(rows.flatMap { row in row.split(separator: "|")[0].matches(of: /`([a-z-]+)`/).map { String($0.1) } })
    }

    /// The kinds that the program can tell of.
    private static func written(_ file: String) throws -> Set<String> {
        let source = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "../../../../Sources/Directory/Sync/\(file)")
        let names = try String(contentsOf: source, encoding: .utf8).matches(of: /case \.\w+: "([a-z-]+)"/)
        return Set(names.map { String($0.1) })
    }

    @Test func `the documentation has a row for each finding and each conflict that there is`() throws {
        #expect(try Self.documented("Findings") == Self.written("SyncFinding+Text.swift"))
        #expect(try Self.documented("Conflicts") == Self.written("SyncConflict+Text.swift"))
    }

    // MARK: The directory

    private static func unit(
        _ rdn: String, _ code: String?, below parent: String = "H57.05", kind: String = "phong", name: String = "Phòng"
    ) -> String {
        """
        dn: \(rdn),ou=don-vi,\(Slapd.base)
        objectClass: organizationalUnit
        objectClass: hueUnit
        \(rdn.replacing("=", with: ": "))
        displayName: \(name)
        businessCategory: \(kind)
        hueUnitParent: \(parent)
        \(code.map { "hueUnitCode: \($0)\n" } ?? "")

        """
    }

    private static func person(_ name: String, username: String? = nil, _ more: String...) -> String {
        """
        dn: employeeNumber=\(name),ou=can-bo,\(Slapd.base)
        objectClass: inetOrgPerson
        objectClass: huePerson
        employeeNumber: \(name)
        uid: \(username ?? name)
        cn: Người Mẫu
        sn: Người
        \((more.isEmpty ? ["title: Chuyên viên", "departmentNumber: H57.05"] : more).joined(separator: "\n"))


        """
    }

    private static let plain = ["title: Chuyên viên", "departmentNumber: H57.05"]

    /// Each fault, by the kind of its finding, and the entry by which it is told.
    private static let faults: [(kind: String, dn: String, ldif: String)] = [
        ("unreadable-key", "employeeNumber=khong-khoa", person("khong-khoa")),
        ("missing", "ou=khong-ma", unit("ou=khong-ma", nil)),
        ("unreadable", "employeeNumber=so-ngan", person("so-ngan", plain[0], plain[1], "hueCitizenNumber: 12")),
        ("unreadable", "employeeNumber=rac", person("rac", plain[0], plain[1], "hueBlob:: //4AgA==")),
        (
            "unreadable", "employeeNumber=lon",
            person(
                "lon", plain[0], plain[1], "hueBlob:: \(Data(repeating: 0x61, count: 1 << 20).base64EncodedString())")
        ),
        (
            "too-many-values", "employeeNumber=hai-so",
            person("hai-so", plain[0], plain[1], "hueCitizenNumber: 000000000001", "hueCitizenNumber: 000000000002")
        ),
        ("too-deep", "ou=t499", levels),
        ("unknown-kind", "ou=loai-la", unit("ou=loai-la", "H57.05.71", kind: "bo")),
        ("unknown-position", "employeeNumber=vua", person("vua", "title: Vua", plain[1])),
        ("bad-post", "employeeNumber=chuc-sai", person("chuc-sai", plain[0], plain[1], "huePost: truong-phong")),
        ("duplicate-code", "ou=trung-1", unit("ou=trung-1", "H57.05.72") + unit("ou=trung-2", "H57.05.72")),
        (
            "duplicate-number", "employeeNumber=so-1",
            person("so-1", plain[0], plain[1], "hueCitizenNumber: 000000000003")
                + person("so-2", plain[0], plain[1], "hueCitizenNumber: 000000000003")
        ),
        (
            "duplicate-username", "employeeNumber=ten-1",
            person("ten-1", username: "ten.ten") + person("ten-2", username: "TEN.ten")
        ),
        (
            "circle", "ou=vong-1",
            unit("ou=vong-1", "H57.05.73", below: "H57.05.74") + unit("ou=vong-2", "H57.05.74", below: "H57.05.73")
        ),
        ("parent-missing", "ou=mo-coi", unit("ou=mo-coi", "H57.05.75", below: "H57.98")),
        ("misplaced", "ou=sai-cho", unit("ou=sai-cho", "H57.05.76", kind: "so")),
        ("unknown-unit", "employeeNumber=khong-don-vi", person("khong-don-vi", plain[0], "departmentNumber: H57.97")),
    ]

    /// Five hundred units inside one another.
    private static let levels: String = {
        var (text, name) = ("", "ou=don-vi,\(Slapd.base)")
        for level in 0..<500 {
            name = "ou=t\(level)," + name
            text += """
                dn: \(name)
                objectClass: organizationalUnit
                objectClass: hueUnit
                ou: t\(level)
                displayName: Tầng \(level)
                businessCategory: phong
                hueUnitParent: H57.05
                hueUnitCode: H57.05.\(1000 + level)


                """
        }
        return text
    }()

    private static let plan = Slapd.Plan().with { plan in
        plan.more =
            faults.map(\.ldif).joined()
            // And what looks like a fault, and is none.
            + person("ngoac.kep").replacing("dn: employeeNumber=ngoac.kep", with: #"dn: cn=Binh\, \"Hai\" \+ 1"#)
            .replacing("cn: Người Mẫu", with: #"cn: Binh, "Hai" + 1"#)
            + person("ten-cach", username: "ten.cach", plain[0], plain[1], "mail:: IA==", "telephoneNumber: 0")
        plan.access = [
            "to dn.exact=\"employeeNumber=khong-khoa,ou=can-bo,\(Slapd.base)\" attrs=entryUUID by * none"
        ]
    }

    /// Telephone numbers are read from an attribute that may hold any octets.
    private static func mapping(_ example: String) -> String {
        example.replacing("phone: telephoneNumber", with: "phone: hueBlob")
    }

    @Test func `each fault is told with its entry and what to do, and the others come all the same`() async throws {
        try await ServedCity.run(Self.plan, Self.mapping) { city in
            let preview = try await city.preview()
            let findings = preview.plan.findings
            for fault in Self.faults {
                #expect(
                    findings.contains {
                        $0.kind.name == fault.kind && $0.dn.lowercased().hasPrefix(fault.dn.lowercased())
                    },
                    "\(fault.kind) of \(fault.dn)")
            }
            for finding in findings {
                #expect(!finding.dn.isEmpty && !finding.text.vietnamese.isEmpty && !finding.text.english.isEmpty)
                #expect(!finding.text.english.contains("000000000"), "no number of a citizen is told")
            }
            let told = Set(findings.map(\.kind.name))
            #expect(told == Set(Self.faults.map(\.kind)))
            let units = Set(preview.plan.units.begun.map(\.id.text))
            #expect(units.isSuperset(of: ["H57", "H57.05", "H57.19753"]) && units.count > 232)
            let people = Set(preview.plan.people.compactMap(\.details.username?.text))
            #expect(people.isSuperset(of: ["ngoac.kep", "ten.cach", "vua", "khong-don-vi"]) && people.count >= 64)
        }
    }

    // MARK: What needs a past

    private static let once = Slapd.Plan().with { plan in
        plan.more =
            unit("ou=sap-het", "H57.05.80") + unit("ou=doi-ma", "H57.05.81")
            + person("di", username: "nguoi.di")
            + person("doi-so", plain[0], plain[1], "hueCitizenNumber: 000000000004")
    }

    @Test func `what the records don't allow is told as a conflict, and the rest goes on`() async throws {
        try await ServedCity.run(Self.once) { city in
            #expect(try await city.settle().word == "applied")
            let number = try #require(CitizenNumber("000000000005"))
            _ = try await EnterNewcomer(city.here.installation).run(number, name: "Công Dân", city.here.act)
            city.here.clock.advance(by: .hours(1))
            try await city.slapd.delete(
                "ou=sap-het,ou=don-vi,\(Slapd.base)", "employeeNumber=di,ou=can-bo,\(Slapd.base)")
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .hours(1))

            try await city.slapd.change(
                (Self.unit("ou=lai-dung", "H57.05.80") + Self.person("moi", username: "nguoi.di")
                    + Self.person("sau", username: "nguoi.sau"))
                    .replacing(
                        "objectClass: organizationalUnit", with: "changetype: add\nobjectClass: organizationalUnit"
                    )
                    .replacing("objectClass: inetOrgPerson", with: "changetype: add\nobjectClass: inetOrgPerson"))
            try await city.slapd.set("hueUnitCode", ["H57.05.82"], of: "ou=doi-ma,ou=don-vi,\(Slapd.base)")
            try await city.slapd.set(
                "hueCitizenNumber", [number.digits], of: "employeeNumber=doi-so,ou=can-bo,\(Slapd.base)")

            let plan = try await city.preview().plan
            #expect(plan.findings.map(\.kind.name) == ["given-again"])
            #expect(plan.findings.first?.dn.hasPrefix("ou=lai-dung,") == true)
            let conflicts = plan.conflicts.map { "\($0.kind.name) \($0.dn.prefix { $0 != "," })" }.sorted()
            #expect(
                conflicts == [
                    "code-changed ou=doi-ma", "number-of-another employeenumber=doi-so",
                    "username-of-another employeenumber=moi",
                ])
            for conflict in plan.conflicts {
                #expect(!conflict.text.vietnamese.isEmpty && !conflict.text.english.isEmpty)
                #expect(!conflict.text.english.contains(number.digits))
            }
            #expect(plan.people.contains { $0.details.username?.text == "nguoi.sau" && $0.kinds == [.joined] })
            let changed = try #require(UnitID("H57.05.81"))
            #expect(plan.held == [.codeChanged(changed)])
            // Nothing of who left goes to who came.
            let newcomer = try #require(plan.people.first { $0.dn.lowercased().hasPrefix("employeenumber=moi") })
            #expect(newcomer.person == nil && newcomer.details.username == nil)
        }
    }

    @Test func `a group that comes in part changes nobody, and is told`() async throws {
        let plan = Slapd.Plan().with { plan in
            plan.hasGroups = true
            plan.people = 120
        }
        let group = "cn=chu-tich,ou=nhom,\(Slapd.base)"
        func withGroup(_ example: String) -> String {
            example.replacing(
                "  positions:  ",
                with:
                    "  groups: [{ dn: \"\(group)\", post: { position: chu-tich, at: departmentNumber } }]\n  positions:  "
            )
        }
        try await ServedCity.run(plan, withGroup) { city in
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .hours(1))
            let revision = try await city.here.revision()
            try await RewritingProxy.run(to: city.slapd.socket, [.parts(of: 20)]) { proxy in
                let whole = try await city.preview(over: proxy.url).plan
                #expect(whole.isEmpty && whole.findings.isEmpty)
            }
            try await RewritingProxy.run(to: city.slapd.socket, [.parts(of: 20), .noNextPart]) { proxy in
                let part = try await city.preview(over: proxy.url).plan
                #expect(part.isEmpty && part.findings.map(\.kind.name) == ["incomplete-range"])
                _ = try await city.settle(over: proxy.url)
            }
            #expect(try await city.here.revision() == revision)
        }
    }
}
