import ArgumentParser
import Operations

struct AccountReset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: """
            Cấp mã kích hoạt mới, thay cho mật khẩu và xác thực hai bước. \
            (Issue a new activation code, in place of password and second factor.)
            """,
        discussion: activationDiscussion + """


            Ai đăng nhập bằng mật khẩu của thư mục thì chỉ đặt lại xác thực hai bước: mật khẩu do thư mục giữ.

            (Of whoever signs in with the directory's password only the second factor is reset: the password is the \
            directory's.)
            """)

    @OptionGroup var account: AccountArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let username = try account.name
            _ = try await account.person(of: installation)
            try confirmation.confirm(
                "'\(username)' sẽ bị đăng xuất ở mọi nơi; mật khẩu, mã xác thực và mã dự phòng cũ không còn dùng được.",
                english: "'\(username)' is signed out everywhere; password, authenticator app and recovery codes are "
                    + "good for nothing any more.")
            switch try await ResetAccount(installation).run(username, .byOperator(installation)) {
            case .reset(let activation): try await show(activation, of: username, installation, json: output.json)
            case .secondFactorReset:
                if output.json {
                    return printJSON(["username": .string(username.text), "second_factor": .bool(false)])
                }
                print(
                    "Đã đặt lại xác thực hai bước của '\(username)'; mật khẩu do thư mục giữ. "
                        + "(The second factor is reset; the password is the directory's.)")
            case .unknownAccount: throw account.missing
            }
        }
    }
}
