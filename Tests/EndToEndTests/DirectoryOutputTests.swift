import Foundation
import LDAPTestSupport
import Subprocess
import Testing

extension EndToEnd.Commands {
    /// What `directory` says to people and to scripts, over a real slapd.
    @Suite struct DirectoryOutputTests {
        private static let nested = Slapd.Plan().with { plan in
            plan.layout = .nested
            plan.people = 60
        }

        // MARK: plan

        @Test func `plan's JSON has just the lists that it promises, each of them empty where there is nothing`()
            async throws
        {
            try await DirectoryCity.run(Self.nested) { directory in
                let lists = [
                    "units": ["begun", "renamed", "moved", "ended", "merged"],
                    "people": [
                        "joined", "known", "left", "moved", "returned", "rebound", "renumbered", "login_changed",
                    ],
                ]
                let first = try await directory.plan()
                #expect(try await directory("apply", "--yes").code == 0)
                let second = try await directory.plan()
                for plan in [first, second] {
                    #expect(Set((plan.object ?? [:]).keys) == ["units", "people", "conflicts", "findings", "held"])
                    for (name, own) in lists { #expect(Set((plan[name].object ?? [:]).keys) == Set(own)) }
                }
                #expect(first.filledLists == ["units.begun", "people.joined"] && second.filledLists.isEmpty)

                try await directory.slapd.change(
                    """
                    dn: uid=la,\(Slapd.base)
                    changetype: add
                    objectClass: inetOrgPerson
                    objectClass: huePerson
                    uid: la
                    cn: Người Lạ
                    sn: Người
                    title: Chuyên viên
                    hueCitizenNumber: 12

                    """)
                let finding = try #require(try await directory.plan()["findings"].array?.first)
                #expect(Set((finding.object ?? [:]).keys) == ["kind", "dn", "remedy"])
                #expect(finding["kind"] == "unreadable" && finding["dn"].string?.hasPrefix("uid=la,") == true)
            }
        }

        @Test func `a plan is drawn as a tree with its marks, and changes nothing`() async throws {
            try await DirectoryCity.run(Self.nested) { directory in
                #expect(try await directory("apply", "--yes").code == 0)
                let before = try await directory.units()
                let department = "ou=Sở Khoa học và Công nghệ,ou=Ủy ban nhân dân thành phố Huế,ou=don-vi,\(Slapd.base)"
                try await directory.slapd.rename(department, to: "ou=Sở Khoa học Mẫu")
                let shown = try await directory("plan")
                #expect(shown.code == 0, "\(shown)")
                #expect(shown.output.contains("~ Sở Khoa học Mẫu [H57.05] ← Sở Khoa học và Công nghệ"), "\(shown)")
                #expect(!shown.output.contains("thôi việc (left)") && !shown.output.contains("người mới (joined)"))
                #expect(try await directory.units() == before)
                #expect(try await directory.plan().filledLists == ["units.renamed"])
            }
        }

        @Test func `units are drawn in the directory's order, and a change of it is drawn too`() async throws {
            try await DirectoryCity.run(Self.nested) { directory in
                #expect(try await directory("apply", "--yes").code == 0)
                let unit = "ou=Sở Khoa học và Công nghệ,ou=Ủy ban nhân dân thành phố Huế,ou=don-vi,\(Slapd.base)"
                func firstDepartment() async throws -> String? {
                    let tree = try await directory.city.run(["unit", "tree", "--json"])
                    return try JSON(tree.output.utf8).array?.dropFirst().first?["id"].string
                }
                #expect(try await firstDepartment() != "H57.05")
                try await directory.slapd.set("hueUnitOrder", ["-1"], of: unit)
                let shown = try await directory("plan")
                #expect(shown.code == 0, "\(shown)")
                let line = /~ Sở Khoa học và Công nghệ \[H57\.05\], thứ tự \(order\) [0-9]+->-1/
                #expect(shown.output.contains(line), "\(shown)")
                #expect(try await directory.plan().filledLists.isEmpty)
                #expect(try await directory("apply", "--yes").code == 0)
                #expect(try await firstDepartment() == "H57.05")
            }
        }

        @Test func `a change holds from when somebody says, as long as nothing of the units has changed since`()
            async throws
        {
            try await DirectoryCity.run(Self.nested) { directory in
                #expect(try await directory("apply", "--yes").code == 0)
                let then = Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(Date())
                let department = "ou=Sở Khoa học và Công nghệ,ou=Ủy ban nhân dân thành phố Huế,ou=don-vi,\(Slapd.base)"
                try await directory.slapd.rename(department, to: "ou=Sở Khoa học Mẫu")
                let ahead = try await directory("apply", "--yes", "--from", "2999-01-01")
                #expect(ahead.code == Exit.badData && ahead.errors.contains("lies ahead"), "\(ahead)")
                let early = try await directory("plan", "--from", "2020-01-01")
                #expect(early.code == Exit.temporaryFailure && early.errors.contains("units-changed-since"), "\(early)")
                #expect(try await directory("apply", "--yes", "--from", then).code == 0)
                #expect(try await directory.units(at: then)["H57.05"] == "Sở Khoa học Mẫu")
            }
        }

        // MARK: check

        private static let flat = Slapd.Plan().with { $0.people = 60 }

        @Test func `check tells of each server, what it can, and what is to be seen there`() async throws {
            try await DirectoryCity.run(Self.nested) { directory in
                let good = try await directory("check")
                #expect(good.code == 0 && good.output.contains("✓ ldapi://"), "\(good)")
                #expect(good.output.contains("OpenLDAP"))
                // What nobody has yet looks like what isn't shown.
                #expect(good.output.contains("hueunitreplacedby") && !good.output.contains("hueunitorder"))
                try directory.connect([directory.slapd.socketURL, "ldapi:///khong/co"])
                let two = try await directory("check", "--json")
                #expect(two.code == Exit.configuration)
                let kinds = (two.json.array ?? []).map { $0["kind"].string ?? "" }
                #expect(kinds.contains("good") && kinds.contains("fault"), "\(two)")
            }
        }

        @Test(arguments: [("hueUnit", "no unit is to be seen"), ("huePerson", "nobody is to be seen")])
        func `check sees that all units or all people are hidden, however the entries stand`(
            hidden: String, words: String
        ) async throws {
            try await DirectoryCity.run(Self.flat) { directory in
                #expect(try await directory("check").code == 0)
                try await directory.slapd.hide("filter=(objectClass=\(hidden))")
                let check = try await directory("check")
                #expect(check.code == Exit.configuration && check.output.contains(words), "\(check)")
            }
        }

        @Test func `check says why a certificate isn't believed`() async throws {
            let (good, old) = (try await TestCertificates(), try await TestCertificates(days: -1))
            let other = try await TestCertificates(names: "DNS:ldap.hue.test")
            for (served, believed, words) in [
                (good, good, "✓ ldaps://"), (old, old, "chứng thư hết hạn"), (other, other, "dành cho ldap.hue.test"),
                (good, old, "do Thu nghiem cấp"),
            ] {
                try await DirectoryCity.run(Self.flat.with { $0.certificate = served }) { directory in
                    try directory.connect(
                        [directory.slapd.secureURL], authority: believed.authority, bind: try directory.reader())
                    let check = try await directory("check")
                    #expect(check.output.contains(words), "\(check)")
                    #expect(check.code == (words.hasPrefix("✓") ? 0 : Exit.configuration))
                    let plan = try await directory("plan", "--json")
                    #expect(plan.code == (words.hasPrefix("✓") ? 0 : Exit.temporaryFailure), "\(plan)")
                }
            }
        }

        @Test func `whose certificates are believed the mapping says alone, whatever libldap finds in its environment`()
            async throws
        {
            let (served, other) = (try await TestCertificates(), try await TestCertificates())
            try await DirectoryCity.run(Self.flat.with { $0.certificate = served }) { directory in
                let folder = try makeTemporaryFolder("authorities")
                defer { try? FileManager.default.removeItem(at: folder) }
                try FileManager.default.copyItem(
                    at: URL(fileURLWithPath: served.authority), to: folder.appendingPathComponent("ca.pem"))
                for url in [directory.slapd.secureURL, directory.slapd.url] {
                    func check(
                        _ authority: String, _ name: Environment.Key, _ value: String
                    ) async throws -> ProgramRun {
                        try directory.connect([url], authority: authority, bind: try directory.reader())
                        return try await directory.city.run(
                            ["directory", "check", "--mapping", directory.mappingFile], environment: [name: value])
                    }
                    for (name, value) in [
                        ("LDAPTLS_REQCERT", "never"), ("LDAPTLS_CACERT", served.authority),
                        ("LDAPTLS_CACERTDIR", folder.path),
                    ] as [(Environment.Key, String)] {
                        let refused = try await check(other.authority, name, value)
                        #expect(refused.code == Exit.configuration, "\(name): \(refused)")
                        #expect(refused.output.contains("do Thu nghiem cấp"), "\(name): \(refused)")
                    }
                    for (name, value) in [
                        ("LDAPTLS_CACERT", other.authority), ("LDAPTLS_CIPHER_SUITE", "NONE"),
                    ] as [(Environment.Key, String)] {
                        let good = try await check(served.authority, name, value)
                        #expect(good.code == 0, "\(name): \(good)")
                    }
                }
            }
        }

        @Test func `check says which of base, password, rights and controls is wrong`() async throws {
            let certificate = try await TestCertificates()
            let plan = Self.nested.with { plan in
                plan.certificate = certificate
                // Its module is loaded all the same, and the server says that it knows the control.
                plan.hasSync = false
            }
            try await DirectoryCity.run(plan) { directory in
                func check(_ bind: String) async throws -> ProgramRun {
                    // StartTLS, as `ldap://` always has.
                    try directory.connect([directory.slapd.url], authority: certificate.authority, bind: bind)
                    return try await directory("check")
                }
                let controls = try await check(try directory.reader())
                #expect(controls.code == Exit.configuration && controls.output.contains("RFC 4533"), "\(controls)")
                let password = try await check(try directory.reader(password: "sai"))
                #expect(password.code == Exit.configuration && password.output.contains("(code 49)"), "\(password)")
                try await directory.slapd.hide("attrs=hueUnitOrder")
                let right = try await check(try directory.reader())
                #expect(right.output.contains("hueunitorder"), "\(right)")
                try await directory.slapd.hide("attrs=entryUUID")
                let keys = try await check(try directory.reader())
                #expect(keys.code == Exit.configuration && keys.output.contains("khóa"), "\(keys)")
                try await directory.slapd.hide("*")
                let nothing = try await check(try directory.reader())
                #expect(nothing.code == Exit.configuration && nothing.output.contains("×"), "\(nothing)")
            }
        }

        @Test func `check says that a server doesn't tell what has changed`() async throws {
            let changes = { (mapping: String) in mapping.replacing("mode: live", with: "mode: changes") }
            try await DirectoryCity.run(Self.flat.with { $0.hasSync = false }, changes) { directory in
                let good = try await directory("check")
                #expect(good.code == 0 && !good.output.contains("modifyTimestamp"), "\(good)")
                try await directory.slapd.hide("attrs=modifyTimestamp")
                let check = try await directory("check")
                #expect(
                    check.code == 0 && check.output.contains("contextCSN, modifyTimestamp can't be read"), "\(check)")
            }
        }

