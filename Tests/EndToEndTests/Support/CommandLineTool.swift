import Foundation
import Subprocess

/// `hue-sso` as administrators type it.
enum CommandLineTool {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func run(
        _ arguments: [String], input: String = "", environment: [Environment.Key: String?] = [:],
        in folder: URL? = nil
    ) async throws -> ProgramRun {
        try await ProgramRun(
            of: Installed.program("hue-sso"), arguments, input: input, environment: environment, in: folder)
    }
}
