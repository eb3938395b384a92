import ArgumentParser
import Keys
import Server
import Wire

struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Liệt kê khóa ký. (List the signing keys; opens none.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let keys = try await KeyVault.list(directory: data.configurationOfInstallation().keysDirectory)
            if output.json {
                return printJSON(
                    keys.map { key in
                        [
                            "kid": .string(key.id), "alg": .string(key.algorithm.rawValue),
                            "created_at": .string(key.createdAt.text), "file": .string(key.file),
                        ]
                    })
            }
            printTable(
                ["KID", "ALG", "TẠO LÚC (CREATED)", "TỆP (FILE)"],
                keys.map { [$0.id, $0.algorithm.rawValue, $0.createdAt.text, $0.file] })
        }
    }
}
