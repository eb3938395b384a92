import ArgumentParser
import Database
import Storage

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
            let office = try await data.office()
            let found = try await office.person(account)
            if !undo {
                try confirmation.confirm(
                    "'\(account.username)' sẽ bị đăng xuất ở mọi nơi và không đăng nhập được nữa.",
                    english: "'\(account.username)' is signed out everywhere and can't sign in.")
            }
            let isEnabled = undo
            try await office.act(isEnabled ? .accountEnable : .accountDisable, object: found.label) {
                transaction, now in
                try transaction.people.setEnabled(isEnabled, found.id, at: now)
                return true
            }
        }
    }
}

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
            let office = try await data.office()
            let found = try await office.account(account)
            let hash = try await office.newPasswordHash(for: found.username, fromPipe: passwordStdin)
            try await office.act(.accountPassword, object: found.username.text) {
                transaction, now in
                try transaction.localAccounts.setPasswordHash(hash, of: found.username, at: now)
                try transaction.passwordAttempts.clear(of: found.username)
                try transaction.devices.forget(of: found.username)
                try transaction.sessions.endAll(of: found.person, at: now)
                return true
            }
        }
    }
}

struct AccountUnlock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock", abstract: "Mở khóa tài khoản. (Unlock an account after wrong passwords.)")

    @OptionGroup var account: AccountArgument
    @OptionGroup var data: DataOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let found = try await office.account(account)
            try await office.act(.accountUnlock, object: found.username.text) { transaction, _ in
                try transaction.passwordAttempts.clear(of: found.username)
                return true
            }
        }
    }
}
