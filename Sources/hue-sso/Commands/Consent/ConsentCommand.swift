import ArgumentParser

/// What people have agreed that platforms may learn.
struct ConsentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent", abstract: "Sự đồng ý. (Consents: what platforms may learn of somebody.)",
        subcommands: [ConsentList.self, ConsentWithdraw.self])

    func run() throws { throw ValidationError.noSubcommand }
}
