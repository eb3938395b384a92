import Foundation
import Subprocess
import SystemPackage
import Testing

/// What README shows of the command line is what the command line says.
@Suite struct ReadmeTests {
    @Test func `the help in README is the help of the program`() async throws {
        let shown = try Package.block("help", of: "README.md").filter { !$0.hasPrefix("```") }
        // The width of a terminal, where there is one, would break the lines elsewhere.
        let help = try await Subprocess.run(
            .path(FilePath(program().path)), arguments: ["--help"], environment: .custom(["COLUMNS": "80"]),
            output: .string(limit: 64 << 10))
        #expect(help.terminationStatus.isSuccess)
        #expect(trimmed(shown) == trimmed(help.standardOutput.components(separatedBy: "\n")))
    }

    /// Without spaces at the ends of lines and empty lines around.
    private func trimmed(_ lines: [String]) -> String {
        lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
            .trimmingCharacters(in: .newlines)
    }

    /// The built `hue-sso`: in `HUE_SSO_BIN_DIR`, beside the test bundle, or in `.build/debug`.
    private func program() throws -> URL {
        var folders: [URL] = []
        if let given = ProcessInfo.processInfo.environment["HUE_SSO_BIN_DIR"] {
            folders.append(URL(fileURLWithPath: given))
        } else {
            folders.append(Bundle.main.bundleURL)
            if let runner = Bundle.main.executableURL { folders.append(runner.deletingLastPathComponent()) }
            folders.append(Package.root.appending(path: ".build/debug"))
        }
        let files = folders.map { $0.appending(path: "hue-sso") }
        guard let found = files.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
            throw Package.Missing(description: "no hue-sso in \(folders.map(\.path)): run `swift build`")
        }
        return found
    }
}
