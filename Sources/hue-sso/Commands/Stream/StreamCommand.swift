import ArgumentParser

/// Who is told of security events.
struct StreamCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream",
        abstract: "Luồng sự kiện an ninh. (Streams of security events: who is told, and what became of it.)",
        subcommands: [StreamList.self])

    func run() throws { throw ValidationError.noSubcommand }
}
