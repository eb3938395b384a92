import Foundation
import Testing

extension EndToEnd.Commands {
    /// The JSON Schema that editors show beside `directory.yaml`, by a validator that nobody here wrote.
    @Suite struct DirectorySchemaTests {
        @Test func `the schema takes the examples of the documentation`() async throws {
            #expect(try await complaints { $0 } == "")
        }

        @Test(arguments: [("mode: live", "mode: push"), ("page: 500", "page: 5"), ("username:", "user:")])
        func `the schema refuses what the reader refuses`(good: String, bad: String) async throws {
            #expect(try await complaints { $0.replacing(good, with: bad) }.contains("openldap-flat.yaml: "))
        }

        private func complaints(after change: (String) -> String) async throws -> String {
            let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            let folder = try makeTemporaryFolder("directory")
            defer { try? FileManager.default.removeItem(at: folder) }
            try FileManager.default.copyItem(
                at: package.appendingPathComponent("Policies/directory.schema.json"),
                to: folder.appendingPathComponent("policy.schema.json"))
            for name in ["openldap-flat", "openldap-nested", "active-directory"] {
                let example = package.appendingPathComponent("Documentation/Directory/\(name).yaml")
                try change(try String(contentsOf: example, encoding: .utf8))
                    .write(to: folder.appendingPathComponent("\(name).yaml"), atomically: true, encoding: .utf8)
            }
            let script = package.appendingPathComponent("Tests/EndToEndTests/Support/validate_policies.py")
            let run = try await ProgramRun(of: Installed.python(), [script.path, folder.path])
            guard run.code == 0 else { throw HTTP.Failure(description: "\(run)") }
            return run.output
        }
    }
}
