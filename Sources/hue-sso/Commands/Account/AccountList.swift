import ArgumentParser
import Operations

struct AccountList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Liệt kê tài khoản. (List the accounts.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let accounts = try await IssuedAccounts(installation).all(at: installation.clock.now)
            if output.json { return printJSON(accounts.map(\.listing)) }
            printTable(
                ["TÊN ĐĂNG NHẬP (USERNAME)", "HỌ TÊN (NAME)", "TRẠNG THÁI (STATE)", "BỊ KHÓA ĐẾN (LOCKED UNTIL)"],
                accounts.map { account in
                    [
                        account.username.text, account.name ?? "", stateText(isEnabled: account.isEnabled),
                        account.lockedUntil?.text ?? "-",
                    ]
                })
        }
    }
}
