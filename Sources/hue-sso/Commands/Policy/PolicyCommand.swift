import ArgumentParser

/// Policies: functions, roles, kinds of units and exclusions.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Chính sách phân quyền. (Policies: functions, roles, exclusions.)",
        subcommands: [
            PolicyCheckCommand.self, PolicyTestCommand.self, PolicyDiffCommand.self, PolicyApply.self,
            PolicyRollback.self, PolicyList.self,
        ])

    func run() throws { throw ValidationError.noSubcommand }
}
