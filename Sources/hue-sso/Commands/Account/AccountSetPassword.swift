import ArgumentParser
import Operations
import Server

struct AccountSetPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-password",
        abstract: "Đặt mật khẩu mới. (Set a new password; the account's sessions end.)")

    @OptionGroup var account: AccountArgument
    @Flag(
        name: .customLong("password-stdin"),
        help: "Đọc mật khẩu từ một dòng của đầu vào chuẩn. (Read the password as a line from standard input.)")
    var passwordStdin = false
    @OptionGroup var data: DataOptions

    func run() async throws {
        try await reporting {
            let configuration = try await data.configuration()
            let installation = try openInstallation(configuration)
            let username = try await account.account(of: installation).username
            let password = try PasswordHash.typed(
                for: username, fromPipe: passwordStdin, configuration, random: installation.random)
            switch try await SetPassword(installation).run(password, of: username, .byOperator(installation)) {
            case .set: break
            case .unknownAccount: throw account.missing
            }
        }
    }
}
