extension UnitPlanning {
    /// Takes back what doesn't make a tree. Every round takes something back, and with everything taken back the units
    /// are as in the records; in good directories the first round finds nothing.
    mutating func settle() {
        while takesBackMerges() || takesBackLost() {}
    }

    /// The unit above each, from the moment on. Of a unit whose code changes, those that are read follow it.
    private func parents() -> [UnitID: UnitID?] {
        var parents = current.filter { !ending.contains($0.key) }.mapValues(\.parent)
        for (id, unit) in wanted where !ending.contains(id) {
            // Not by the subscript: there, no parent would mean no entry.
            parents.updateValue(unit.parent.map(followed), forKey: id)
        }
        return parents
    }

    private func followed(_ unit: UnitID) -> UnitID { codes[unit] ?? unit }

    /// A merge into a unit that isn't there from the moment on is none.
    private mutating func takesBackMerges() -> Bool {
        let alive = alive
        let wrong = merged.filter { !alive.contains($0.value) }.sorted { $0.key.text < $1.key.text }
        for (unit, into) in wrong {
            (merged[unit], codes[unit]) = (nil, nil)
            ending.remove(unit)
            for (key, id) in bound where id == unit { bound[key] = nil }
            findings.append(SyncFinding(.unknownUnit(into.text), dn: name(of: unit)))
            isolated.formUnion(keys(of: unit))
        }
        return !wrong.isEmpty
    }

    /// Units whose way up doesn't end at the top: those on a circle, and those under a unit that isn't there.
    private mutating func takesBackLost() -> Bool {
        var parents = parents()
        let circles = UnitCircles(parents: parents)
        var takesBack = false
        for unit in parents.keys.sorted(by: { $0.text < $1.text }) {
            guard let circle = circles.circle(of: unit) else { continue }
            takesBack = takeBack(unit, .circle(circle)) || takesBack
        }
        guard !takesBack else { return true }
        var children = Dictionary(grouping: parents.keys.filter { parents[$0] != .some(nil) }) { parents[$0] ?? nil }
        var lost = children.keys.compactMap { $0 }.filter { parents[$0] == nil }.flatMap { children[$0] ?? [] }
        lost.sort { $0.text > $1.text }
        while let unit = lost.popLast() {
            guard let above = parents[unit], let parent = above, parents[parent] == nil else { continue }
            if takeBack(unit, .parentMissing(parent)) {
                parents.removeValue(forKey: unit)
                guard let before = current[unit] else {
                    lost += (children[unit] ?? []).sorted { $0.text > $1.text }
                    continue
                }
                parents.updateValue(before.parent, forKey: unit)
                children[before.parent, default: []].append(unit)
                lost.append(unit)
            } else if ending.remove(parent) != nil {
                // What stays below it keeps it, and its code.
                merged[parent] = nil
                if let code = codes.removeValue(forKey: parent), let read = wanted[code] {
                    keep(read)
                    parents.removeValue(forKey: code)
                    lost += (children[code] ?? []).sorted { $0.text > $1.text }
                }
                findings.append(SyncFinding(.parentMissing(parent), dn: name(of: unit)))
                parents.updateValue(current[parent]?.parent, forKey: parent)
                lost.append(parent)
            } else {
                continue
            }
            takesBack = true
        }
        return takesBack
    }

    /// Leaves a unit as it is in the records. `false` where nothing was to be changed.
    private mutating func takeBack(_ unit: UnitID, _ finding: SyncFinding.Kind) -> Bool {
        guard let read = wanted[unit] else { return false }
        guard current[unit] == nil || current[unit]?.parent != read.parent.map(followed) else { return false }
        keep(read, finding)
        return true
    }

    private func name(of unit: UnitID) -> String { wanted[unit]?.dn ?? unit.text }

    private func keys(of unit: UnitID) -> [EntryKey] { records.unitBindings.filter { $0.value == unit }.map(\.key) }
}
