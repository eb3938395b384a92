import ArgumentParser
import Foundation
import Operations
import Settings

struct DatabaseGrant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant",
        abstract: """
            Cho một vai trò PostgreSQL khác chạy máy chủ. (Let another role of PostgreSQL run nodes.)
            """,
        discussion: """
            Chạy bằng vai trò sở hữu cấu trúc dữ liệu. Vai trò được nêu đọc và ghi được như một máy cần, nhưng chỉ đọc và \
            thêm vào nhật ký, và không đổi được cấu trúc. 'database migrate', 'audit export', 'audit prune', 'database \
            copy' và 'restore' vẫn cần vai trò sở hữu; hãy chạy lại lệnh này sau mỗi lần nâng cấp.

            (Run it as the role that owns the schema. The named one can read and write what a node needs, but only read \
            the log and add to it, and change nothing of the schema. 'database migrate', 'audit export', 'audit prune', \
            'database copy' and 'restore' still need the owner; run this again after each upgrade.)
            """)

    @Argument(help: "Tên vai trò. (The role's name.)")
    var role: String

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let configuration = try await data.configuration()
            guard configuration.namesDatabaseServer else {
                throw CommandFailure(
                    "SQLite không có vai trò; lệnh này dành cho PostgreSQL",
                    english: "SQLite has no roles; this is for PostgreSQL", code: EX_CONFIG)
            }
            let installation = try openInstallation(configuration)
            switch try await LetRoleRun(installation).run(role, .byOperator(installation)) {
            case .success: break
            case .failure(let refusal):
                let code: Int32 =
                    switch refusal {
                    case .notOwner: EX_NOPERM
                    case .unknownRole: EX_NOINPUT
                    case .mayDoMore: EX_DATAERR
                    }
                throw CommandFailure([refusal.text], code: code)
            }
            if output.json { return printJSON(["role": .string(role)]) }
            print("Vai trò \(role) chạy được máy chủ. (\(role) can run nodes.)")
        }
    }
}
