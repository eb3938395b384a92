import Accounts
import Directory
import Identity
import TestSupport

extension SyncPlan {
    /// The plan of what a directory of these entries changes.
    init(
        _ entries: [SourceEntry], over records: SyncRecords, from moment: Instant = 100,
        _ mapping: DirectoryMapping = .city()
    ) throws {
        self = try SyncPlanner.plan(
            DirectoryReading(entries, mapping, at: moment), over: records, root: mapping.unit.root, from: moment)
    }

    func people(_ kind: Kind) -> [PersonChange] { people.filter { $0.kinds.contains(kind) } }
}

extension SyncRecords {
    /// The records of an empty city, after a directory of these entries.
    init(after entries: [SourceEntry], at moment: Instant = 10) throws {
        self.init()
        apply(try SyncPlan(entries, over: self, from: moment), at: moment)
    }

    /// What whoever applies a plan does to the records.
    mutating func apply(_ plan: SyncPlan, at moment: Instant, keepsOldKeys: Bool = false) {
        units = units.filter { !plan.units.removedVersions.contains($0) } + plan.units.addedVersions
        unitBindings.merge(plan.units.bound) { $1 }
        for change in plan.people {
            let person: PersonID = change.person ?? .number(change.key.octets.suffix(3).reduce(0) { $0 << 8 | Int($1) })
            let former = staff.filter { $0.value.person == person }
            let before = former[change.key] ?? former.values.first(where: \.isActive)
            if !keepsOldKeys { for key in former.keys { staff[key] = nil } }
            let begun: [Assignment] = change.begun.compactMap { read in
                read.period(learned: moment).map { Assignment(person: person, post: read.post, period: $0) }
            }
            let kept: [Assignment] = (before?.posts ?? []).filter { !change.ended.contains($0) }
            staff[change.key] = KnownStaff(
                person: person, details: change.details, isActive: change.isActive, posts: kept + begun)
            if let number = change.details.number { numbers[number] = person }
            if let name = change.details.username { usernames[name] = person }
        }
    }

    func unit(_ id: UnitID, at moment: Instant) -> Unit? {
        units.first { $0.id == id && $0.period.contains(moment) }
    }
}
