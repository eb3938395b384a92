import Audit
import Database
import Directory
import Identity
import Permissions
import SCIM
import Storage
import Wire

// The units of a source: below the one that it was set up for, in one another, each with a code that nothing else ever had.
extension SourceWriting {
    func createUnit(_ written: WrittenResource, as id: EntryKey) throws {
        guard permissions.tree[source.unit] != nil else { throw SCIMError.noSource }
        guard let code = try transaction.units.freshCode(below: source.unit) else { throw SCIMError.noSource }
        let members = try members(written)
        let record = ProvisionedResource(
            id: id, subject: .unit(code), name: nil, content: written.content, at: act.now)
        var units = try ownUnits()
        units.add(record)
        try records.add(record, of: source.source)
        try transaction.directoryBindings.bind(id, to: code, of: source.source, at: act.now)
        try place(id, units)
        try settle(members.units, in: id, &units)
        try settle(members.people, in: id)
        try say("+ \(code)")
    }

    func update(_ record: ProvisionedResource, _ code: UnitID, to written: WrittenResource) throws {
        let members = try members(written)
        try admitPartings(from: record, keeping: Set(members.people.keys))
        var units = try ownUnits()
        var record = record
        record.content = written.content
        record.modifiedAt = act.now
        units.add(record)
        try records.update(record, of: source.source)
        try place(record.id, units)
        try settle(members.units, in: record.id, &units)
        try settle(members.people, in: record.id)
        try say("~ \(code)")
    }

    func remove(_ record: ProvisionedResource, _ code: UnitID) throws {
        guard try !transaction.units.isAnything(below: code, at: act.now) else { throw SCIMError.notEmpty }
        if isLoss(record), let unit = permissions.tree[code] {
            var plan = SyncPlan()
            plan.units.ended = [unit]
            plan.people = try partings(from: record, keeping: [])
            try admit(plan, "- \(code)")
        }
        try settle([:], in: record.id)
        let revision = try transaction.permissionRevisions.begin(at: act.now)
        var ended = SyncPlan.Units()
        ended.ended = try endVersions(of: code, in: revision)
        _ = try transaction.endAndMoveGrants(of: ended, from: act.now, in: revision, act)
        try records.remove(record.id, of: source.source, at: act.now)
        try say("- \(code)")
    }

    // MARK: Places

    /// Lets these units, and no others, stand in one.
    private func settle(_ members: Set<EntryKey>, in unit: EntryKey, _ units: inout OwnUnits) throws {
        let before = Set(units.units(in: unit))
        let changed = before.symmetricDifference(members).sorted { $0.description < $1.description }
        for member in changed {
            try units.put(member, in: members.contains(member) ? unit : nil)
            if let record = units[member] { try records.update(record, of: source.source) }
        }
        for member in changed { for unit in units.subtree(of: member) { try place(unit, units) } }
    }

    /// Brings the city's records to where a unit stands, and to what it is called.
    private func place(_ id: EntryKey, _ units: OwnUnits) throws {
        guard let record = units[id], case .unit(let code) = record.subject,
            let (kind, parent) = units.placement(of: id)
        else { throw SCIMError.tooDeep(levels: source.kinds.count) }
        let name = record.content["displayName"]?.string ?? code.text
        let current = try transaction.units.facts(of: code).first { $0.fact.period.contains(act.now) }?.fact
        let isAsBefore =
            current.map { $0.kind == kind && $0.parent == parent && $0.name.hasSameBytes(as: name) } ?? false
        guard !isAsBefore else { return }
        let revision = try transaction.permissionRevisions.begin(at: act.now)
        _ = try endVersions(of: code, in: revision)
        let unit = Unit(
            id: code, kind: kind, name: name, parent: parent, order: current?.order, period: .since(act.now))
        try transaction.units.add(unit, in: revision)
    }

    /// - Returns: the versions that have ended by it.
    private func endVersions(of code: UnitID, in revision: PermissionRevision) throws -> [Unit] {
        try transaction.units.facts(of: code).filter { version in
            try version.fact.period.endsAfter(act.now) && transaction.units.end(version, at: act.now, in: revision)
        }.map(\.fact)
    }

    // MARK: Members

    /// Those whom a source can put into a post, its own people; and what can stand in a unit, its own units.
    private func members(
        _ written: WrittenResource
    ) throws -> (people: [EntryKey: ProvisionedResource], units: Set<EntryKey>) {
        var people: [EntryKey: ProvisionedResource] = [:]
        var units: Set<EntryKey> = []
        for id in written.members {
            guard let key = EntryKey(id), let record = try records.find(key, of: source.source) else {
                throw SCIMError.invalidValue(parameter: "members")
            }
            switch record.kind {
            case .user: people[key] = record
            case .group: units.insert(key)
            }
        }
        return (people, units)
    }

    /// Lets a unit have these people, and each of those who come or go the posts that they have then.
    private func settle(_ members: [EntryKey: ProvisionedResource], in unit: EntryKey) throws {
        let before = try records.members(of: unit, source.source)
        let gone = before.subtracting(members.keys).sorted { $0.description < $1.description }
        for key in gone {
            try records.remove(key, from: unit, of: source.source)
            if let record = try records.find(key, of: source.source) { try settlePosts(of: record) }
        }
        for (key, record) in members.sorted(by: { $0.key.description < $1.key.description })
        where !before.contains(key) {
            try records.add(key, to: unit, of: source.source)
            try settlePosts(of: record)
        }
    }

    /// Who loses the posts of a unit at once is held like who moves by a directory's word.
    private func admitPartings(from unit: ProvisionedResource, keeping members: Set<EntryKey>) throws {
        let partings = try partings(from: unit, keeping: members)
        guard !partings.isEmpty else { return }
        var plan = SyncPlan()
        plan.people = partings
        try admit(plan, "\(partings.count) people out of \(unit.subjectText)")
    }

    private func partings(
        from unit: ProvisionedResource, keeping members: Set<EntryKey>
    ) throws -> [SyncPlan.PersonChange] {
        guard case .unit(let code) = unit.subject else { return [] }
        let gone = try records.members(of: unit.id, source.source).subtracting(members)
        return try gone.sorted { $0.description < $1.description }.compactMap { key in
            guard let record = try records.find(key, of: source.source), isLoss(record),
                case .person(let person) = record.subject
            else { return nil }
            let posts = try transaction.assignments.facts(of: person).map(\.fact).filter { post in
                post.post.unit == code && post.isBegun(by: source.source) && post.period.endsAfter(act.now)
            }
            return SyncPlan.change(.moved, of: person, key, ending: posts)
        }
    }

    private func say(_ what: String) throws {
        try transaction.audit.append(act.event(.directoryUnit, object: "\(what) \(source.source)"))
    }
}

extension ProvisionedResource {
    /// By what the city's records know it.
    var subjectText: String {
        switch subject {
        case .person(let person): person.text
        case .unit(let unit): unit.text
        }
    }
}
