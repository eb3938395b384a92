import Foundation
import LDAPTestSupport
import Testing

extension EndToEnd.Commands {
    /// DIRECTORY.md's ten minutes with OpenLDAP and with Active Directory, as somebody types them who has never done it.
    @Suite struct DirectoryDocumentTests {
        /// What the document has to be typed into a terminal, by its language.
        fileprivate static func typed(_ language: String) throws -> [String] {
            let file = Installed.package.appendingPathComponent("Documentation/DIRECTORY.md")
            let text = try String(contentsOf: file, encoding: .utf8)
            let section = text.components(separatedBy: "\n## Ten minutes with OpenLDAP\n").last?
                .components(separatedBy: "\n## ").first
            return (section ?? "").components(separatedBy: "```\(language)\n").dropFirst().map { block in
                block.components(separatedBy: "```")[0].split(separator: "\n", omittingEmptySubsequences: false)
                    .map { $0.drop { $0 == " " } }.joined(separator: "\n")
            }
        }

        @Test func `what the document says to type makes a directory that is followed`() async throws {
            let certificate = try await TestCertificates()
            let plan = Slapd.Plan().with { plan in
                plan.layout = .nested
                plan.people = 700
                plan.certificate = certificate
                plan.hasSync = false
                plan.hasReader = false
            }
            try await DirectoryCity.run(plan) { directory in
                try directory.connect(
                    [directory.slapd.url], authority: certificate.authority, bind: try directory.reader())
                let before = try await directory("check")
                #expect(before.code == Exit.configuration, "\(before)")
                let changes = try Self.typed("ldif")
                #expect(changes.count == 2)
                for change in changes { try await directory.slapd.configure(change) }

                try await directory.look()
                #expect(try await directory.units().count == 232)
                let status = try await directory("status", "--json").json
                #expect(status["people"].number ?? 0 > 680)
            }
        }

        /// By slapd with its object classes: it counts no updates, so that each question for changes reads everything.
        @Test func `the same makes a department's Active Directory a part of the city, by an ordinary account`()
            async throws
        {
            let certificate = try await TestCertificates()
            let plan = Slapd.departmentPlan.with { $0.certificate = certificate }
            try await DirectoryCity.run(plan) { directory in
                let city = "code\tparent_code\tkind\tname_vi\nH57\t\tthanh_pho\tỦy ban nhân dân thành phố Huế\n"
                try await directory.city.succeed("unit", "import", "-", input: city)
                try directory.connect(
                    [directory.slapd.secureURL], authority: certificate.authority,
                    bind: try directory.reader(Slapd.departmentReader))
                try await directory.look()
                #expect(try await directory.units().keys.sorted() == ["H57", "H57.05", "H57.05.01", "H57.05.04"])
                let status = try await directory("status", "--json").json
                #expect(status["source"] == "don-vi-mau" && status["mode"] == "changes")
                #expect(status["people"].number == 4 && status["active"].number == 4, "\(status)")
            }
        }
    }
}

extension DirectoryCity {
    /// What the document has typed before `serve`: a look, and then a yes.
    fileprivate func look() async throws {
        let typed = try EndToEnd.Commands.DirectoryDocumentTests.typed("sh").joined()
        let commands = typed.split(separator: "\n").map { line in
            line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
        }
        #expect(commands.map { $0.prefix(2) } == Array(repeating: ["hue-sso", "directory"], count: 3))
        for command in commands {
            let arguments = command.dropFirst() + ["--mapping", mappingFile]
            let run = try await city.run(Array(arguments) + (command.last == "apply" ? ["--yes"] : []))
            #expect(run.code == 0, "\(command): \(run)")
        }
    }
}
