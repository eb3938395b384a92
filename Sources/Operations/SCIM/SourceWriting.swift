import Audit
import Database
import Directory
import Identity
import Permissions
import SCIM
import Storage
import Wire

/// One change by a source, in its transaction. What it refuses it throws, so that nothing of the change stays.
struct SourceWriting {
    let transaction: WriteTransaction
    let source: ProvisioningSource
    let permissions: PermissionState
    let act: Act

    /// Those of directories. What ends has to be as old as what is counted together: what was begun only today is no loss.
    private static let limits = SyncLimits()

    var records: ProvisionedResources<WriteTransaction> { transaction.provisioned }

    func record(_ id: String, _ kind: ResourceKind) throws -> ProvisionedResource {
        guard let key = EntryKey(id), let record = try records.find(key, of: source.source), record.kind == kind,
            key.description.hasSameBytes(as: id)
        else { throw SCIMError.notFound(id: id) }
        return record
    }

    /// What the resource is as it was written.
    func written(_ record: ProvisionedResource) throws -> WrittenResource {
        var content = record.content
        if record.kind == .group {
            let members = try records.members(of: record.id, source.source).map(\.description).sorted()
            content["members"] = .array(members.map { ["value": .string($0), "type": "User"] })
        }
        return try WrittenResource(stored: content, as: record.kind == .user ? .ownUser : .ownGroup)
    }

    func create(_ written: WrittenResource, _ ids: (EntryKey, PersonID)) throws -> EntryKey {
        switch written.type.kind {
        case .user: try createPerson(written, as: ids.0, ids.1)
        case .group: try createUnit(written, as: ids.0)
        }
        return ids.0
    }

    func update(_ record: ProvisionedResource, to written: WrittenResource) throws {
        switch record.subject {
        case .person(let person): try update(record, person, to: written)
        case .unit(let unit): try update(record, unit, to: written)
        }
    }

    func remove(_ record: ProvisionedResource) throws {
        switch record.subject {
        case .person(let person): try remove(record, person)
        case .unit(let unit): try remove(record, unit)
        }
    }

    /// A source that goes wrong doesn't empty the city: what ends within a day is bounded.
    func refuseTooManyRemovals(with record: ProvisionedResource) throws {
        let span = Self.limits.within
        guard record.endedAt == nil, record.createdAt + span <= act.now else { return }
        let counts = try records.endings(of: source.source, since: act.now - span, older: span)
        let ended = counts.ended + 1
        let isMuch = Self.limits.peopleRemoved.isExceeded(by: ended, of: counts.ended + counts.there)
        guard ended <= Self.limits.atLeast || !isMuch else { throw SCIMError.tooManyRemovals }
    }
}
