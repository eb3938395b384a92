import Directory
import Identity
import Permissions

/// Everything that can happen to the records, one change at a time and each on top of those before it.
struct Changes {
    let city: City

    /// By what happens, in an order in which each can happen.
    func all() throws -> [(name: String, changes: [SnapshotChange])] {
        let inPerson = city.grants.filter { if case .person = $0.subject { true } else { false } }.prefix(2000)
        let toHolders = city.grants.filter { if case .holders = $0.subject { true } else { false } }.prefix(2000)
        let assignments = city.assignments.prefix(2000)
        let kinds = city.policy.kinds.map(\.kind)
        let toKinds = inPerson.prefix(200).enumerated().map { number, grant in
            RoleGrant(
                id: GrantID(1_000_000 + UInt64(number)),
                subject: .everyone(at: kinds[number % kinds.count]),
                role: grant.role,
                reach: Reach(.subtree, of: .ownUnit),
                period: grant.period,
                grantedBy: grant.grantedBy,
                reason: grant.reason
            )
        }
        return [
            ("grants to persons removed", inPerson.map { .grantRemoved($0) }),
            ("grants to persons added", inPerson.map { .grantAdded($0) }),
            ("grants to post holders removed", toHolders.map { .grantRemoved($0) }),
            ("grants to post holders added", toHolders.map { .grantAdded($0) }),
            ("grants to a kind of unit added", toKinds.map { .grantAdded($0) }),
            ("grants to a kind of unit removed", toKinds.map { .grantRemoved($0) }),
            ("assignments removed", assignments.map { .assignmentRemoved($0) }),
            ("assignments added", assignments.map { .assignmentAdded($0) }),
            ("trees, a unit moved or founded", try trees().map { .treeReplaced($0) }),
        ]
    }

    /// The tree with one more unit moved, with all that is under it, and one more unit founded, each time.
    private func trees() throws -> [UnitTree] {
        var units = city.tree.units
        let root = units[0]
        return try (1...30).map { number in
            let moved = try City.name(UnitID("H57.\(number).1"))
            let target = try City.name(UnitID("H57.\(number + 30)"))
            units = units.map { unit in
                guard unit.id == moved else { return unit }
                return Unit(id: unit.id, kind: unit.kind, name: unit.name, parent: target, period: unit.period)
            }
            let founded = try City.name(UnitID("H57.\(number + 60)"))
            units.append(
                Unit(id: founded, kind: units[1].kind, name: "u", parent: root.id, period: root.period)
            )
            return try UnitTree(of: units, at: City.now)
        }
    }
}
