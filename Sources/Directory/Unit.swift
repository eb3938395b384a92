/// A unit of the city as it is for a time: its kind, its name and the unit above it. When one of them
/// changes, another version of the unit begins.
package struct Unit: Dated, Hashable, Sendable {
    package let id: UnitID
    package let kind: UnitKind
    /// The name as the city writes it, in Vietnamese: "Sở Khoa học và Công nghệ".
    package let name: String
    /// `nil` for the city itself.
    package let parent: UnitID?
    package var period: Period

    package init(id: UnitID, kind: UnitKind, name: String, parent: UnitID?, period: Period) {
        self.id = id
        self.kind = kind
        self.name = name
        self.parent = parent
        self.period = period
    }
}
