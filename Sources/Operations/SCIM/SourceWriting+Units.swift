import Audit
import Database
import Directory
import Identity
import Permissions
import SCIM
import Storage
import Wire

// The units of a source: all right below the one that it was set up for, each with a code that nothing else ever had.
extension SourceWriting {
    func createUnit(_ written: WrittenResource, as id: EntryKey) throws {
        guard permissions.tree[source.unit] != nil else { throw SCIMError.noSource }
        guard let code = try transaction.units.freshCode(below: source.unit) else { throw SCIMError.noSource }
        let members = try people(written.members)
        let revision = try transaction.permissionRevisions.begin(at: act.now)
        try transaction.units.add(unit(code, written, from: act.now), in: revision)
        try records.add(
            ProvisionedResource(id: id, subject: .unit(code), name: nil, content: written.content, at: act.now),
            of: source.source)
        try transaction.directoryBindings.bind(id, to: code, of: source.source, at: act.now)
        try settle(members, in: id)
        try say("+ \(code)")
    }

    func update(_ record: ProvisionedResource, _ code: UnitID, to written: WrittenResource) throws {
        let members = try people(written.members)
        let (old, new) = (try self.written(record).text("displayName"), written.text("displayName"))
        if old.map(ExactText.init) != new.map(ExactText.init) {
            let revision = try transaction.permissionRevisions.begin(at: act.now)
            _ = try endVersions(of: code, in: revision)
            try transaction.units.add(unit(code, written, from: act.now), in: revision)
        }
        var record = record
        record.content = written.content
        record.modifiedAt = act.now
        try records.update(record, of: source.source)
        try settle(members, in: record.id)
        try say("~ \(code)")
    }

    func remove(_ record: ProvisionedResource, _ code: UnitID) throws {
        try refuseTooManyRemovals(with: record)
        guard try !transaction.units.isAnything(below: code, at: act.now) else { throw SCIMError.notEmpty }
        try settle([:], in: record.id)
        let revision = try transaction.permissionRevisions.begin(at: act.now)
        var ended = SyncPlan.Units()
        ended.ended = try endVersions(of: code, in: revision)
        _ = try transaction.endAndMoveGrants(of: ended, in: revision, act)
        try records.remove(record.id, of: source.source, at: act.now)
        try say("- \(code)")
    }

    // MARK: Parts

    /// - Returns: the versions that have ended by it.
    private func endVersions(of code: UnitID, in revision: PermissionRevision) throws -> [Unit] {
        try transaction.units.facts(of: code).filter { version in
            try version.fact.period.endsAfter(act.now) && transaction.units.end(version, at: act.now, in: revision)
        }.map(\.fact)
    }

    private func unit(_ code: UnitID, _ written: WrittenResource, from moment: Instant) -> Unit {
        Unit(
            id: code, kind: source.kind, name: written.text("displayName") ?? code.text, parent: source.unit,
            period: .since(moment))
    }

    /// Those whom a source can put into a post: its own people.
    private func people(_ ids: [String]) throws -> [EntryKey: ProvisionedResource] {
        var people: [EntryKey: ProvisionedResource] = [:]
        for id in ids {
            guard let key = EntryKey(id), let record = try records.find(key, of: source.source), record.kind == .user
            else {
                throw SCIMError.invalidValue(parameter: "members")
            }
            people[key] = record
        }
        return people
    }

    /// Lets a unit have these members, and each of those who come or go the posts that they have then.
    private func settle(_ members: [EntryKey: ProvisionedResource], in unit: EntryKey) throws {
        let before = try records.members(of: unit, source.source)
        for key in before.subtracting(members.keys) {
            try records.remove(key, from: unit, of: source.source)
            if let gone = try records.find(key, of: source.source) { try settlePosts(of: gone) }
        }
        for (key, record) in members where !before.contains(key) {
            try records.add(key, to: unit, of: source.source)
            try settlePosts(of: record)
        }
    }

    private func say(_ what: String) throws {
        try transaction.audit.append(act.event(.directoryUnit, object: "\(what) \(source.source)"))
    }
}
