/// What a reading has to know of the policy: which kinds and positions there are, and what may stand where.
package struct DirectoryRules: Hashable, Sendable {
    /// For each kind, the kinds under which it may stand; of the root's, none.
    package let below: [UnitKind: Set<UnitKind>]
    package let positions: Set<Position>

    package init(below: [UnitKind: Set<UnitKind>], positions: Set<Position>) {
        self.below = below
        self.positions = positions
    }
}
