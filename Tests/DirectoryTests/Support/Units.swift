import Directory
import Identity
import TestSupport

// Moments and units for tests, written short. A wrong one ends the test run.

extension Instant: ExpressibleByIntegerLiteral {
    package init(integerLiteral seconds: Int64) { self.init(secondsSince1970: seconds) }
}

extension Unit {
    /// From one second up to another; a name is the id, unless it is said.
    init(
        _ id: UnitID, under parent: UnitID?, kind: UnitKind = "so", name: String? = nil, order: Int? = nil,
        from: Instant = 0, until: Instant? = nil
    ) {
        self.init(
            id: id, kind: kind, name: name ?? id.text, parent: parent, order: order,
            period: Period(from: from, until: until)!)
    }
}

extension UnitTree {
    /// One line for each unit, without the times: what a table says of it.
    var lines: Set<String> {
        Set(units.map { [$0.id.text, $0.parent?.text ?? "", $0.kind.slug, $0.name].joined(separator: "\t") })
    }
}

/// A table of units in text: one row a line.
func unitTable(_ rows: [String]) -> String {
    (["code\tparent_code\tkind\tname_vi"] + rows).joined(separator: "\n")
}
