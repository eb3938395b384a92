import ArgumentParser
import OpenIDConnect
import Operations
import Wire

struct ConsentList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Liệt kê những gì một người đã đồng ý. (List what somebody has agreed to.)")

    @OptionGroup var account: AccountArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let consents = try await ReadConsents(installation).run(account.person(of: installation))
            if output.json { return printJSON(consents.map(\.json)) }
            printTable(
                ["MÃ NỀN TẢNG (CLIENT ID)", "TÊN (NAME)", "SCOPE", "TỪ (SINCE)"],
                consents.map { [$0.client.text, $0.clientName ?? "-", Scope.text($0.scopes), $0.givenAt.text] })
        }
    }
}

extension ReadConsents.Listing {
    fileprivate var json: JSONObject {
        [
            "client_id": .string(client.text), "name": clientName.map(JSONValue.string) ?? .null,
            "scope": .string(Scope.text(scopes)), "given_at": .string(givenAt.text),
        ]
    }
}
