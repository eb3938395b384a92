import Foundation
import Testing

extension EndToEnd.Browsers {
    /// A client of SCIM that nobody here wrote takes the server at its word (scim2-tester, RFC 7643, RFC 7644).
    @Suite(.demo, .demoLog)
    struct SCIMTesterTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test func `scim2-tester finds nothing wrong with what a platform reads`() async throws {
            let platform = try await Platform.register(
                .init(
                    name: "Bản sao Báo cáo số", redirectURIs: [], scopes: ["scim.read", "profile", "org", "phone"],
                    platform: "bi", grants: ["client_credentials"]),
                on: demo)
            let lines = try await check(platform, as: "reader")
            #expect(lines.filter { $0.hasPrefix("ERROR") || $0.hasPrefix("CRITICAL") }.isEmpty)
            #expect(try count("read User", in: lines) > 0)
            #expect(try count("read Group", in: lines) > 0)
            #expect(try count("succeeded", in: lines) > 10)
        }

        @Test func `scim2-tester finds nothing wrong with what a source writes`() async throws {
            let source = try await Platform.register(
                .init(
                    name: "Nhân sự bệnh viện", redirectURIs: [], scopes: ["scim.write"], grants: ["client_credentials"]),
                on: demo)
            let run = try await CommandLineTool.run(
                ["directory", "source", source.id, "--unit", "H57.05", "--kind", "phong"] + Assumed.on(demo.data))
            try #require(run.code == 0, "\(run)")
            let lines = try await check(source, as: "source")
            #expect(lines.filter { !$0.hasPrefix("succeeded") && !$0.hasPrefix("SKIPPED") }.isEmpty, "\(lines)")
            #expect(try count("succeeded", in: lines) > 60)
        }

        private func check(_ platform: Platform, as role: String) async throws -> [String] {
            let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Support/scim_tester.py")
            let run = try await ProgramRun(
                of: Installed.python(), ["-W", "ignore", script.path, demo.issuer, platform.id, role],
                input: try #require(platform.secret))
            try #require(run.code == 0, "\(run)")
            return run.output.split(separator: "\n").map(String.init)
        }

        private func count(_ name: String, in lines: [String]) throws -> Int {
            let line = try #require(lines.first { $0.hasPrefix(name + ": ") }, "\(lines)")
            return try #require(Int(line.dropFirst(name.utf8.count + 2)))
        }
    }
}
