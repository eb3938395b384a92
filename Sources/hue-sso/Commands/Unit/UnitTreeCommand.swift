import ArgumentParser
import Database
import Directory
import Identity
import Operations
import Permissions
import Server
import Storage
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
            let office = try await data.office()
            let (tree, state, moment) = try await office.tree(view)
            var administrations: [UnitID: [Administration]] = [:]
            if let state { administrations = try await office.administrations(state, at: moment) }
            let labels = try await office.labels(of: administrations.values.flatMap { $0.flatMap(\.people) })
            let top = try under.map { try parsed($0, .unitID) { UnitID($0) } }
            let units = top.map { tree.subtree(of: $0) } ?? tree.units[...]
            guard !units.isEmpty else {
                throw CommandFailure.notFound(
                    "không có đơn vị \(under ?? "") vào thời điểm đó", english: "there is no unit \(under ?? "") then")
            }
            if output.json {
                return printJSON(units.map { json($0, administrations[$0.id] ?? [], labels) })
            }
            let names = state?.names(labels)
            let drawing = TreeDrawing(tree: tree, units: units)
            for (place, unit) in zip(units.indices, units) {
                print("\(drawing.branch(of: place))\(unit.name) [\(unit.id)]")
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

/// A grant of a role that administers, and who has it.
private struct Administration: Sendable {
    let grant: RoleGrant
    let people: [PersonID]
}

extension Office {
    /// The units of a moment, which are there before any policy is; and the permissions then, once there are some.
    fileprivate func tree(
        _ view: ViewOptions
    ) async throws -> (tree: UnitTree, state: PermissionState?, moment: Instant) {
        let (moment, known) = (try view.moment(clock), try view.known())
        let (units, permissions) = try await database.read { transaction in
            let revision = try transaction.permissionRevisions.latest(knownAt: known)
            let units = try transaction.units.facts(at: revision).map(\.fact)
            return (units, try transaction.permissions(at: revision, for: moment))
        }
        switch permissions {
        case .success(let state): return (state.tree, state, moment)
        case .failure(.noPolicy):
            do throws(UnitTreeError) { return (try UnitTree(of: units, at: moment), nil, moment) } catch {
                throw CommandFailure(PermissionsUnavailable(error))
            }
        case .failure(let unavailable): throw CommandFailure(unavailable)
        }
    }

    /// By the unit at which they are anchored.
    fileprivate func administrations(
        _ state: PermissionState, at moment: Instant
    ) async throws -> [UnitID: [Administration]] {
        let administering = state.snapshot.definition.administeringRoles
        let (grants, assignments) = try await database.read { transaction in
            (
                try transaction.roleGrants.facts(at: state.revision).map(\.fact),
                try transaction.assignments.facts(at: state.revision).map(\.fact)
            )
        }
        var byUnit: [UnitID: [Administration]] = [:]
        for grant in grants
        where administering.contains(grant.role) && grant.effect == .permit && grant.period.contains(moment) {
            guard case .unit(let unit) = grant.reach.anchor else { continue }
            var people: [PersonID] = []
            switch grant.subject {
            case .person(let person): people = [person]
            case .holders(let post):
                people = assignments.filter { $0.post == post && $0.period.contains(moment) }.map(\.person)
            case .everyone, .citizens: break
            }
            // Who is in no post administers nothing.
            people.removeAll { state.snapshot.posts(of: $0, at: moment).isEmpty }
            byUnit[unit, default: []].append(Administration(grant: grant, people: people))
        }
        return byUnit
    }
}

/// The lines between the units of a tree.
private struct TreeDrawing {
    let tree: UnitTree
    let units: ArraySlice<Unit>

    func branch(of place: Int) -> String {
        guard place > units.startIndex else { return "" }
        return stems(of: place).dropLast().map { $0 ? "   " : "│  " }.joined() + (isLast(place) ? "└─ " : "├─ ")
    }

    func margin(of place: Int) -> String {
        let hasChildren = tree.ends[place] > place + 1
        return stems(of: place).map { $0 ? "   " : "│  " }.joined() + (hasChildren ? "│  " : "   ")
    }

    /// From below the top down to the unit itself: whether each is the last of its siblings.
    private func stems(of place: Int) -> [Bool] {
        var stems: [Bool] = []
        var current = place
        while current > units.startIndex, let parent = tree.parents[current] {
            stems.append(isLast(current))
            current = parent
        }
        return stems.reversed()
    }

    private func isLast(_ place: Int) -> Bool {
        tree.parents[place].map { tree.ends[place] == tree.ends[$0] } ?? true
    }
}
