import ArgumentParser
import Directory
import Operations
import Wire

struct DirectoryPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Thư mục sẽ thay đổi những gì. (What the directory would change, and who gains and loses what.)",
        discussion: """
            + bắt đầu, ~ đổi tên hoặc chuyển, - kết thúc, ⇒ hợp nhất. Không thay đổi gì; mã thoát 77 nếu kế hoạch cần \
            người duyệt.

            (+ begins, ~ renamed or moved, - ends, ⇒ merged. Nothing is changed; exit code 77 if the plan needs somebody's \
            approval.)
            """)

    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var validity: DirectoryValidity
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let (installation, desk) = try await directory.desk()
            let preview = try await desk.preview(from: try validity.moment(installation))
            if output.json {
                printJSON(preview.json)
            } else {
                try await installation.show(preview)
            }
            guard preview.plan.held.isEmpty else { throw CommandFailure.held(preview) }
        }
    }
}
