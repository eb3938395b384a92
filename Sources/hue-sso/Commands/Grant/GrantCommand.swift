import ArgumentParser

/// Who may use which role where.
struct GrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Giao quyền. (Grants: who may use which role, where.)",
        subcommands: [GrantAdd.self, GrantList.self, GrantRevoke.self, GrantReviewCommand.self])

    func run() throws { throw ValidationError.noSubcommand }
}
