/// What somebody wants to give, in numbers: a role, and where.
struct DelegationTarget {
    let role: Int
    let anchor: UInt32
    let extent: GrantEntry.Extent
    /// Of `extent`; that of unknown kinds without one.
    let kind: UInt16

    /// Whether a unit is one of those.
    func covers(_ unit: UInt32, _ label: UnitLabel, anchor anchorLabel: UnitLabel) -> Bool {
        switch extent {
        case .unit: unit == anchor
        case .subtree: anchorLabel.holds(label)
        case .kind: anchorLabel.holds(label) && label.kind == kind
        }
    }

    /// Whether a grant gives just this.
    func isSame(as entry: GrantEntry) -> Bool {
        Int(entry.role) == role && entry.anchor == anchor && entry.extent == extent
            && (extent != .kind || entry.kind == kind)
    }
}

extension DelegationTarget {
    /// A role with a reach from an anchor that is there.
    init(role: Int, anchor: UInt32, reach: Reach, in snapshot: Snapshot) {
        let kinds = snapshot.policy.kinds.count
        switch reach.extent {
        case .unit: self.init(role: role, anchor: anchor, extent: .unit, kind: UInt16(clamping: kinds))
        case .subtree: self.init(role: role, anchor: anchor, extent: .subtree, kind: UInt16(clamping: kinds))
        case .kind(let kind):
            let number = snapshot.policy.number(ofKind: kind)
            self.init(role: role, anchor: anchor, extent: .kind, kind: UInt16(clamping: number))
        }
    }
}
