import Identity

/// The units of the city as they are at a moment: one root, and every other unit under one that is there
/// too.
///
/// It knows for how long it holds, so that what is derived from it can be thrown away in time. It is an
/// error, not a guess, when the versions don't make a tree.
package struct UnitTree: Sendable {
    /// The units in depth-first order, a parent before its children, siblings by `Unit.precedes`.
    package let units: [Unit]
    /// The longest period around the moment in which no unit begins, ends or changes.
    package let period: Period
    /// For each unit of `units`: its parent's place there; `nil` for the root.
    package let parents: [Int?]
    /// For each unit of `units`: the place after the last unit of its subtree.
    package let ends: [Int]
    private let places: [UnitID: Int]

    /// Takes the versions that are valid at the moment, whatever their order.
    package init(of versions: some Collection<Unit>, at moment: Instant) throws(UnitTreeError) {
        var current: [UnitID: Unit] = [:]
        for version in versions where version.period.contains(moment) {
            guard current.updateValue(version, forKey: version.id) == nil else {
                throw .twoVersionsAtOnce(version.id)
            }
        }
        var children: [UnitID: [Unit]] = [:]
        var roots: [Unit] = []
        for unit in current.values {
            guard let parent = unit.parent else {
                roots.append(unit)
                continue
            }
            guard current[parent] != nil else { throw .parentMissing(of: unit.id, parent: parent) }
            children[parent, default: []].append(unit)
        }
        guard let root = roots.min(by: { $0.precedes($1) }) else { throw .noRoot }
        guard roots.count == 1 else { throw .severalRoots(roots.map(\.id).sorted { $0.text < $1.text }) }

        let walk = Self.walk(from: root, children: children)
        guard walk.units.count == current.count else {
            let reached = Set(walk.units.map(\.id))
            let lost = current.keys.filter { !reached.contains($0) }.sorted { $0.text < $1.text }
            throw .circle(lost)
        }
        units = walk.units
        parents = walk.parents
        ends = walk.ends
        places = Dictionary(uniqueKeysWithValues: walk.units.enumerated().map { ($1.id, $0) })
        period = Period(around: moment, within: versions)
    }

    /// The place of a unit in `units`; `nil` when it isn't there at this time.
    package func place(of id: UnitID) -> Int? { places[id] }

    package subscript(id: UnitID) -> Unit? { places[id].map { units[$0] } }

    /// The units from the root down to this one, both included; empty when it isn't there.
    package func path(to id: UnitID) -> [Unit] {
        var path: [Unit] = []
        var place = places[id]
        while let current = place {
            path.append(units[current])
            place = parents[current]
        }
        return path.reversed()
    }

    /// The unit and everything under it, in depth-first order; empty when it isn't there.
    package func subtree(of id: UnitID) -> ArraySlice<Unit> {
        guard let place = places[id] else { return [] }
        return units[place..<ends[place]]
    }

    /// Depth first without recursion, because the depth comes from outside.
    private static func walk(
        from root: Unit,
        children: [UnitID: [Unit]]
    ) -> (units: [Unit], parents: [Int?], ends: [Int]) {
        var units: [Unit] = []
        var parents: [Int?] = []
        var stack: [(unit: Unit, parent: Int?)] = [(root, nil)]
        while let (unit, parent) = stack.popLast() {
            let place = units.count
            units.append(unit)
            parents.append(parent)
            for child in (children[unit.id] ?? []).sorted(by: { $0.precedes($1) }).reversed() {
                stack.append((child, place))
            }
        }
        var ends = Array(1..<(units.count + 1))
        for place in units.indices.reversed() {
            if let parent = parents[place] { ends[parent] = max(ends[parent], ends[place]) }
        }
        return (units, parents, ends)
    }
}

/// Why versions of units don't make a tree at a moment.
package enum UnitTreeError: Error, Hashable, Sendable, CustomStringConvertible {
    case noRoot
    case severalRoots([UnitID])
    case twoVersionsAtOnce(UnitID)
    case parentMissing(of: UnitID, parent: UnitID)
    /// Units that are each other's superiors, so that none of them is below the root.
    case circle([UnitID])

    /// What is wrong, and what would mend it.
    package var text: Bilingual {
        switch self {
        case .noRoot:
            Bilingual(
                "không có đơn vị nào ở trên cùng; phải có đúng một đơn vị không ghi đơn vị cấp trên",
                "no unit is at the top; exactly one must have no parent")
        case .severalRoots(let units):
            Bilingual(
                "có nhiều đơn vị ở trên cùng: \(Self.list(units)); hãy ghi đơn vị cấp trên, chỉ trừ một đơn vị",
                "several units are at the top: \(Self.list(units)); give all but one a parent")
        case .twoVersionsAtOnce(let unit):
            Bilingual(
                "\(unit) có hai lần tại cùng một thời điểm; hãy bỏ một",
                "\(unit) is there twice at one time; remove one")
        case .parentMissing(let unit, let parent):
            Bilingual(
                "\(unit) đứng dưới \(parent), nhưng đơn vị này không có vào thời điểm đó; hãy sửa hoặc thêm đơn vị này",
                "\(unit) is under \(parent), which isn't there at that time; correct or add it")
        case .circle(let units):
            Bilingual(
                "các đơn vị này đứng dưới lẫn nhau: \(Self.list(units)); hãy sửa đơn vị cấp trên của một đơn vị",
                "these units are under each other: \(Self.list(units)); correct the parent of one")
        }
    }

    package var description: String { text.english }

    private static func list(_ units: [UnitID]) -> String { units.prefix(10).map(\.text).joined(separator: ", ") }
}
