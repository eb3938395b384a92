/// A position at one unit: what a person is assigned to, and in which they act.
package struct Post: Hashable, Sendable, CustomStringConvertible {
    package let position: Position
    package let unit: UnitID

    package init(_ position: Position, at unit: UnitID) {
        self.position = position
        self.unit = unit
    }

    /// Reads `POSITION@UNIT`; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let position = Position(String(parts[0])), let unit = UnitID(String(parts[1])) else {
            return nil
        }
        self.init(position, at: unit)
    }

    package var description: String { "\(position)@\(unit)" }
}
