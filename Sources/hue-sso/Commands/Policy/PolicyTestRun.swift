import Directory
import Identity
import Permissions
import PolicyFiles
import Wire

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
