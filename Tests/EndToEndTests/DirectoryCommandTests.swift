import Foundation
import LDAPTestSupport
import Subprocess
import Testing

extension EndToEnd.Commands {
    /// `directory`: what a real slapd says is looked at, carried out, held, approved, followed and taken back.
    @Suite struct DirectoryCommandTests {
        private static let plan = Slapd.Plan().with { plan in
            plan.layout = .nested
            plan.people = 300
        }

        /// An empty city with the policies of the repository, and a directory that it isn't filled from yet.
        private func withCity(_ body: (Installation, Slapd) async throws -> Void) async throws {
            let city = try await Installation.empty()
            defer { try? FileManager.default.removeItem(at: city.data) }
            try await city.succeed("policy", "apply", Installed.package.appendingPathComponent("Policies").path)
            try await Slapd.run(Self.plan) { slapd in
                let example = Installed.package.appendingPathComponent("Documentation/Directory/openldap-nested.yaml")
                try Data(Self.mapping(try String(contentsOf: example, encoding: .utf8), of: slapd).utf8)
                    .write(to: city.data.appendingPathComponent("directory.yaml"))
                try await body(city, slapd)
            }
        }

        /// The example of the documentation, over the socket of a test's server.
        static func mapping(_ example: String, of slapd: Slapd) -> String {
            var lines = example.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            lines.removeAll { $0.hasPrefix("  - ldap") || $0.hasPrefix("tls:") }
            return lines.map { line in
                if line.hasPrefix("servers:") { return "servers: [\"\(slapd.socketURL)\"]" }
                return line.hasPrefix("bind:") ? "bind: { sasl: external }" : line
            }.joined(separator: "\n")
        }

        private func directory(_ city: Installation, _ arguments: String...) async throws -> ProgramRun {
            try await city.run(["directory"] + arguments + ["--mapping", city.data.path + "/directory.yaml"])
        }

        private func read(_ city: Installation) async throws -> JSON {
            try JSON(try await directory(city, "plan", "--json").output.utf8)
        }

        @Test func `a plan changes nothing; applied, it is empty; and everybody is there`() async throws {
            try await withCity { city, _ in
                let looked = try await directory(city, "plan", "--json")
                #expect(looked.code == 0, "\(looked)")
                let plan = try JSON(looked.output.utf8)
                #expect(plan["units"]["begun"].array?.count == 232)
                #expect(plan["people"]["joined"].array?.count ?? 0 > 280)
                for kind in ["renamed", "moved", "ended", "merged"] {
                    #expect(plan["units"][kind].array?.isEmpty == true)
                }
                #expect(try await read(city)["units"]["begun"].array?.count == 232)

                let applied = try await directory(city, "apply", "--yes")
                #expect(applied.code == 0, "\(applied)")
                let again = try await read(city)
                #expect(again["units"]["begun"].array?.isEmpty == true)
                #expect(again["people"]["joined"].array?.isEmpty == true)
                #expect(try await city.json("unit", "tree").array?.count == 232)
                let status = try JSON(try await directory(city, "status", "--json").output.utf8)
                #expect(status["units"].number == 232)
            }
        }

