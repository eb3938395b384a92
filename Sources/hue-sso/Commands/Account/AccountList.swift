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
            let listing = try await office.listing(try await office.account(account))
            if output.json { return printJSON(listing) }
            for (name, value) in listing.members {
                print("\(name): \(value.string ?? value.bool.map(String.init) ?? "-")")
            }
        }
    }
}
