import ArgumentParser
import Operations

struct AccountUnlink: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlink",
        abstract: "Hoàn tác lần gắn gần nhất. (Undo the last joining: the two are two again.)",
        discussion: """
            Số định danh, quyền và chức vụ chuyển sang khi gắn thì trở lại, nếu vẫn như lúc đó; quyền giao về sau ở lại \
            với tài khoản. Người này bị đăng xuất ở mọi nơi.

            (The number, and the grants and posts that moved and are as they were, go back; what was given since stays \
            with the account. The person is signed out everywhere.)
            """)

    @OptionGroup var account: AccountArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let person = try await account.person(of: installation)
            try confirmation.confirm(
                "'\(account.username)' và số định danh đã gắn sẽ lại là hai người; bị đăng xuất ở mọi nơi.",
                english:
                    "'\(account.username)' and the number that was joined are two people again; signed out everywhere.")
            switch try await UnlinkAccount(installation).run(person, .byOperator(installation)) {
            case .unlinked: print("Đã hoàn tác. ('\(account.username)' is unlinked.)")
            case .notLinked:
                throw CommandFailure.badData(
                    "'\(account.username)' chưa được gắn với ai",
                    english: "'\(account.username)' isn't joined with anybody")
            }
        }
    }
}