        @Test func `a mapping that can't be right is told by its line`() async throws {
            try await DirectoryCity.run(Self.flat, { $0.replacing("key: entryUUID", with: "key: uid") }) { directory in
                let check = try await directory("check")
                #expect(check.code == Exit.badData, "\(check)")
                #expect(check.errors.contains(/directory\.yaml:\d+:\d+/) && check.errors.contains("entryUUID"))
            }
        }

        // MARK: Servers

        @Test func `the next server is read from when the first is gone, and 75 says that none answers`() async throws {
            try await DirectoryCity.run(Self.flat) { directory in
                try directory.connect(["ldapi:///khong/co", directory.slapd.socketURL])
                #expect(try await directory("apply", "--yes").code == 0)
                #expect(try await directory.units().count == 232)
                try directory.connect(["ldapi:///khong/co", "ldapi:///cung/khong"])
                let gone = try await directory("plan")
                #expect(gone.code == Exit.temporaryFailure && gone.errors.contains("khong"), "\(gone)")
            }
        }

        // MARK: status

        @Test func `status has what is known of the source`() async throws {
            try await DirectoryCity.run(Self.flat) { directory in
                #expect(try await directory("apply", "--yes").code == 0)
                let status = try await directory("status", "--json").json
                #expect(status["source"] == "thanh-pho" && status["mode"] == "live")
                #expect(status["units"].number == 232 && status["people"].number == 60)
                #expect(status["active"].number == 60 && status["isolated"].number == 0)
                for name in ["last_read", "last_whole", "next_whole"] { #expect(status[name].string != nil, "\(name)") }
                for name in ["refusal", "held"] { #expect(status[name] == .null, "\(name)") }
                #expect(status["approved_by"].string?.hasPrefix("administrator:") == true, "\(status)")
                #expect(status["last_run"].number == 1 && status["last_run_kind"] == "whole")
                #expect(status["last_run_changes"].strings == ["units.begun 232", "people.joined 60"])
                #expect(status["waits"] == false && status["held_reasons"].array == [])
            }
        }
    }
}