        @Test func `many who leave at once are held until somebody approves just that plan`() async throws {
            try await withCity { city, slapd in
                #expect(try await directory(city, "apply", "--yes").code == 0)
                let people = try await slapd.names(ofPeople: 41)
                func delete(_ people: some Sequence<String>) async throws {
                    try await slapd.change(people.map { "dn:: \($0)\nchangetype: delete\n" }.joined(separator: "\n"))
                }
                func heldDigest() async throws -> String {
                    let held = try await directory(city, "apply", "--yes")
                    #expect(held.code == Exit.notPermitted, "\(held)")
                    #expect(held.errors.contains("người thôi việc trong 24 giờ = "), "\(held)")
                    #expect(held.errors.contains(" people leave within 24 h = ") && held.errors.contains(" % > 5 %"))
                    return String(
                        try #require(held.errors.firstMatch(of: /directory approve ([0-9a-f]{16})/)?.output.1))
                }
                try await delete(people.prefix(40))
                let stale = try await heldDigest()
                try await delete(people.suffix(1))
                let refused = try await directory(city, "approve", stale, "--yes")
                #expect(refused.code == Exit.temporaryFailure, "\(refused)")
                #expect(try await read(city)["people"]["left"].array?.count == 41, "nobody has left by it")
                let digest = try await heldDigest()
                #expect(digest != stale)
                let approved = try await directory(city, "approve", digest, "--yes", "--json")
                #expect(approved.code == 0, "\(approved)")
                let status = try JSON(try await directory(city, "status", "--json").output.utf8)
                #expect(status["approved_by"].string?.hasPrefix("administrator:") == true, "\(status)")
                #expect(status["last_run_changes"].strings == ["people.left 41"])
                #expect(try await directory(city, "plan").code == 0)
                #expect(try await directory(city, "undo", "--yes").code == 0)
            }
        }

        @Test func `who is said to have left leaves, though the rest waits for approval`() async throws {
            try await withCity { city, slapd in
                #expect(try await directory(city, "apply", "--yes").code == 0)
                let person = try #require(try await slapd.names(ofPeople: 1).first)
                let unit = try await slapd.unit("H57.05.04").dn
                try await slapd.change("dn:: \(person)\nchangetype: modify\nreplace: hueActive\nhueActive: FALSE\n")
                try await slapd.change(
                    "dn:: \(unit)\nchangetype: modify\nadd: hueUnitReplacedBy\nhueUnitReplacedBy: H57.05.05\n")
                let looked = try await directory(city, "plan")
                #expect(looked.code == Exit.notPermitted && looked.output.contains("leave at once"), "\(looked)")
                let held = try await directory(city, "apply", "--yes")
                #expect(held.code == Exit.notPermitted, "\(held)")
                let status = try JSON(try await directory(city, "status", "--json").output.utf8)
                #expect(status["last_run_changes"].strings == ["people.left 1"])
                let digest = try #require(looked.errors.firstMatch(of: /directory approve ([0-9a-f]{16})/)?.output.1)
                #expect(held.errors.contains(digest), "\(held)")
                let approved = try await directory(city, "approve", String(digest), "--yes")
                #expect(approved.code == 0, "\(approved)")
                #expect(try await directory(city, "plan").code == 0)
            }
        }

        @Test func `a server that is gone changes nothing, and is said`() async throws {
            try await withCity { city, slapd in
                #expect(try await directory(city, "apply", "--yes").code == 0)
                await slapd.kill()
                let gone = try await directory(city, "apply", "--yes")
                #expect(gone.code == Exit.temporaryFailure, "\(gone)")
                let check = try await directory(city, "check")
                #expect(check.code == Exit.configuration && check.output.contains("×"), "\(check)")
                #expect(try await city.json("unit", "tree").array?.count == 232)
            }
        }

        @Test func `serve and the commands go by Policies/directory.yaml where no other mapping is named`() async throws
        {
            try await withCity { city, _ in
                let folder = city.data.appendingPathComponent("work")
                let policies = folder.appendingPathComponent("Policies")
                try FileManager.default.createDirectory(at: policies, withIntermediateDirectories: true)
                let nowhere = try await city.run(["directory", "plan"], in: folder)
                #expect(nowhere.code == Exit.configuration, "\(nowhere)")
                try FileManager.default.moveItem(
                    at: city.data.appendingPathComponent("directory.yaml"),
                    to: policies.appendingPathComponent("directory.yaml"))
                let plan = try await city.run(["directory", "plan", "--json"], in: folder)
                #expect(plan.json["units"]["begun"].array?.count == 232, "\(plan)")
                try await city.serve(in: folder) { _ in try await city.wait { $0.count == 232 } }
                let status = try await city.run(["directory", "status", "--json"], in: folder)
                #expect(status.json["units"].number == 232 && status.json["next_whole"].string != nil, "\(status)")
            }
        }

        @Test func `the server follows what changes, over a restart of slapd too`() async throws {
            try await withCity { city, slapd in
                try await city.serve(["HUE_SSO_DIRECTORY_MAPPING": city.data.path + "/directory.yaml"]) { _ in
                    try await city.wait { $0.count == 232 }
                    let (dn, name) = try await slapd.unit("H57.05")
                    try await slapd.change(
                        "dn:: \(dn)\nchangetype: modrdn\nnewrdn: ou=Sở Mẫu đổi tên\ndeleteoldrdn: 1\n")
                    try await city.wait { $0.contains { $0["name"].string == "Sở Mẫu đổi tên" } }
                    await slapd.kill()
                    try await slapd.start()
                    let renamed = try await slapd.unit("H57.05").dn
                    try await slapd.change("dn:: \(renamed)\nchangetype: modrdn\nnewrdn:: \(name)\ndeleteoldrdn: 1\n")
                    try await city.wait { !$0.contains { $0["name"].string == "Sở Mẫu đổi tên" } }
                }
            }
        }
    }
}

extension Installation {
    /// Looks at the tree of units until it is as a test waits for.
    fileprivate func wait(until isThere: ([JSON]) -> Bool) async throws {
        for _ in 0..<200 {
            if let units = try? await json("unit", "tree").array, isThere(units) { return }
        }
        throw Nothing(description: "the tree never was as it should be")
    }
}

extension Slapd {
    /// The names of some people, in Base64.
    fileprivate func names(ofPeople count: Int) async throws -> [String] {
        try await search("(&(objectClass=huePerson)(!(hueActive=FALSE)))", "dn").prefix(count).map(\.dn)
    }

    /// The name of a unit's entry, and its RDN, in Base64.
    fileprivate func unit(_ code: String) async throws -> (dn: String, rdn: String) {
        guard let dn = try await search("(hueUnitCode=\(code))", "dn").first?.dn,
            let text = Data(base64Encoded: dn).map({ String(decoding: $0, as: UTF8.self) })
        else { throw Installation.Nothing(description: "no entry for \(code)") }
        var rdn = ""
        var isEscaped = false
        for character in text {
            if character == ",", !isEscaped { break }
            isEscaped = character == "\\" && !isEscaped
            rdn.append(character)
        }
        return (dn, Data(rdn.utf8).base64EncodedString())
    }

    private func search(_ filter: String, _ attribute: String) async throws -> [(dn: String, text: String)] {
        let run = try await ProgramRun(
            of: URL(fileURLWithPath: "/usr/bin/ldapsearch"),
            [
                "-LLL", "-o", "ldif-wrap=no", "-x", "-H", url, "-D", Slapd.administrator, "-w",
                Slapd.administratorPassword, "-b", Slapd.base, filter, attribute,
            ])
        return run.output.split(separator: "\n").compactMap { line in
            if line.hasPrefix("dn:: ") { return (String(line.dropFirst(5)), "") }
            if line.hasPrefix("dn: ") { return (Data(line.dropFirst(4).utf8).base64EncodedString(), "") }
            return nil
        }
    }
}
