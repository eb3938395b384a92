/// The units of a source. Circles, twins and what the policy doesn't know are isolated; whether a unit above is there that
/// the source doesn't have, the records know.
struct UnitReading {
    let mapping: DirectoryMapping
    let rules: DirectoryRules
    let tree: SourceTree
    /// What each unit's entry says its code is, also where the rest of it can't be read.
    private(set) var codes: [Int32: UnitID] = [:]

    init(mapping: DirectoryMapping, rules: DirectoryRules, tree: SourceTree) {
        (self.mapping, self.rules, self.tree) = (mapping, rules, tree)
    }

    mutating func read(_ entries: [PlacedEntry], into reading: inout DirectoryReading) {
        var values: [(entry: PlacedEntry, values: EntryValues)] = []
        for entry in entries {
            let own = EntryValues(tree.nodes[Int(entry.node)].values, of: tree.table)
            do throws(Unreadable) {
                guard let code = try own.only(mapping.unit.code, { UnitID($0.uppercased()) }) else {
                    throw Unreadable(.missing(attribute: mapping.unit.code.text))
                }
                codes[entry.node] = code
                values.append((entry, own))
            } catch {
                reading.isolate(entry.key, error.kind, dn: entry.dn)
            }
        }
        var units: [ReadUnit] = []
        for (entry, own) in values {
            do throws(Unreadable) {
                guard let code = codes[entry.node] else { continue }
                units.append(try unit(code, entry, own, noting: &reading))
            } catch {
                reading.isolate(entry.key, error.kind, dn: entry.dn)
            }
        }
        units = withoutTwins(units, &reading)
        units = withoutCircles(units, &reading)
        reading.units += withoutMisplaced(units, &reading)
    }

    private func unit(
        _ code: UnitID, _ entry: PlacedEntry, _ values: EntryValues, noting reading: inout DirectoryReading
    ) throws(Unreadable) -> ReadUnit {
        let rule = mapping.unit
        guard let word = try values.only(rule.kind.attribute) else {
            throw Unreadable(.missing(attribute: rule.kind.attribute.text))
        }
        guard let kind = rule.kind.kind(word), rules.below[kind] != nil else { throw Unreadable(.unknownKind(word)) }
        guard let name = try values.line(rule.name) else {
            throw Unreadable(.missing(attribute: rule.name.first?.text ?? "name"))
        }
        var (order, isOrderUnreadable): (Int?, Bool) = (nil, false)
        do throws(Unreadable) { order = try values.only(rule.order) { Int($0) } } catch {
            // Where it stands among others is no reason to do without it.
            isOrderUnreadable = true
            reading.findings.append(SyncFinding(error.kind, dn: entry.dn))
        }
        return ReadUnit(
            key: entry.key, dn: entry.dn, id: code, kind: kind, name: name,
            parent: code == rule.root ? rule.below : try parent(of: entry, values),
            order: order, isOrderUnreadable: isOrderUnreadable,
            replacedBy: try values.only(rule.replacedBy, { UnitID($0.uppercased()) }))
    }

    private func parent(of entry: PlacedEntry, _ values: EntryValues) throws(Unreadable) -> UnitID {
        switch mapping.unit.parent {
        case .dn:
            guard let above = tree.unit(above: entry.node) else { throw Unreadable(.missing(attribute: "parent")) }
            return try code(of: above)
        case .code(let attribute):
            guard let code = try values.only(attribute, { UnitID($0.uppercased()) }) else {
                throw Unreadable(.missing(attribute: attribute.text))
            }
            return code
        case .dnIn(let attribute):
            guard let name = try values.only(attribute, { DistinguishedName($0) }) else {
                throw Unreadable(.missing(attribute: attribute.text))
            }
            guard let above = tree.node(at: name) else { throw Unreadable(.unknownUnit(name.text)) }
            return try code(of: above)
        }
    }

    private func code(of node: Int32) throws(Unreadable) -> UnitID {
        guard let code = codes[node] else { throw Unreadable(.unknownUnit(tree.text(of: node) ?? "")) }
        return code
    }

    /// Of two units with one code nobody knows which it is.
    private func withoutTwins(_ units: [ReadUnit], _ reading: inout DirectoryReading) -> [ReadUnit] {
        let byCode = Dictionary(grouping: units, by: \.id)
        return units.filter { unit in
            guard let other = byCode[unit.id]?.first(where: { $0.key != unit.key }) else { return true }
            reading.isolate(unit.key, .duplicateCode(unit.id, other: other.dn), dn: unit.dn)
            return false
        }
    }

    /// Units that are each other's superiors. What hangs below them keeps its place in the source.
    private func withoutCircles(_ units: [ReadUnit], _ reading: inout DirectoryReading) -> [ReadUnit] {
        let parents = Dictionary(uniqueKeysWithValues: units.map { ($0.id, $0.parent) })
        let circles = UnitCircles(parents: parents)
        return units.filter { unit in
            guard let circle = circles.circle(of: unit.id) else { return true }
            reading.isolate(unit.key, .circle(circle), dn: unit.dn)
            return false
        }
    }

    private func withoutMisplaced(_ units: [ReadUnit], _ reading: inout DirectoryReading) -> [ReadUnit] {
        let kinds = Dictionary(uniqueKeysWithValues: units.map { ($0.id, $0.kind) })
        return units.filter { unit in
            // What is replaced ends, wherever its entry is kept.
            guard unit.replacedBy == nil else { return true }
            let allowed = rules.below[unit.kind] ?? []
            let isRight =
                if let parent = unit.parent { kinds[parent].map(allowed.contains) ?? !allowed.isEmpty } else {
                    allowed.isEmpty
                }
            if !isRight { reading.isolate(unit.key, .misplaced, dn: unit.dn) }
            return isRight
        }
    }
}

/// Which units are each other's superiors, found in one walk.
struct UnitCircles {
    private var circles: [UnitID: [UnitID]] = [:]

    /// - Parameter parents: the unit above each.
    init(parents: [UnitID: UnitID?]) {
        var done: Set<UnitID> = []
        for start in parents.keys where !done.contains(start) {
            var path: [UnitID] = []
            var places: [UnitID: Int] = [:]
            var current: UnitID? = start
            while let unit = current, !done.contains(unit), places[unit] == nil {
                places[unit] = path.count
                path.append(unit)
                current = parents[unit] ?? nil
            }
            if let unit = current, let place = places[unit] {
                let circle = path[place...].sorted { $0.text < $1.text }
                for unit in circle { circles[unit] = circle }
            }
            done.formUnion(path)
        }
    }

    func circle(of unit: UnitID) -> [UnitID]? { circles[unit] }
}

extension SourceTree {
    /// The nearest entry above that is a unit.
    func unit(above node: Int32) -> Int32? { ancestors(of: node).first { nodes[Int($0)].role == .unit } }
}
