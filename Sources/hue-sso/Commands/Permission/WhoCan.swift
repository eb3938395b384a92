import ArgumentParser
import Directory
import Permissions
import Wire

struct WhoCanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "who-can",
        abstract: "Ai được dùng một chức năng tại một đơn vị. (Who may use a function at a unit.)")

    @Argument(help: "Chức năng, ví dụ bi.dashboard.view. (The function, such as bi.dashboard.view.)")
    var function: String

    @Option(name: .long, help: "Mã đơn vị, ví dụ H57.05. (The unit's id, such as H57.05.)")
    var unit: String

    @OptionGroup var view: ViewOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let (state, moment) = try await installation.permissions(view)
            let function = try parsed(function, .function) { FunctionID($0) }
            let unit = try parsed(unit, .unitID) { UnitID($0) }
            try state.check(function)
            try state.check(unit)
            let found = state.snapshot.whoCan(function, at: unit, moment: moment)
            let labels = try await installation.labels(of: found.staff.map(\.person))
            if output.json { return printJSON(json(found, labels)) }
            let names = state.names(labels)
            printTable(
                ["NGƯỜI (WHO)", "VAI TRÒ (ROLE)", "QUYỀN (GRANT)"],
                found.staff.map {
                    [labels.text($0.person), names.text($0.permit.role).vietnamese, $0.permit.grant.description]
                })
            if let level = found.citizens {
                print("Mọi công dân có định danh mức \(level.rawValue) trở lên.")
                print("(Every citizen of identity level \(level.rawValue) or better.)")
            } else if found.staff.isEmpty {
                print("Không ai. (Nobody.)")
            }
        }
    }

    private func json(_ found: WhoCan, _ labels: PersonLabels) -> JSONObject {
        [
            "staff": .array(
                found.staff.map { holder in
                    [
                        "person": labels.json(holder.person), "role": .string(holder.permit.role.slug),
                        "grant": .string(holder.permit.grant.description),
                    ]
                }),
            "citizens_from_level": .integer(found.citizens.map { Int64($0.rawValue) }),
        ]
    }
}
