import ArgumentParser
import Database
import Identity
import Operations
import Server
import Storage
import Wire

struct AccountList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Liệt kê tài khoản. (List the accounts.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let accounts = try await office.database.read { transaction in
                try transaction.localAccounts.all()
            }
            var listings: [JSONObject] = []
            for account in accounts { listings.append(try await office.listing(account)) }
            if output.json { return printJSON(listings) }
            printTable(
                ["TÊN ĐĂNG NHẬP (USERNAME)", "HỌ TÊN (NAME)", "TRẠNG THÁI (STATE)", "BỊ KHÓA ĐẾN (LOCKED UNTIL)"],
                listings.map { listing in
                    [
                        listing["username"]?.string ?? "", listing["name"]?.string ?? "",
                        stateText(isEnabled: listing["enabled"]?.bool == true),
                        listing["locked_until"]?.string ?? "-",
                    ]
                })
        }
    }
}

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
            var (person, listing) = try await office.shown(account)
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

    private static let names = [
        "username": "Tên đăng nhập", "enabled": "Đang dùng", "password_set_at": "Đặt mật khẩu lúc",
        "locked_until": "Bị khóa đến", "name": "Họ tên",
    ]
}

extension Office {
    /// What is shown of a local account, or of somebody of VNeID, whose number isn't repeated.
    fileprivate func shown(_ argument: AccountArgument) async throws -> (person: PersonID, listing: JSONObject) {
        guard CitizenNumber(argument.username) != nil else {
            let account = try await account(argument)
            return (account.person, try await listing(account))
        }
        let person = try await person(argument).id
        let label = try await database.read { transaction in try transaction.people.label(of: person) }
        let listing: JSONObject = [
            "username": .null, "enabled": .bool(label?.isEnabled ?? false),
            "name": label?.name.map(JSONValue.string) ?? .null,
        ]
        return (person, listing)
    }
}
