import Foundation
import LDAPTestSupport
import Testing

extension EndToEnd.Commands {
    /// `make run` with slapd beside it: the city that is shown is the directory's, and follows it.
    @Suite struct DemoDirectoryTests {
        private struct Announcement: Decodable {
            struct Directory: Decodable {
                let server: String
                let mapping: String
            }
            let directory: Directory?
        }

        @Test func `the demo's city comes from its own slapd, whose changes are here at once`() async throws {
            let data = try makeTemporaryFolder("demo-directory")
            defer { try? FileManager.default.removeItem(at: data) }
            let process = try ChildProcess(
                Installed.program("hue-sso"), Assumed.demoArguments(data: data).filter { $0 != "--no-directory" },
                log: data.appendingPathComponent("demo.log"))
            do {
                let announcement = try await process.readJSON(Announcement.self)
                let directory = try #require(announcement.directory, "Debian's slapd isn't installed")
                try await follow(directory, data)
                await process.stop()
            } catch {
                await process.stop()
                throw error
            }
        }

        @Test func `without a directory the demo says plainly that its city is the built-in one`() async throws {
            let data = try makeTemporaryFolder("demo-built-in")
            defer { try? FileManager.default.removeItem(at: data) }
            let process = try ChildProcess(
                Installed.program("hue-sso"), Assumed.demoArguments(data: data).filter { $0 != "--json" },
                log: data.appendingPathComponent("demo.log"))
            do {
                let text: String = try await process.read { printed in
                    let text = String(decoding: printed, as: UTF8.self)
                    return text.contains("Ctrl-C") ? text : nil
                }
                let vietnamese = "Không chạy slapd, nên dùng thành phố có sẵn trong chương trình (without slapd"
                #expect(text.contains(vietnamese), "\(text)")
                #expect(text.contains("the city is the built-in one; 'apt-get install slapd' brings the directory)."))
                #expect(!text.contains("Thư mục LDAP"))
                await process.stop()
            } catch {
                await process.stop()
                throw error
            }
        }

        private func follow(_ directory: Announcement.Directory, _ data: URL) async throws {
            let on = ["--mapping", directory.mapping] + Assumed.on(data)
            let check = try await CommandLineTool.run(["directory", "check"] + on)
            #expect(check.code == 0, "\(check)")
            var status = JSON.null
            for _ in 0..<300 where status["active"].number == nil || status["active"].number == 0 {
                status = try await CommandLineTool.run(["directory", "status", "--json"] + on).json
            }
            #expect(status["active"].number ?? 0 > 0, "\(status)")
            let plan = try JSON(try await CommandLineTool.run(["directory", "plan", "--json"] + on).output.utf8)
            #expect(plan.filledLists.isSubset(of: ["findings"]), "\(plan.filledLists)")

            let department = try await SlapdTools.search(directory.server, "(&(objectClass=hueUnit)(hueUnitOrder=5))")
            try await SlapdTools.change(
                directory.server,
                """
                \(department.dn)
                changetype: modrdn
                newrdn: ou=So Mau cua ban chay thu
                deleteoldrdn: 1

                """)
            var names: Set<String> = []
            for _ in 0..<300 where !names.contains("So Mau cua ban chay thu") {
                let tree = try await CommandLineTool.run(["unit", "tree", "--json"] + Assumed.on(data)).json
                names = Set((tree.array ?? []).compactMap { $0["name"].string })
            }
            #expect(names.contains("So Mau cua ban chay thu"))
        }
    }
}
