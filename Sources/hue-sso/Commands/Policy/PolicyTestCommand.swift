import ArgumentParser
import Foundation
import Permissions
import Wire

struct PolicyTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Chạy các trường hợp thử của chính sách. (Run the test cases next to the policies.)")

    @Argument(help: "Thư mục chứa các tệp YAML. (The folder with the YAML files.)")
    var folder = "Policies"

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let runs = try PolicyTestRun.all(try PolicyFolder.files(at: folder))
            let names = PermissionNames(policy: nil, unit: { _ in nil }, person: { _ in nil }, moment: { _ in "…" })
            if output.json {
                printJSON(runs.map { $0.json(names) })
            } else {
                for run in runs {
                    print("\(run.isPassed ? "✓" : "✗") \(run.file): \(run.cases) trường hợp (cases)")
                    for line in run.complaints(names) { print("  \(line)") }
                }
            }
            if !runs.allSatisfy(\.isPassed) { throw ExitCode(EX_DATAERR) }
        }
    }
}
