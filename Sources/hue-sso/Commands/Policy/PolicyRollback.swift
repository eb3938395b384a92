import ArgumentParser
import Operations

struct PolicyRollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Trở lại một phiên bản trước. (Apply an earlier version again, as a new one.)")

    @Argument(help: "Số phiên bản; xem policy list. (The number of the version; see policy list.)")
    var number: Int

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let next = try await installation.policy(named: String(number))
            let preview = try await PolicyPreview(of: next, from: installation.clock.now, installation, output)
            try confirmation.confirm(
                "Trở lại phiên bản \(number)?", english: "Go back to version \(number)?")
            let outcome = try await RollBackPolicy(installation).run(
                to: number, replacing: preview.replaced, .byOperator(installation))
            try await installation.show(outcome, preview, output)
        }
    }
}
