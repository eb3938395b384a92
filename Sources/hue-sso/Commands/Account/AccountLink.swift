import Accounts
import ArgumentParser
import Foundation
import Identity
import Operations

struct AccountLink: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Gắn tài khoản với số định danh của chủ tài khoản. (Join an account with its holder's number.)",
        discussion: """
            Một con người là một người dùng: sau khi gắn, đăng nhập bằng tài khoản và bằng VNeID là một. Quyền, chức vụ \
            và sự đồng ý của bên VNeID chuyển sang tài khoản; lịch sử còn nguyên. Bị từ chối khi hai bên giữ vai trò \
            loại trừ nhau, hoặc bên này đã giao quyền cho bên kia. Hoàn tác: account unlink.

            (One human is one person: from then on a sign-in by the account and one with VNeID are the same. Grants, \
            posts and consents of the person whom VNeID knows move to the account; the history stays. It is refused \
            where the two hold roles that exclude each other, or one gave the other a grant. To undo it: account unlink.)
            """)

    @OptionGroup var account: AccountArgument

    @Argument(help: "Số định danh 12 chữ số. (The twelve digits.)")
    var number: String

    @OptionGroup var birthdates: BirthdateOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let username = try await account.account(of: installation).username
            let number = try citizenNumber(number)
            if let other = try await FindPerson(installation).run(number.digits) {
                try confirmation.confirm(
                    "'\(username)' và '\(other.name ?? "?")' (VNeID) sẽ là một người; người thứ hai bị đăng xuất ở mọi nơi.",
                    english:
                        "'\(username)' and '\(other.name ?? "?")' (VNeID) become one person; the second is signed out "
                        + "everywhere.")
            }
            let outcome = try await LinkAccount(installation).run(
                username, to: number, acceptsDifferentBirthdates: birthdates.areChecked, .byOperator(installation))
            switch outcome {
            case .linked: print("'\(username)' đã gắn với số định danh. ('\(username)' is linked to the number.)")
            case .unknownAccount: throw account.missing
            case .refused(let refusal): throw try await installation.failure(refusal)
            }
        }
    }
}

/// Whether somebody has looked at why two dates of birth differ.
struct BirthdateOptions: ParsableArguments {
    @Flag(
        name: .customLong("birthdates-checked"),
        help: """
            Ngày sinh hai bên khác nhau, nhưng đã xác minh là một người. \
            (The dates of birth differ, and it was verified that it is one human.)
            """)
    var areChecked = false
}

/// Twelve digits that were typed.
func citizenNumber(_ text: String) throws(CommandFailure) -> CitizenNumber {
    try parsed(text, Bilingual("số định danh 12 chữ số", "a number of twelve digits")) {
        CitizenNumber(Username.typed($0))
    }
}

extension Installation {
    /// What somebody reads of two who can't be one.
    func failure(_ refusal: JoinRefusal) async throws -> CommandFailure {
        switch refusal {
        case .samePerson:
            return .alreadyThere("số này đã là của chính người này", english: "the number is this person's already")
        case .disabled(let person): return .disabled(try await labels(of: [person]).text(person))
        case .differentBirthdates(let one, let other):
            return .badData(
                "ngày sinh khác nhau: \(one.text) và \(other.text); nếu đã xác minh là một người, thêm --birthdates-checked",
                english: "the dates of birth differ (\(one.text) and \(other.text)); if it was verified that it is one "
                    + "human, say --birthdates-checked")
        case .twoAccounts:
            return .badData(
                "cả hai đều có tài khoản được cấp; hãy ngừng một tài khoản trước",
                english: "both have an account of the city's; one person has one")
        case .twoNumbers:
            return .badData(
                "cả hai đều có số định danh; nếu nhà nước đã cấp số khác, dùng account replace-number",
                english: "both have a number; if the state has replaced one, use account replace-number")
        case .joinedBefore:
            return .badData(
                "người này đã được gắn với người khác; hãy hoàn tác trước bằng account unlink",
                english: "others were joined with this person; undo that first, with account unlink")
        case .selfGiven(let grant):
            return CommandFailure(
                "\(grant) do bên này giao cho bên kia: sẽ thành tự giao quyền cho mình; hãy thu hồi trước bằng grant revoke",
                english: "\(grant) was given by the one to the other, and would be a gift to oneself; revoke it first",
                code: EX_NOPERM)
        case .excluded(let refusal, let state): return try await failure(refusal, state)
        }
    }
}
