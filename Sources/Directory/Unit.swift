/// A unit of the city as it is for a time: its kind, its name, the unit above it and its place among its siblings. When one of
/// them changes, another version of the unit begins.
package struct Unit: Dated, Hashable, Sendable {
    package let id: UnitID
    package let kind: UnitKind
    /// The name as the city writes it, in Vietnamese: "Sở Khoa học và Công nghệ".
    package let name: String
    /// `nil` for the city itself.
    package let parent: UnitID?
    /// Its place among its siblings; `nil` where nobody has said one.
    package let order: Int?
    package var period: Period

    package init(id: UnitID, kind: UnitKind, name: String, parent: UnitID?, order: Int? = nil, period: Period) {
        self.id = id
        self.kind = kind
        self.name = name
        self.parent = parent
        self.order = order
        self.period = period
    }

    /// The same for another time.
    package func during(_ period: Period) -> Unit {
        var unit = self
        unit.period = period
        return unit
    }

    /// Whether it stands before a sibling: by their order, those without one last; then by their ids.
    package func precedes(_ sibling: Unit) -> Bool {
        switch (order, sibling.order) {
        case (let own?, let other?) where own != other: own < other
        case (.some, nil): true
        case (nil, .some): false
        default: id.text < sibling.id.text
        }
    }
}
