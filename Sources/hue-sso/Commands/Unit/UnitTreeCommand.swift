import ArgumentParser
import Directory
import Operations
import Permissions
import Wire

struct UnitTreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree",
        abstract: "Vẽ cây tổ chức và ai quản trị gì. (Draw the tree of units, with who administers what.)")

    @Option(name: .long, help: "Chỉ đơn vị này và cấp dưới. (Only this unit and what is under it.)")
    var under: String?

    @OptionGroup var view: ViewOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let overview: RecordedUnits.Overview
            let moment = try view.moment(installation.clock)
            switch try await RecordedUnits(installation).run(at: moment, knownAt: try view.known()) {
            case .failure(let unavailable): throw CommandFailure(unavailable)
            case .success(let found): overview = found
            }
            let (tree, administrations) = (overview.tree, overview.administrations)
            let labels = try await installation.labels(of: administrations.values.flatMap { $0.flatMap(\.people) })
            let top = try under.map { try parsed($0, .unitID) { UnitID($0) } }
            let units = top.map { tree.subtree(of: $0) } ?? tree.units[...]
            guard !units.isEmpty else {
                throw CommandFailure.notFound(
                    "không có đơn vị \(under ?? "") vào thời điểm đó", english: "there is no unit \(under ?? "") then")
            }
            if output.json {
                return printJSON(units.map { json($0, administrations[$0.id] ?? [], labels) })
            }
            let names = overview.permissions?.names(labels)
            let drawing = TreeDrawing(tree: tree, units: units)
            for (place, unit) in zip(units.indices, units) {
                print("\(drawing.branch(of: place))\(unit.name.withInvisiblesWritten) [\(unit.id)]")
                for administration in administrations[unit.id] ?? [] {
                    let role = names?.text(administration.grant.role).vietnamese ?? administration.grant.role.slug
                    let who = administration.people.map(labels.text).joined(separator: ", ")
                    let reach = administration.grant.reach.extent.text
                    print("\(drawing.margin(of: place))⚙ \(role), \(reach): \(who.isEmpty ? "-" : who)")
                }
            }
        }
    }

    private func json(_ unit: Unit, _ administrations: [Administration], _ labels: PersonLabels) -> JSONObject {
        [
            "id": .string(unit.id.text), "name": .string(unit.name), "kind": .string(unit.kind.slug),
            "parent": unit.parent.map { .string($0.text) } ?? .null,
            "administrators": .array(
                administrations.map { administration in
                    [
                        "grant": .string(administration.grant.id.description),
                        "role": .string(administration.grant.role.slug),
                        "reach": .string(administration.grant.reach.extent.text),
                        "people": .array(administration.people.map(labels.json)),
                    ]
                }),
        ]
    }
}
