import ArgumentParser
import Keys
import OpenIDConnect
import Operations

struct KeyRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: """
            Tạo khóa kế tiếp cho mỗi thuật toán; máy chủ công bố rồi tự chuyển sang. (Make the next key of each algorithm; \
            the server publishes it, and signs with it when platforms know it.)
            """)

    @Option(
        name: .customLong("alg"),
        help: "Chỉ thuật toán này. Lặp lại được. (This algorithm only. Repeatable.)")
    var algorithms: [String] = []

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let offered = KeyVault.algorithms
            let names = offered.map(\.rawValue)
            guard algorithms.allSatisfy(names.contains) else {
                let list = names.joined(separator: ", ")
                throw CommandFailure.badData(
                    "thuật toán phải là một trong: \(list)", english: "the algorithms are: \(list)")
            }
            let chosen = offered.filter { algorithms.contains($0.rawValue) }
            let place = try await KeyInstallation(data)
            _ = try await MakeNextKeys(place.installation, place.vault())
                .run(chosen.isEmpty ? nil : chosen, place.act).done()
            showKeys(try await place.list(), output)
        }
    }
}
