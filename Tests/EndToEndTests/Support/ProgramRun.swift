import Foundation
import Subprocess
import SystemPackage

/// One run of a program to its end.
struct ProgramRun: Sendable, CustomStringConvertible {
    /// The exit code; of a program that a signal ended, the signal's number below zero.
    let code: Int32
    let output: String
    let errors: String

    /// Runs it with a line, or nothing, on standard input.
    /// - Parameter folder: where it runs; in the test's own working directory, if it isn't said.
    init(
        of program: URL, _ arguments: [String], input: String = "", environment: [Environment.Key: String?] = [:],
        in folder: URL? = nil
    ) async throws {
        let result = try await Subprocess.run(
            .path(FilePath(program.path)), arguments: Arguments(arguments),
            environment: .inherit.updating(environment), workingDirectory: folder.map { FilePath($0.path) },
            input: .string(input.isEmpty ? "" : input + "\n"), output: .string(limit: 64 << 20),
            error: .string(limit: 64 << 20))
        code =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        output = result.standardOutput
        errors = result.standardError
    }

    var json: JSON { (try? JSON(output.utf8)) ?? .null }
    var description: String { "exit code \(code)\n\(output)\n\(errors)" }
}
