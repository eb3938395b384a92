import Directory
import Identity

/// What the policy calls a position. One without a name is shown by its short name.
package struct PositionName: Hashable, Sendable {
    package let position: Position
    package let name: Bilingual

    package init(position: Position, name: Bilingual) {
        self.position = position
        self.name = name
    }
}
