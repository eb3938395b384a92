import ArgumentParser
import Database
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
            let accounts = try await office.database.read { transaction throws(DatabaseError) in
                try transaction.localAccounts()
            }
            var listings: [JSONObject] = []
            for account in accounts { listings.append(try await office.listing(account)) }
            if output.json { return printJSON(listings) }
            printTable(
                ["USERNAME", "NAME", "STATE", "LOCKED UNTIL"],
                listings.map { listing in
                    [
                        listing["username"]?.string ?? "", listing["name"]?.string ?? "",
                        listing["enabled"]?.bool == true ? "enabled" : "disabled",
                        listing["locked_until"]?.string ?? "-",
                    ]
                })
        }
    }
}

struct AccountShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Xem một tài khoản. (Show one account.)")

    @OptionGroup var account: AccountArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let found = try await office.account(account)
            var listing = try await office.listing(found)
            let posts = try await office.posts(of: found.person)
            if output.json {
                listing["posts"] = .array(posts.map(JSONValue.object))
                return printJSON(listing)
            }
            for post in posts {
                let words = ["position", "unit", "from", "until"].map { post[$0]?.string ?? "-" }
                listing["post \(words[0])@\(words[1])"] = .string("\(words[2]) … \(words[3])")
            }
            for (name, value) in listing.members {
                print("\(name): \(value.string ?? value.bool.map(String.init) ?? "-")")
            }
        }
    }
}
