import ArgumentParser
import Database
import Storage

struct ClientList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Liệt kê các nền tảng. (List the platforms.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let clients = try await data.office().database.read { transaction throws(DatabaseError) in
                try transaction.clients()
            }
            if output.json { return printJSON(clients.map(\.listing)) }
            printTable(
                ["CLIENT ID", "NAME", "METHOD", "STATE"],
                clients.map {
                    [$0.id.text, $0.name, $0.credential.methodName, $0.isEnabled ? "enabled" : "disabled"]
                })
        }
    }
}

struct ClientShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Xem một nền tảng. (Show one platform.)")

    @OptionGroup var client: ClientArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let listing = try await data.office().client(client).listing
            if output.json { return printJSON(listing) }
            for (name, value) in listing.members {
                switch value {
                case .array(let values): for value in values { print("\(name): \(value.string ?? "")") }
                case .bool(let flag): print("\(name): \(flag)")
                default: print("\(name): \(value.string ?? "")")
                }
            }
        }
    }
}
