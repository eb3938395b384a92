import Accounts
import ArgumentParser
import Cryptography
import Database
import Identity
import OpenIDConnect
import Server
import Storage
import Wire

struct AccountAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Cấp một tài khoản. (Issue an account; the password comes from standard input.)")

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

    @Flag(
        name: .customLong("password-stdin"),
        help: "Đọc mật khẩu từ một dòng của đầu vào chuẩn. (Read the password as a line from standard input.)")
    var passwordStdin = false

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
            let office = try await data.office()
            let hash = try await office.newPasswordHash(for: username, fromPipe: passwordStdin)
            let claims = PersonClaims(
                name: name, birthdate: birthdate, phoneNumber: phoneNumber, address: address, citizenNumber: nil,
                identityLevel: nil)
            try await office.add(username, claims, passwordHash: hash)
            let account = try await office.account(AccountArgument(username: username.text))
            if output.json { printJSON(try await office.listing(account)) } else { print(username.text) }
        }
    }
}

extension AccountArgument {
    init(username: String) {
        self.init()
        self.username = username
    }
}

extension Office {
    /// Enters a person with an account, as one act.
    func add(_ username: Username, _ claims: PersonClaims, passwordHash: String) async throws {
        let person = try newPersonID()
        let isNew = try await act(.accountAdd, object: username.text) { transaction, now in
            guard try transaction.localAccounts.find(username) == nil else { return false }
            try transaction.people.add(person, claims, at: now)
            return try transaction.localAccounts.add(username, person: person, passwordHash: passwordHash, at: now)
        }
        guard isNew else {
            throw CommandFailure.alreadyThere(
                "tên đăng nhập '\(username)' đã có người dùng", english: "the user name '\(username)' is taken")
        }
    }

    func newPersonID() throws(CommandFailure) -> PersonID {
        guard let person = PersonID(random: random.bytes(16)) else {
            throw .badData(
                "nguồn ngẫu nhiên cho quá ít byte", english: "the random source gave too few bytes")
        }
        return person
    }

    func newPasswordHash(for username: Username, fromPipe: Bool) async throws -> String {
        let text = try SecretInput.line(prompt: "Mật khẩu (password): ", fromPipe: fromPipe)
        return try await passwordHash(of: text, for: username)
    }

    func passwordHash(of text: String, for username: Username) async throws -> String {
        let password: NewPassword
        do { password = try NewPassword(text, for: username) } catch {
            let text = error.text
            throw CommandFailure.badData("mật khẩu \(text.vietnamese)", english: "the password \(text.english)")
        }
        let parameters = try configuration.passwordSettings().parameters
        return try Argon2id(parameters: parameters).hash(password: password.bytes, salt: random.bytes(16))
    }
}
