import ArgumentParser
import Directory
import Glibc
import Operations

struct DirectoryUndo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Hoàn tác lần thực hiện gần nhất. (Take back the last application, as a new one.)",
        discussion: """
            Không xóa gì khỏi hồ sơ. Sau đó nguồn không tự thực hiện nữa cho đến khi có người dùng 'apply' hoặc 'approve'.

            (Nothing is erased. After it the source applies nothing by itself, until somebody says 'apply' or 'approve'.)
            """)

    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func run() async throws {
        try await reporting {
            let (installation, desk) = try await directory.desk()
            try confirmation.confirm(
                "Hoàn tác lần thực hiện gần nhất?", english: "Take back the last application?")
            switch try await desk.undo(.byOperator(installation)) {
            case .undone: print("Đã hoàn tác. (Taken back.)")
            case .nothingToUndo:
                throw CommandFailure.notFound(
                    "chưa có lần thực hiện nào để hoàn tác", english: "there is no application to take back")
            case .changedSince:
                throw CommandFailure(
                    "hồ sơ đã thay đổi từ sau lần đó; không hoàn tác được",
                    english: "the records have changed since; it can't be taken back", code: EX_TEMPFAIL)
            }
        }
    }
}
