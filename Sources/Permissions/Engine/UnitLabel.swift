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

    /// The label of a unit that isn't in the tree: nothing is under it, and it is under nothing.
    static let absent = UnitLabel(first: none, end: 0, parent: none, kind: 0)

    var isPresent: Bool { first != Self.none }

    @inline(__always)
    func holds(_ other: UnitLabel) -> Bool { first <= other.first && other.first < end }
}
