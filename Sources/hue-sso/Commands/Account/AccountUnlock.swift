import ArgumentParser
import Operations

struct AccountUnlock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock", abstract: "Mở khóa tài khoản. (Unlock an account after wrong passwords or codes.)")

    @OptionGroup var account: AccountArgument
    @OptionGroup var data: DataOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let username = try account.name
            switch try await UnlockAccount(installation).run(username, .byOperator(installation)) {
            case .unlocked: break
            case .unknownAccount: throw account.missing
            }
        }
    }
}
