import Accounts
import ArgumentParser
import Identity
import OpenIDConnect
import Operations
import Wire

struct AccountAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Cấp một tài khoản. (Issue an account; prints the activation code for its holder.)",
        discussion: activationDiscussion)

    @Option(
        name: .long,
        help: """
            Tên đăng nhập: 3 đến 64 ký tự a-z 0-9 . - _ @, bắt đầu bằng chữ cái. \
            (The user name: 3 to 64 characters of a-z 0-9 . - _ @, beginning with a letter.)
            """)
    var username: String

    @Option(name: .long, help: "Họ và tên. (The person's full name.)")
    var name: String

    @Option(name: .long, help: "Ngày sinh: YYYY-MM-DD hoặc YYYY. (Date of birth: YYYY-MM-DD or YYYY.)")
    var birthdate: String?

    @Option(name: .customLong("phone-number"), help: "Số điện thoại theo E.164: +84… (Phone number, E.164: +84…)")
    var phoneNumber: String?

    @Option(name: .long, help: "Địa chỉ liên hệ. (Postal address.)")
    var address: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            guard let username = Username(username) else {
                throw CommandFailure.badData(
                    "tên đăng nhập '\(username)' phải gồm 3 đến 64 ký tự a-z 0-9 . - _ @ và bắt đầu bằng chữ cái",
                    english: "the user name '\(username)' must be 3 to 64 characters of a-z 0-9 . - _ @ "
                        + "and begin with a letter")
            }
            guard ([name] + [phoneNumber, address].compactMap { $0 }).allSatisfy(\.isPlainLine) else {
                throw CommandFailure.badData(
                    "họ tên, số điện thoại và địa chỉ phải là một dòng, không có ký tự điều khiển",
                    english: "name, phone number and address must be one line without control characters")
            }
            var birthdate: Birthdate?
            if let text = self.birthdate {
                guard let date = Birthdate(text) else {
                    throw CommandFailure.badData(
                        "ngày sinh '\(text)' phải viết theo dạng YYYY-MM-DD hoặc YYYY",
                        english: "the date of birth '\(text)' must read YYYY-MM-DD or YYYY")
                }
                birthdate = date
            }
            let installation = try await data.installation()
            let claims = PersonClaims(
                name: name, birthdate: birthdate, phoneNumber: phoneNumber, address: address, citizenNumber: nil,
                identityLevel: nil)
            let act = Act.byOperator(installation)
            switch try await AddAccount(installation).run(username, of: claims, act) {
            case .added(_, let activation): try await show(activation, of: username, installation, json: output.json)
            case .usernameTaken:
                throw CommandFailure.alreadyThere(
                    "tên đăng nhập '\(username)' đã có người dùng", english: "the user name '\(username)' is taken")
            }
        }
    }
}
