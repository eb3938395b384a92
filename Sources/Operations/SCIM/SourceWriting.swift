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
            let people = try records.members(of: record.id, source.source).map(\.description).sorted()
            let units = try ownUnits().units(in: record.id).map(\.description)
            content["members"] = .array(
                people.map { ["value": .string($0), "type": "User"] }
                    + units.map { ["value": .string($0), "type": "Group"] })
        }
        let number = try transaction.directoryBindings.staff(record.id, of: source.source)?.details.number
        return try WrittenResource(stored: content, as: type(record.kind)).knowing(number)
    }

    /// What the source may say of a resource.
    func type(_ kind: ResourceKind) -> ResourceType {
        switch kind {
        case .user: source.tellsNumbers ? .numberedUser : .ownUser
        case .group: .ownGroup
        }
    }

    func ownUnits() throws -> OwnUnits { OwnUnits(source, try records.units(of: source.source)) }

    func create(_ written: WrittenResource, _ ids: (EntryKey, PersonID)) throws -> EntryKey {
        switch written.type.kind {
        case .user: try createPerson(written, as: ids.0, ids.1)
        case .group: try createUnit(written, as: ids.0)
        }
        return ids.0
    }

    /// - Parameter before: the resource as it is.
    func update(_ record: ProvisionedResource, from before: WrittenResource, to written: WrittenResource) throws {
        switch record.subject {
        case .person(let person): try update(record, person, from: before, to: written)
        case .unit(let unit): try update(record, unit, to: written)
        }
    }

    func remove(_ record: ProvisionedResource) throws {
        switch record.subject {
        case .person(let person): try remove(record, person)
        case .unit(let unit): try remove(record, unit)
        }
    }
}
