import Directory
import Identity

/// What the policy says of a kind of unit: its name, and under which kinds it may stand.
package struct UnitKindRule: Hashable, Sendable {
    package let kind: UnitKind
    package let name: Bilingual
    /// Empty for the kind of the root.
    package let below: Set<UnitKind>

    package init(kind: UnitKind, name: Bilingual, below: Set<UnitKind>) {
        self.kind = kind
        self.name = name
        self.below = below
    }
}
