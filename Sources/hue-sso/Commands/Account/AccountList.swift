import Accounts
import ArgumentParser
import Operations

struct AccountList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Liệt kê tài khoản. (List the accounts.)")

    @Option(
        name: .long,
        help: """
            Thay vào đó, liệt kê cán bộ ở một trạng thái: active, left (đã thôi việc) hoặc dormant, kể cả người chỉ có \
            trong thư mục. (Instead, list staff in one state: active, left or dormant, those of directories too.)
            """)
    var staff: StaffState?
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            if let staff { return try await list(ReadStaffMembers(installation).all(staff)) }
            let accounts = try await IssuedAccounts(installation).all(at: installation.clock.now)
            if output.json { return printJSON(accounts.map(\.listing)) }
            printTable(
                [
                    "TÊN ĐĂNG NHẬP (USERNAME)", "HỌ TÊN (NAME)", "TRẠNG THÁI (STATE)", "CÁN BỘ (STAFF)",
                    "BỊ KHÓA ĐẾN (LOCKED UNTIL)",
                ],
                accounts.map { account in
                    [
                        account.username.text, account.name ?? "", stateText(isEnabled: account.isEnabled),
                        account.staff?.text ?? "-", account.lockedUntil?.text ?? "-",
                    ]
                })
        }
    }

    private func list(_ members: [StaffMember]) {
        if output.json { return printJSON(members.map(\.listing)) }
        printTable(
            [
                "TÊN ĐĂNG NHẬP (USERNAME)", "HỌ TÊN (NAME)", "CÁN BỘ (STAFF)", "TỪ (SINCE)",
                "ĐĂNG NHẬP CUỐI (LAST SIGN-IN)",
            ],
            members.map { member in
                [
                    member.username?.text ?? "-", member.name ?? "", member.standing.text, member.standing.since.text,
                    member.standing.lastSignInAt.text,
                ]
            })
    }
}
