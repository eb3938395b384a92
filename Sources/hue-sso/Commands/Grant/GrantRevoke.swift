import ArgumentParser
import Database
import Operations
import Permissions
import Server
import Wire

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
            let office = try await data.office()
            let id = try parsed(grant, .grant) { GrantID($0) }
            let person = try await giver.person(office)
            let now = office.clock.now
            let revoked = try await office.settle(.grantRevoke, object: id.description, inTheNameOf: person, at: now) {
                desk, transaction in
                try desk.revoke(id, by: person, in: transaction, at: now)
            }
            // One that was to begin later keeps its period: it never begins.
            let isWithdrawn = revoked.period.from >= now
            if output.json {
                var json = revoked.json(try await office.labels(of: revoked.people))
                json["withdrawn"] = .bool(isWithdrawn)
                return printJSON(json)
            }
            try await office.show(revoked, output)
            if isWithdrawn { print("\(revoked.id): chưa bắt đầu, đã bỏ (withdrawn before it began)") }
        }
    }
}
