import ArgumentParser

/// The roles of the policy in force.
struct RoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Vai trò. (The roles of the policy in force.)",
        subcommands: [RoleList.self, RoleShow.self])

    func run() throws { throw ValidationError.noSubcommand }
}
