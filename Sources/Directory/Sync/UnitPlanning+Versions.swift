import Identity

extension UnitPlanning {
    /// Writes the units' part of a plan, by code.
    ///
    /// Versions are cut as in ``UnitPlan``: what was before the moment stays, and a unit that ends has no later versions.
    func write(to plan: inout SyncPlan) throws(RefusedReading) {
        var units = SyncPlan.Units()
        for (id, read) in wanted.sorted(by: { $0.key.text < $1.key.text }) where !ending.contains(id) {
            change(read, &units)
        }
        for id in ending.sorted(by: { $0.text < $1.text }) {
            guard let now = current[id] else { continue }
            if let into = merged[id] { units.merged.append(SyncPlan.Merge(unit: now, into: into)) }
            units.ended.append(now)
            for version in versions[id] ?? [] where version.period.endsAfter(moment) {
                cut(version, &units)
            }
        }
        units.bound = bound
        try check(units)
        plan.units = units
        plan.findings += findings
        plan.conflicts += conflicts
        plan.isolated.formUnion(isolated)
    }

    private func change(_ read: ReadUnit, _ units: inout SyncPlan.Units) {
        let now = current[read.id]
        let next = (versions[read.id] ?? []).map(\.period.from).filter { $0 > moment }.min()
        let after = Unit(
            id: read.id, kind: read.kind, name: read.name, parent: read.parent.map { codes[$0] ?? $0 },
            order: read.isOrderUnreadable ? now?.order : read.order,
            period: Period(from: moment, until: now?.period.until ?? next) ?? .since(moment))
        guard let now else {
            units.begun.append(after)
            units.addedVersions.append(after)
            return
        }
        let isRenamed = now.kind != after.kind || !now.name.utf8.elementsEqual(after.name.utf8)
        let isMoved = now.parent != after.parent
        guard isRenamed || isMoved || now.order != after.order else { return }
        let change = UnitPlan.Change(before: now, after: after)
        if !isRenamed, !isMoved { units.reordered.append(change) }
        if isRenamed { units.renamed.append(change) }
        if isMoved { units.moved.append(change) }
        cut(now, &units)
        units.addedVersions.append(after)
    }

    /// Ends a version at the moment; one that begins then, or later, is taken out.
    private func cut(_ unit: Unit, _ units: inout SyncPlan.Units) {
        units.removedVersions.append(unit)
        guard let before = Period(from: unit.period.from, until: moment) else { return }
        units.addedVersions.append(unit.during(before))
    }

    /// Whether the units make a tree at the moment, and whenever a version begins or ends after it. A city that has no
    /// tree yet gets one with the first source that has its root.
    private func check(_ units: SyncPlan.Units) throws(RefusedReading) {
        guard !units.removedVersions.isEmpty || !units.addedVersions.isEmpty else { return }
        let gone = Set(units.removedVersions)
        let all = records.units.filter { !gone.contains($0) } + units.addedVersions
        let later = all.flatMap { [$0.period.from, $0.period.until].compactMap { $0 } }.filter { $0 > moment }
        do throws(UnitTreeError) {
            for moment in Set(later + [moment]).sorted() { _ = try UnitTree(of: all, at: moment) }
        } catch {
            throw .noTree(error)
        }
    }
}
