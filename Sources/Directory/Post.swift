/// A position at one unit: what somebody is assigned to, and in which they act.
package struct Post: Hashable, Sendable, CustomStringConvertible {
    package let position: Position
    package let unit: UnitID

    package init(_ position: Position, at unit: UnitID) {
        self.position = position
        self.unit = unit
    }

    package var description: String { "\(position)@\(unit)" }
}
