import ArgumentParser

/// The review of grants, every six months, by unit (TCVN 14423 5.6.2.3).
struct GrantReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Rà soát quyền sáu tháng một lần. (The six-monthly review of grants, by unit.)",
        subcommands: [GrantReviewDue.self, GrantReviewShow.self, GrantReviewAttest.self])

    func run() throws { throw ValidationError.noSubcommand }
}
