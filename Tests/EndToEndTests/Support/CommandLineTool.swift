import Foundation

/// One run of `hue-sso` to its end.
enum CommandLineTool {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Run: Sendable, CustomStringConvertible {
        let code: Int32
        let output: String
        let errors: String

        var json: JSON { (try? JSON(output.utf8)) ?? .null }
        var description: String { "exit code \(code)\n\(output)\n\(errors)" }
    }

    static func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Run {
        let folder = try makeTemporaryFolder("run")
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = try ChildProcess(
            Installed.program("hue-sso"), arguments, environment: environment,
            log: folder.appendingPathComponent("errors"))
        if !input.isEmpty { try process.write(line: input) }
        try process.closeInput()
        let output = await process.readToEnd()
        let code = await process.exitCode
        let errors = String(decoding: try Data(contentsOf: process.log), as: UTF8.self)
        return Run(code: code, output: String(decoding: output, as: UTF8.self), errors: errors)
    }
}
