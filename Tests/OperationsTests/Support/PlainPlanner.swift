import Directory
import Identity

/// What a reading changes, found by looking at one entry after the other: enough to try what becomes of a plan.
enum PlainPlanner {
    static func plan(_ reading: DirectoryReading, over records: SyncRecords, from moment: Instant) -> SyncPlan {
        var plan = SyncPlan()
        units(of: reading, over: records, from: moment, &plan.units)
        plan.people = people(of: reading, over: records)
        return plan
    }

    private static func units(
        of reading: DirectoryReading, over records: SyncRecords, from moment: Instant, _ units: inout SyncPlan.Units
    ) {
        let current = Dictionary(
            records.units.filter { $0.period.contains(moment) }.map { ($0.id, $0) }, uniquingKeysWith: { one, _ in one }
        )
        func cut(_ unit: Unit) {
            units.removedVersions.append(unit)
            guard let past = Period(from: unit.period.from, until: moment) else { return }
            units.addedVersions.append(unit.during(past))
        }
        let leaving = Set(reading.units.filter { $0.replacedBy != nil }.map(\.id))
        for read in reading.units {
            if records.unitBindings[read.key] != read.id { units.bound[read.key] = read.id }
            let next = Unit(
                id: read.id, kind: read.kind, name: read.name, parent: read.parent, period: .since(moment))
            guard let now = current[read.id] else {
                if leaving.contains(read.id) { continue }
                units.begun.append(next)
                units.addedVersions.append(next)
                continue
            }
            if let successor = read.replacedBy {
                units.merged.append(SyncPlan.Merge(unit: now, into: successor))
                cut(now)
            } else if now.name != read.name || now.parent != read.parent || now.kind != read.kind {
                cut(now)
                units.addedVersions.append(next)
                let change = UnitPlan.Change(before: now, after: next)
                if now.parent == read.parent { units.renamed.append(change) } else { units.moved.append(change) }
            }
        }
        let named = Set(reading.units.map(\.id))
        for unit in records.unitBindings.values where !named.contains(unit) {
            guard let now = current[unit] else { continue }
            units.ended.append(now)
            cut(now)
        }
    }

    private static func people(of reading: DirectoryReading, over records: SyncRecords) -> [SyncPlan.PersonChange] {
        var changes: [SyncPlan.PersonChange] = []
        for read in reading.people {
            let known = records.staff[read.key]
            let person = known?.person ?? read.details.number.flatMap { records.numbers[$0] }
            var kinds: Set<SyncPlan.Kind> = []
            if known == nil { kinds.insert(person == nil ? .joined : .known) }
            if let known, known.isActive != read.isActive { kinds.insert(read.isActive ? .returned : .left) }
            if let known, known.details != read.details { kinds.insert(.detailsChanged) }
            let posts = read.isActive ? read.posts : []
            let held = known?.posts ?? []
            let ended = held.filter { post in !posts.contains { $0.post == post.post } }
            let begun = posts.filter { post in !held.contains { $0.post == post.post } }
            if known != nil, !ended.isEmpty || !begun.isEmpty { kinds.insert(.moved) }
            guard !kinds.isEmpty else { continue }
            changes.append(
                SyncPlan.PersonChange(
                    key: read.key, name: EntryName(read.dn), person: person, kinds: kinds, details: read.details,
                    isActive: read.isActive, ended: ended, begun: begun))
        }
        let named = Set(reading.people.map(\.key))
        for (key, known) in records.staff where !named.contains(key) && known.isActive {
            changes.append(
                SyncPlan.PersonChange(
                    key: key, name: EntryName(""), person: known.person, kinds: [.left], details: known.details,
                    isActive: false,
                    ended: known.posts, begun: []))
        }
        return changes
    }
}
