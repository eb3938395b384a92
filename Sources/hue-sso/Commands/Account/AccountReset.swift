import ArgumentParser
import Operations

struct AccountReset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: """
            Cấp mã kích hoạt mới, thay cho mật khẩu và xác thực hai bước. \
            (Issue a new activation code, in place of password and second factor.)
            """,
        discussion: activationDiscussion)

    @OptionGroup var account: AccountArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let username = try await account.account(of: installation).username
            try confirmation.confirm(
                "'\(username)' sẽ bị đăng xuất ở mọi nơi; mật khẩu, mã xác thực và mã dự phòng cũ không còn dùng được.",
                english: "'\(username)' is signed out everywhere; password, authenticator app and recovery codes are "
                    + "good for nothing any more.")
            switch try await ResetAccount(installation).run(username, .byOperator(installation)) {
            case .reset(let activation): try await show(activation, of: username, installation, json: output.json)
            case .unknownAccount: throw account.missing
            }
        }
    }
}
