import Directory

/// Units of the tree, told shortly.
package enum UnitSpan: Hashable, Sendable {
    case unit(UnitID)
    /// The unit and everything under it, as the tree stands.
    case subtree(UnitID)
}

extension UnitSpan {
    /// A unit's id; with `/*` behind it, everything under it too.
    package var text: String {
        switch self {
        case .unit(let unit): unit.text
        case .subtree(let unit): unit.text + "/*"
        }
    }
}
