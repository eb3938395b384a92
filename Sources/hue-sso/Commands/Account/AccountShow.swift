import ArgumentParser
import Identity
import Operations
import Wire

struct AccountShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Xem một tài khoản. (Show one account, with the person's posts.)",
        discussion: """
            Người đăng nhập bằng VNeID được nêu bằng số định danh 12 chữ số thay cho tên đăng nhập.

            (Somebody who signs in with VNeID is named by the twelve digits in place of a user name.)
            """)

    @OptionGroup var account: AccountArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            var (person, listing) = try await shown(office.installation)
            let posts = try await office.posts(of: person)
            if output.json {
                listing["posts"] = .array(posts.map(JSONValue.object))
                return printJSON(listing)
            }
            printMembers(listing, named: Self.names)
            for post in posts {
                let (position, unit) = (post["position"]?.string ?? "", post["unit"]?.string ?? "")
                let term = ["from", "until"].map { post[$0]?.string.flatMap(HueTime.moment).map(HueTime.text) ?? "-" }
                print("Chức vụ (post) \(position)@\(unit): \(term[0]) … \(term[1])")
            }
        }
    }

    /// What is shown of a local account, or of somebody of VNeID, whose number isn't repeated.
    private func shown(_ installation: Installation) async throws -> (person: PersonID, listing: JSONObject) {
        guard CitizenNumber(account.username) != nil else {
            let account = try await account.account(of: installation)
            return (account.person, account.listing)
        }
        let person = try await account.person(of: installation)
        let listing: JSONObject = [
            "username": .null, "enabled": .bool(person.isEnabled),
            "name": person.name.map(JSONValue.string) ?? .null,
        ]
        return (person.id, listing)
    }

    private static let names = [
        "username": "Tên đăng nhập", "enabled": "Đang dùng", "password_set_at": "Đặt mật khẩu lúc",
        "activation_until": "Mã kích hoạt dùng đến", "second_factor": "Xác thực hai bước",
        "locked_until": "Bị khóa đến", "name": "Họ tên",
    ]
}
