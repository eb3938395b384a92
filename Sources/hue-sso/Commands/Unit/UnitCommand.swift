import ArgumentParser

/// The units of the city.
struct UnitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unit", abstract: "Cơ cấu tổ chức. (The units of the city.)",
        subcommands: [UnitImportCommand.self, UnitTreeCommand.self, UnitStaffCommand.self])

    func run() throws { throw ValidationError.noSubcommand }
}
