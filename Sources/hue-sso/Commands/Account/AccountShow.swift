import ArgumentParser
import Directory
import Identity
import Operations
import Wire

struct AccountShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Xem một tài khoản. (Show one account, with the person's posts and former names.)",
        discussion: """
            Người đăng nhập bằng VNeID được nêu bằng số định danh 12 chữ số thay cho tên đăng nhập.

            (Somebody who signs in with VNeID is named by the twelve digits in place of a user name.)
            """)

    @OptionGroup var account: AccountArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            var (person, listing) = try await shown(installation)
            let posts = try await PostsOfPerson(installation).run(person)
            let history = try await ReadStaffMembers(installation).history(of: person)
            if output.json {
                listing["posts"] = .array(posts.map { .object($0.json) })
                if let history { listing["history"] = .object(history.json) }
                return printJSON(listing)
            }
            printMembers(listing, named: Self.names)
            for assignment in posts {
                let (from, until) = (assignment.period.from, assignment.period.until)
                print(
                    "Chức vụ (post) \(assignment.post): \(HueTime.text(from)) … \(until.map(HueTime.text) ?? "-")")
            }
            for line in history?.lines ?? [] { print(line) }
        }
    }

    /// What is shown of a local account, of a member of staff whom a directory told of, or of somebody of VNeID, whose
    /// number isn't repeated.
    private func shown(_ installation: Installation) async throws -> (person: PersonID, listing: JSONObject) {
        if account.number == nil, let account = try await account.issued(by: installation) {
            return (account.person, account.listing)
        }
        let person = try await account.person(of: installation)
        if let member = try await ReadStaffMembers(installation).find(person.id) { return (person.id, member.listing) }
        let listing: JSONObject = [
            "username": .null, "enabled": .bool(person.isEnabled),
            "name": person.name.map(JSONValue.string) ?? .null,
        ]
        return (person.id, listing)
    }

    private static let names = [
        "username": "Tên đăng nhập", "enabled": "Đang dùng", "password_set_at": "Đặt mật khẩu lúc",
        "activation_until": "Mã kích hoạt dùng đến", "second_factor": "Xác thực hai bước",
        "locked_until": "Bị khóa đến", "name": "Họ tên", "staff": "Cán bộ", "staff_since": "Từ",
        "last_sign_in": "Đăng nhập lần cuối", "sources": "Nguồn", "left_sources": "Nguồn không còn ghi",
    ]
}
