import ArgumentParser
import OpenIDConnect
import Operations

struct ConsentWithdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: """
            Rút lại sự đồng ý với một nền tảng; nền tảng được báo và phải hỏi lại. \
            (Take back what somebody agreed to; the platform is told, and has to ask again.)
            """)

    @OptionGroup var account: AccountArgument

    @Argument(help: "Mã nền tảng. (The client's id.)")
    var client: String

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let person = try await account.person(of: installation)
            guard let id = ClientID(client) else { throw nothing }
            try confirmation.confirm(
                "Mọi token mà '\(client)' có về '\(account.username)' sẽ hết hiệu lực.",
                english: "Every token that '\(client)' has of '\(account.username)' ends.")
            guard try await WithdrawConsent(installation).run(person, from: id, .byOperator(installation)) else {
                throw nothing
            }
        }
    }

    private var nothing: CommandFailure {
        .notFound(
            "'\(account.username)' chưa đồng ý gì với '\(client)'; xem hue-sso consent list",
            english: "'\(account.username)' has agreed to nothing at '\(client)'; see hue-sso consent list")
    }
}
