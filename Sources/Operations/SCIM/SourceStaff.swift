import Database
import Directory
import Identity
import SCIM
import Storage
import Wire

/// What a source that writes by SCIM is shown: what it began itself, as it said it, and nothing of anybody else's.
struct SourceStaff {
    private let base: String
    private let records: [ProvisionedResource]
    private let membersOf: [EntryKey: [EntryKey]]
    private let unitsOf: [EntryKey: [EntryKey]]
    private let unitsIn: [EntryKey: [EntryKey]]

    /// - Parameter only: the one that is asked for; `nil` for all.
    init(
        of source: ProvisioningSource, at base: String, only: EntryKey? = nil, in transaction: some Transaction
    ) throws {
        self.base = base
        records =
            if let only { [try transaction.provisioned.find(only, of: source.source)].compactMap { $0 } } else {
                try transaction.provisioned.all(of: source.source)
            }
        let placed = try transaction.provisioned.units(of: source.source).compactMap { unit in
            unit.parent.map { (unit: $0, below: unit.id) }
        }
        unitsIn = Dictionary(grouping: placed, by: \.unit).mapValues { $0.map(\.below) }
        let members = try transaction.provisioned.memberships(of: source.source, about: only)
        membersOf = Dictionary(grouping: members, by: \.unit).mapValues { $0.map(\.person) }
        unitsOf = Dictionary(grouping: members, by: \.person).mapValues { $0.map(\.unit) }
    }

    func resources(_ kind: ResourceKind) -> [Resource] {
        records.filter { $0.kind == kind }.map(resource)
    }

    private func resource(_ record: ProvisionedResource) -> Resource {
        var json = record.content
        switch record.kind {
        case .user:
            let groups = list(unitsOf[record.id], of: .group, type: "direct")
            json["groups"] = groups.isEmpty ? nil : .array(groups)
            return Resource(
                .ownUser, id: record.id.description, attributes: json, lastModified: record.modifiedAt, at: base)
        case .group:
            let members =
                list(membersOf[record.id], of: .user, type: ResourceKind.user.rawValue)
                + list(unitsIn[record.id], of: .group, type: ResourceKind.group.rawValue)
            json["members"] = members.isEmpty ? nil : .array(members)
            return Resource(
                .ownGroup, id: record.id.description, attributes: json, lastModified: record.modifiedAt, at: base)
        }
    }

    private func list(_ ids: [EntryKey]?, of kind: ResourceKind, type: String) -> [JSONValue] {
        (ids ?? []).map { id in
            [
                "value": .string(id.description), "$ref": .string("\(base)\(kind.endpoint)/\(id)"),
                "type": .string(type),
            ]
        }
    }
}

extension ProvisionedResource {
    var kind: ResourceKind {
        switch subject {
        case .person: .user
        case .unit: .group
        }
    }
}
