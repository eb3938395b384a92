import ArgumentParser
import Foundation
import Identity
import Permissions
import PolicyFiles
import Wire

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
