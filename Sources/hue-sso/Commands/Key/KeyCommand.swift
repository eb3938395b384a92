import ArgumentParser

/// The keys that tokens are signed with.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Khóa ký. (The keys that tokens are signed with.)",
        subcommands: [KeyList.self])

    func run() throws { throw ValidationError.noSubcommand }
}
