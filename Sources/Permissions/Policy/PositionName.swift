import Directory

/// What the policy calls a position. One without a name is shown by its short name.
package struct PositionName: Hashable, Sendable {
    package let position: Position
    package let name: LocalizedName

    package init(position: Position, name: LocalizedName) {
        self.position = position
        self.name = name
    }
}
