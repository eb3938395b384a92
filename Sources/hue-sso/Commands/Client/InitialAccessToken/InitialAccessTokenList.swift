import ArgumentParser
import OpenIDConnect
import Operations

struct InitialAccessTokenList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Liệt kê các mã mời. (List the tokens that are kept.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let tokens = try await GivenInitialAccessTokens(data.installation()).all()
            if output.json { return printJSON(tokens.map(\.listing)) }
            printTable(
                ["MÃ (ID)", "CẤP CHO (FOR)", "CÒN (LEFT)", "HẾT HẠN (END)"],
                tokens.map { [$0.id.text, $0.name, String($0.usesLeft), $0.end.text] })
        }
    }
}
