import ArgumentParser

struct VNeIDShowKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show-key",
        abstract: "In khóa công khai, để gửi cho Bộ Công an. (Print the public key, for the Ministry.)")

    @OptionGroup var key: UpstreamKeyOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let file = try await key.file()
            let vault = try await KeyInstallation(key.data).vault()
            try printPublicKey(try file.open(by: vault.sealer).publicKey, output)
        }
    }
}
