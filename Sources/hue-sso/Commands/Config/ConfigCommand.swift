import ArgumentParser

/// The settings.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Cấu hình. (The settings.)",
        subcommands: [ConfigCheck.self, ConfigShow.self, ConfigShare.self, ConfigUnshare.self])

    func run() throws { throw ValidationError.noSubcommand }
}
