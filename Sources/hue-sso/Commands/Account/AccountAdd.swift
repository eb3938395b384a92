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

    @Option(
        name: .customLong("citizen-number"),
        help: """
            Số định danh cá nhân 12 chữ số của chủ tài khoản: tài khoản này và lần đăng nhập bằng VNeID là một người. \
            (The holder's twelve digits: this account and a sign-in with VNeID are one person.)
            """)
    var citizenNumber: String?

    @Option(name: .long, help: "Ngày sinh: YYYY-MM-DD hoặc YYYY. (Date of birth: YYYY-MM-DD or YYYY.)")
    var birthdate: String?

    @Option(name: .customLong("phone-number"), help: "Số điện thoại: +84… hoặc 0… (Phone number: +84… or 0…)")
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
            let installation = try await data.installation()
            let act = Act.byOperator(installation)
            let claims = try claims(at: act.now)
            let outcome = try await AddAccount(installation).run(username, of: claims, act)
            let activation = try issued(outcome, username, claims)
            try await show(activation, of: username, installation, json: output.json)
            if claims.citizenNumber == nil {
                warn(
                    "tài khoản chưa gắn với số định danh: nếu người này đăng nhập bằng VNeID thì hệ thống coi là người "
                        + "khác; xem hue-sso account link",
                    english: "the account is issued to no number: by VNeID the same human would be another person; "
                        + "see hue-sso account link")
            }
        }
    }

    /// What is said of the holder.
    private func claims(at now: Instant) throws(CommandFailure) -> PersonClaims {
        var birthdate: Birthdate?
        if let text = self.birthdate {
            guard let date = Birthdate(text), !date.isAfter(now) else {
                throw .badData(
                    "ngày sinh '\(text)' phải viết theo dạng YYYY-MM-DD hoặc YYYY, và không ở tương lai",
                    english: "the date of birth '\(text)' must read YYYY-MM-DD or YYYY, and not be in the future")
            }
            birthdate = date
        }
        let phone = Bilingual("số điện thoại, ví dụ +84905123456", "a phone number, such as +84905123456")
        var number: CitizenNumber?
        if let citizenNumber {
            number = try hue_sso.citizenNumber(citizenNumber)
        }
        var phoneNumber: PhoneNumber?
        if let text = self.phoneNumber { phoneNumber = try parsed(text, phone) { PhoneNumber($0) } }
        var address: String?
        if let text = self.address { address = try plainLine(text, "--address") }
        return PersonClaims(
            name: try plainLine(name, "--name"), birthdate: birthdate, phoneNumber: phoneNumber?.text,
            address: address, citizenNumber: number, identityLevel: nil)
    }

    private func issued(
        _ outcome: AddAccount.Outcome, _ username: Username, _ claims: PersonClaims
    ) throws(CommandFailure) -> IssuedActivation {
        switch outcome {
        case .added(_, let activation): return activation
        case .usernameTaken:
            throw .alreadyThere(
                "tên đăng nhập '\(username)' đã có người dùng", english: "the user name '\(username)' is taken")
        case .hasAccount(let other):
            throw .alreadyThere(
                "người có số định danh này đã có tài khoản '\(other)'",
                english: "whoever has this number has the account '\(other)' already")
        case .numberOfAnother:
            throw .badData(
                "số định danh này là của người có họ tên hoặc ngày sinh khác; hãy kiểm tra lại số, họ tên và ngày sinh",
                english: "the number is that of somebody with another name or date of birth; check all three")
        case .disabled: throw .disabled("\(username)")
        }
    }
}
