import Directory

/// A unit for which the policy has no place.
package enum Misplacement: Hashable, Sendable {
    case unknownKind(UnitID, UnitKind)
    /// The kind of the unit does not stand under the kind above it.
    case under(UnitID, UnitKind, parent: UnitKind)
}

extension Policy {
    /// The first unit that would be out of place after an import. What stays as it is is looked at where the unit above
    /// it changes.
    package func misplacement(after plan: UnitPlan) -> Misplacement? {
        let changed = plan.changed.map(\.after)
        let staying = plan.unchanged + plan.missing
        let now = plan.begun + changed
        let kindOf = Dictionary((staying + now).map { ($0.id, $0.kind) }, uniquingKeysWith: { _, last in last })
        let changedIDs = Set(changed.map(\.id))
        for unit in now + staying.filter({ $0.parent.map(changedIDs.contains) ?? false }) {
            guard let rule = kinds.first(where: { $0.kind == unit.kind }) else {
                return .unknownKind(unit.id, unit.kind)
            }
            guard let parent = unit.parent.flatMap({ kindOf[$0] }) else { continue }
            guard rule.below.contains(parent) else { return .under(unit.id, unit.kind, parent: parent) }
        }
        return nil
    }
}
