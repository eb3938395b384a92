import Directory

/// Where a grant counts: an anchor in the tree, and how far it goes from there.
///
/// It follows the anchor when that moves, and takes in what moves under it.
package struct Reach: Hashable, Sendable {
    package let anchor: Anchor
    package let extent: Extent

    package init(_ extent: Extent, of anchor: Anchor) {
        self.anchor = anchor
        self.extent = extent
    }

    package init(_ extent: Extent, of unit: UnitID) {
        self.init(extent, of: .unit(unit))
    }

    package enum Anchor: Hashable, Sendable {
        case unit(UnitID)
        /// The unit of the post through which the grant comes to somebody. Only a grant to everyone of a kind
        /// of unit can have it; in any other it reaches nothing.
        case ownUnit
    }

    package enum Extent: Hashable, Sendable {
        /// The anchor alone.
        case unit
        /// The anchor and everything under it.
        case subtree
        /// The units of one kind among those.
        case kind(UnitKind)
    }
}
