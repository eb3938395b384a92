import Directory

/// Where a unit stands in the tree, as an interval: everything under it has its `first` inside `first..<end`.
///
/// Grants name units by number, and only these labels know the tree; so when a subtree moves, new labels are
/// all that changes.
struct UnitLabel: Sendable {
    let first: UInt32
    let end: UInt32
    /// The number of the unit above; `none` for the root.
    let parent: UInt32
    let kind: UInt16

    static let none: UInt32 = .max

    /// That of a unit that isn't in the tree: nothing is under it, and it is under nothing.
    static let absent = UnitLabel(first: none, end: 0, parent: none, kind: 0)

    var isPresent: Bool { first != Self.none }

    @inline(__always)
    func holds(_ other: UnitLabel) -> Bool { first <= other.first && other.first < end }

    /// The labels of all numbered units.
    static func labels(of tree: UnitTree, units: Numbering<UnitID>, policy: CompiledPolicy) -> [UnitLabel] {
        var labels = Array(repeating: absent, count: units.count)
        for (place, unit) in tree.units.enumerated() {
            guard let number = units.number(of: unit.id) else { continue }
            let parent = tree.parents[place].flatMap { units.number(of: tree.units[$0].id) }
            labels[number] = UnitLabel(
                first: UInt32(clamping: place),
                end: UInt32(clamping: tree.ends[place]),
                parent: parent.map { UInt32(clamping: $0) } ?? none,
                kind: UInt16(clamping: policy.number(ofKind: unit.kind))
            )
        }
        return labels
    }
}
