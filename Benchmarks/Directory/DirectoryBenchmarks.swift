import Foundation
import Subprocess
import SystemPackage

/// Measures what a directory at full size costs: each act in a process of its own, over a real slapd, as the server does it.
///
///     make bench-directory                                 # 6,000 units, 100,000 people
///     UNITS=600 PEOPLE=10000 .build/release/DirectoryBenchmarks
@main
struct DirectoryBenchmarks {
    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, let stage = Stage(rawValue: arguments[1]) {
            return try await Measurement(in: URL(filePath: arguments[2])).run(stage)
        }
        let environment = ProcessInfo.processInfo.environment
        let units = environment["UNITS"].flatMap(Int.init) ?? 6_000
        let people = environment["PEOPLE"].flatMap(Int.init) ?? 100_000
        let folder = FileManager.default.temporaryDirectory.appending(path: "hue-sso-directory-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let slapd = try await LargeSlapd(in: folder, units: units, people: people)
        try slapd.mapping().write(
            to: folder.appending(path: "directory.yaml"), atomically: true, encoding: .utf8)
        print("\(units) units, \(people) people")
        try await slapd.serve {
            for stage in Stage.allCases { try await measure(stage, folder) }
        }
    }

    /// Runs a stage in a process of its own.
    private static func measure(_ stage: Stage, _ folder: URL) async throws {
        let outcome = try await Subprocess.run(
            .path(FilePath("/proc/self/exe")), arguments: [stage.rawValue, folder.path], input: .none,
            output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
            error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
        guard outcome.terminationStatus.isSuccess else { throw Tool.Failed("\(stage): \(outcome.terminationStatus)") }
    }
}

/// What is measured, one after the other over the same records.
enum Stage: String, CaseIterable {
    case join, again, follow, resume
}
