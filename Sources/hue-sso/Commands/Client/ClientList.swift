import ArgumentParser
import Operations

struct ClientList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Liệt kê các nền tảng. (List the platforms.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let clients = try await RegisteredClients(data.installation()).all()
            if output.json { return printJSON(clients.map(\.listing)) }
            printTable(
                ["MÃ NỀN TẢNG (CLIENT ID)", "TÊN (NAME)", "CÁCH XÁC THỰC (METHOD)", "TRẠNG THÁI (STATE)"],
                clients.map {
                    [$0.id.text, $0.name, $0.credential.methodName, stateText(isEnabled: $0.isEnabled)]
                })
        }
    }
}
