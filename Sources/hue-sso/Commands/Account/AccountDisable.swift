import ArgumentParser
import Operations

struct AccountDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Ngừng hoặc mở lại tài khoản. (Disable an account and end its sessions, or enable it again.)",
        discussion: """
            Người đăng nhập bằng VNeID được nêu bằng số định danh 12 chữ số thay cho tên đăng nhập.

            (Somebody who signs in with VNeID is named by the twelve digits in place of a user name.)
            """)

    @OptionGroup var account: AccountArgument
    @Flag(name: .long, help: "Mở lại. (Enable it again.)")
    var undo = false
    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let person = try await account.person(of: installation)
            if undo { return try await EnableAccount(installation).run(person, .byOperator(installation)) }
            try confirmation.confirm(
                "'\(account.username)' sẽ bị đăng xuất ở mọi nơi và không đăng nhập được nữa.",
                english: "'\(account.username)' is signed out everywhere and can't sign in.")
            try await DisableAccount(installation).run(person, .byOperator(installation))
        }
    }
}
