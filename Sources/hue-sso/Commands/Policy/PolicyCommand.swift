import ArgumentParser
import Directory
import Foundation
import Identity
import Permissions
import PolicyFiles
import Wire

/// Policies: functions, roles, kinds of units and exclusions.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Chính sách phân quyền. (Policies: functions, roles, exclusions.)",
        subcommands: [
            PolicyCheckCommand.self, PolicyTestCommand.self, PolicyDiffCommand.self, PolicyApply.self,
            PolicyRollback.self, PolicyList.self,
        ])

    func run() throws { throw ValidationError.noSubcommand }
}

struct PolicyCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Kiểm tra các tệp chính sách. (Say what is wrong, with file and line.)")

    @Argument(help: "Thư mục chứa các tệp YAML. (The folder with the YAML files.)")
    var folder = "Policies"

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let files = try PolicyFolder.files(at: folder)
            var errors: [PolicyFileError] = []
            var policy: Policy?
            do throws(PolicyFileErrors) { policy = try PolicyReader.read(files) } catch { errors += error.all }
            do throws(PolicyFileErrors) { _ = try PolicyTestReader.read(files, of: policy, at: .policyTests) } catch {
                errors += error.all
            }
            if output.json {
                let list = errors.map { error in
                    JSONValue.object([
                        "file": .string(error.place.file), "line": .integer(Int64(error.place.line)),
                        "column": .integer(Int64(error.place.column)), "problem": error.fault.advice.json,
                    ])
                }
                printJSON(["ok": .bool(errors.isEmpty), "errors": .array(list)])
                if !errors.isEmpty { throw ExitCode(EX_DATAERR) }
            } else if let policy, errors.isEmpty {
                print(
                    "Hợp lệ (sound): \(policy.platforms.count) nền tảng (platforms), \(policy.roles.count) vai trò "
                        + "(roles), \(policy.exclusions.count) loại trừ (exclusions).")
            } else {
                throw CommandFailure(PolicyFileErrors(errors))
            }
        }
    }
}

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

/// The outcome of one file of test cases.
struct PolicyTestRun {
    let file: String
    let cases: Int
    let result: PolicyTest.Result
    /// Functions of the file's own platform that no case asks about.
    let untested: [FunctionID]

    var isPassed: Bool { result.isPassed }

    static func all(_ files: [PolicyFile]) throws(CommandFailure) -> [PolicyTestRun] {
        let policy = try PolicyFolder.policy(files)
        let tests: [(file: String, test: PolicyTest)]
        do { tests = try PolicyTestReader.read(files, of: policy, at: .policyTests) } catch {
            throw CommandFailure(error)
        }
        do throws(UnitTreeError) {
            return try tests.map { file, test throws(UnitTreeError) in
                let result = try test.run(on: policy, at: .policyTests)
                let platform = file.prefix { $0 != "." }
                return PolicyTestRun(
                    file: file, cases: test.cases.count, result: result,
                    untested: result.untested.filter { $0.platform?.slug == String(platform) })
            }
        } catch {
            throw .badData(
                "city.test.yaml: các đơn vị không tạo thành cây: \(error.text.vietnamese)",
                english: "the units make no tree: \(error.text.english)")
        }
    }

    func complaints(_ names: PermissionNames) -> [String] {
        result.failures.map { failure in
            let text = ExplanationText(failure.explanation, names: names)
            let reasons = [text.verdict] + text.reasons
            let both = Bilingual(
                reasons.map(\.vietnamese).joined(separator: "; "),
                reasons.map(\.english).joined(separator: "; ")
            ).both
            return "\(failure.test.name): mong đợi (expected) \(failure.test.expected.rawValue). \(both)"
        } + result.problems.map { "\($0.grant): \($0.fault.textWithHint.both)" }
            + untested.map { "\($0): chưa có trường hợp thử (no case asks about it)" }
    }

    func json(_ names: PermissionNames) -> JSONObject {
        [
            "file": .string(file), "passed": .bool(isPassed), "cases": .integer(Int64(cases)),
            "failures": .texts(complaints(names)), "untested": .texts(untested.map(\.text)),
        ]
    }
}

extension Instant {
    /// The moment about which test cases are asked; any would do, since their grants always hold.
    static let policyTests = Instant(secondsSince1970: 1_790_000_000)
}
