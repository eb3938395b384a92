import ArgumentParser
import Operations
import Permissions

struct GrantRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Thu hồi quyền. (End a grant now; a stand-in may be ended by either of the two.)")

    @Argument(help: "Mã quyền, ví dụ g-12. (The grant, such as g-12.)")
    var grant: String

    @OptionGroup var giver: GiverOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let id = try parsed(grant, .grant) { GrantID($0) }
            let person = try await giver.person(of: installation)
            let act = Act.byOperator(installation)
            let revoked = try await installation.done(try await RevokeGrant(installation).run(id, by: person, act))
            // One that was to begin later keeps its period: it never begins.
            let isWithdrawn = revoked.period.from >= act.now
            if output.json {
                var json = revoked.json(try await installation.labels(of: revoked.people))
                json["withdrawn"] = .bool(isWithdrawn)
                return printJSON(json)
            }
            try await installation.show(revoked, output)
            if isWithdrawn { print("\(revoked.id): chưa bắt đầu, đã bỏ (withdrawn before it began)") }
        }
    }
}
