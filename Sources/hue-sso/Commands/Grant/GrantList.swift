import ArgumentParser
import Directory
import Operations
import Permissions

struct GrantList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Liệt kê các quyền đã giao. (List grants that hold.)")

    @Option(name: .long, help: "Chỉ những quyền giao tại đơn vị này. (Only those anchored at this unit.)")
    var unit: String?

    @Option(
        name: .customLong("to"),
        help: "Chỉ những quyền giao cho đối tượng này; xem grant add. (Only those for this subject; see grant add.)")
    var subject: String?

    @Option(name: .long, help: "Chỉ những quyền thuộc vai trò này. (Only those of this role.)")
    var role: String?

    @Flag(name: .long, help: "Cả những quyền đã kết thúc hoặc chưa bắt đầu. (Also those that ended, or haven't begun.)")
    var all = false

    @OptionGroup var view: ViewOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let (moment, known) = (try view.moment(installation.clock), try view.known())
            var filter = RecordedGrants.Filter(
                anchor: try unit.map { try parsed($0, .anchor) { Reach.Anchor(text: $0) } },
                role: try role.map { try parsed($0, .role) { RoleID($0) } }, heldAt: all ? nil : moment)
            if let subject { filter.subject = try await installation.subject(subject) }
            let grants = try await RecordedGrants(installation).list(filter, knownAt: known)
            let problems = try await RecordedGrants(installation).problems(at: moment, knownAt: known)
            let labels = try await installation.labels(of: grants.flatMap(\.people))
            if output.json {
                return printJSON(
                    grants.map { grant in
                        var json = grant.json(labels)
                        json["problem"] = problems[grant.id]?.textWithHint.json ?? .null
                        return json
                    })
            }
            printTable(RoleGrant.columns, grants.map { $0.cells(labels) })
            for grant in grants {
                guard let problem = problems[grant.id] else { continue }
                print("\(grant.id): không có hiệu lực (without effect): \(problem.textWithHint.both)")
            }
        }
    }
}
