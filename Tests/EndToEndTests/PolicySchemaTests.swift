import Foundation
import Testing

extension EndToEnd.Commands {
    /// The JSON Schema that editors show officials beside the policies, by a validator that nobody here wrote.
    @Suite struct PolicySchemaTests {
        @Test func `the schema takes the city's policies`() async throws {
            #expect(try await complaints(about: Package.policies) == "")
        }

        @Test(
            arguments: [
                ("data: internal", "data: secret"), ("authentication: 2", "authentication: 5"),
                ("platform: bi", "platform: BI"), ("functions:", "function:"), ("fresh_minutes: 15", "fresh: 15"),
            ])
        func `the schema refuses what the reader refuses`(good: String, bad: String) async throws {
            let folder = try makeTemporaryFolder("policies")
            defer { try? FileManager.default.removeItem(at: folder) }
            for name in ["policy.schema.json", "bi.yaml"] {
                try FileManager.default.copyItem(
                    at: Package.policies.appendingPathComponent(name), to: folder.appendingPathComponent(name))
            }
            let file = folder.appendingPathComponent("bi.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            try #require(text.contains(good))
            try text.replacing(good, with: bad, maxReplacements: 1).write(to: file, atomically: true, encoding: .utf8)
            #expect(try await complaints(about: folder).contains("bi.yaml: "))
            #expect(try await CommandLineTool.run(["policy", "check", folder.path]).code == 65)
        }

        private func complaints(about folder: URL) async throws -> String {
            let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Support/validate_policies.py")
            let run = try await ProgramRun(of: Installed.python(), [script.path, folder.path])
            guard run.code == 0 else { throw HTTP.Failure(description: "\(run)") }
            return run.output
        }

        private enum Package {
            static let policies = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Policies")
        }
    }
}
