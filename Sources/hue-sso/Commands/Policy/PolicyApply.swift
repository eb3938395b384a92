import ArgumentParser
import Operations
import Permissions

struct PolicyApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Áp dụng chính sách. (Put a policy into force as a new version, after its test cases have passed.)",
        discussion: """
            Thư mục không có trường hợp thử (*.test.yaml) thì chỉ có cảnh báo.

            (A folder without test cases (*.test.yaml) gets a warning only.)
            """)

    @Argument(help: "Thư mục chứa các tệp YAML. (The folder with the YAML files.)")
    var folder = "Policies"

    @Option(name: .long, help: "Từ thời điểm nào; không nêu là từ bây giờ. (From when on; now, if not given.)")
    var from: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let files = try PolicyFolder.files(at: folder)
            let policy = try PolicyFolder.policy(files)
            let runs = try PolicyTestRun.all(files)
            let failed = runs.filter { !$0.isPassed }
            guard failed.isEmpty else {
                let files = failed.map(\.file).joined(separator: ", ")
                throw CommandFailure.badData(
                    "có trường hợp thử không đạt trong \(files); xem hue-sso policy test \(folder)",
                    english: "test cases fail in \(files); see hue-sso policy test \(folder)")
            }
            warnOfNothing(in: policy, tested: runs)
            let installation = try await data.installation()
            let typed = try from.map { try typedMoment($0, "--from") }
            let preview = try await PolicyPreview(
                of: policy, from: typed ?? installation.clock.now, installation, output)
            if preview.replaced != nil {
                try confirmation.confirm("Áp dụng chính sách này?", english: "Apply this policy?")
            }
            // What begins now begins when that was answered.
            let act = Act.byOperator(installation)
            let outcome = try await ApplyPolicy(installation).run(
                files, from: typed ?? act.now, replacing: preview.replaced, act)
            try await installation.show(outcome, preview, output)
        }
    }
}

extension PolicyApply {
    /// What is sound and passes, since there is nothing to fail.
    private func warnOfNothing(in policy: Policy, tested runs: [PolicyTestRun]) {
        if runs.allSatisfy({ $0.cases == 0 }) {
            warn(
                "\(folder) không có trường hợp thử nào (*.test.yaml): chưa có gì được thử",
                english: "\(folder) has no test cases (*.test.yaml): nothing was tested")
        }
        if policy.exclusions.isEmpty {
            warn(
                "chính sách không có quy tắc loại trừ nào (exclusions.yaml): không phân tách trách nhiệm",
                english: "the policy has no exclusion (exclusions.yaml): no duties are kept apart")
        }
    }
}
