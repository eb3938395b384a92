import Identity

/// What a reading makes of the units. Each unit of the city gets its state at the moment: as the source has it, or as it
/// is in the records; then whatever doesn't hang together goes back to what it was, until the rest is a tree.
struct UnitPlanning {
    let records: SyncRecords
    let moment: Instant
    /// The version of each unit that holds at the moment.
    let current: [UnitID: Unit]
    let versions: [UnitID: [Unit]]
    /// The source's units that are to be as their entries say.
    var wanted: [UnitID: ReadUnit] = [:]
    var ending: Set<UnitID> = []
    var merged: [UnitID: UnitID] = [:]
    var bound: [EntryKey: UnitID] = [:]
    /// Codes that changed, by the old one.
    var codes: [UnitID: UnitID] = [:]
    /// Codes that an entry claims which can't have them: what is said to be there may be meant to be elsewhere.
    private(set) var disputed: Set<UnitID> = []
    var findings: [SyncFinding] = []
    var conflicts: [SyncConflict] = []
    var isolated: Set<EntryKey> = []

    init(_ reading: DirectoryReading, over records: SyncRecords, from moment: Instant) {
        self.records = records
        self.moment = moment
        versions = Dictionary(grouping: records.units, by: \.id)
        current = Dictionary(
            records.units.filter { $0.period.contains(moment) }.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let claimed = Dictionary(reading.units.map { ($0.id, $0.key) }, uniquingKeysWith: { one, _ in one })
        for unit in reading.units { take(unit, claimed: claimed) }
        for unit in reading.units {
            guard let parent = unit.parent, disputed.contains(parent), wanted[unit.id] != nil else { continue }
            keep(unit, .parentMissing(parent))
        }
        endMissing(reading)
    }

    /// The units that are there from the moment on.
    var alive: Set<UnitID> { Set(wanted.keys).union(current.keys).subtracting(ending) }

    private mutating func take(_ unit: ReadUnit, claimed: [UnitID: EntryKey]) {
        if let old = records.unitBindings[unit.key], old != unit.id {
            conflicts.append(SyncConflict(.codeChanged(from: old, to: unit.id), dn: unit.dn))
            // A code that is, or was, another unit's can't become this one's.
            guard versions[unit.id] == nil, claimed[old] == nil else {
                disputed.insert(unit.id)
                return keep(unit)
            }
            codes[old] = unit.id
            if current[old] != nil {
                ending.insert(old)
                merged[old] = unit.id
            }
        }
        if let into = unit.replacedBy, into != unit.id { return replace(unit, by: into) }
        guard current[unit.id] != nil || !hasEnded(unit.id) || isBound(unit) else {
            return keep(unit, .givenAgain(unit.id))
        }
        wanted[unit.id] = unit
        if !isBound(unit) { bound[unit.key] = unit.id }
    }

    /// Whether the entry has stood for the unit before: then an id that comes back is the same unit.
    private func isBound(_ unit: ReadUnit) -> Bool { records.unitBindings[unit.key] == unit.id }

    private func hasEnded(_ unit: UnitID) -> Bool { versions[unit]?.contains { !$0.period.endsAfter(moment) } ?? false }

    /// A unit that the source says is replaced ends, if it's there.
    private mutating func replace(_ unit: ReadUnit, by into: UnitID) {
        guard current[unit.id] != nil else { return }
        if !isBound(unit) { bound[unit.key] = unit.id }
        ending.insert(unit.id)
        merged[unit.id] = into
    }

    mutating func keep(_ unit: ReadUnit, _ finding: SyncFinding.Kind? = nil) {
        if let finding { findings.append(SyncFinding(finding, dn: unit.dn)) }
        isolated.insert(unit.key)
        bound[unit.key] = nil
        wanted[unit.id] = nil
    }

    /// Units of this source of which no entry is left end.
    private mutating func endMissing(_ reading: DirectoryReading) {
        let kept = reading.isolated.union(isolated)
        let named = Set(reading.units.map(\.id)).union(kept.compactMap { records.unitBindings[$0] })
        for unit in Set(records.unitBindings.values) where current[unit] != nil && !named.contains(unit) {
            ending.insert(unit)
        }
    }
}
