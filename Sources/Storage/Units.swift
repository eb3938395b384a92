import Database
import Directory
import Identity

/// The units of the city, with their history.
extension Unit: RecordedFact {
    package static let factTable = FactTable<Unit>(
        name: "units", columns: ["id", "kind", "name", "parent", "sibling_order"],
        read: { row, period in
            Unit(
                id: try row.required(UnitID(try row.text(0)), "a unit's id"),
                kind: try row.required(UnitKind(try row.text(1)), "a kind of unit"), name: try row.text(2),
                parent: try row.optional(3, "a unit's id") { UnitID($0) },
                order: try row.optionalInteger(4).map { Int(clamping: $0) }, period: period)
        },
        write: {
            [
                .text($0.id.text), .text($0.kind.slug), .text($0.name), .text($0.parent?.text),
                .integer($0.order.map { Int64($0) }),
            ]
        })
}

extension Transaction {
    package var units: Facts<Unit, Self> { Facts(transaction: self) }
}
