import Directory
import SCIM
import Storage

/// The units of a source as they stand in one another: each in one other at most, in as many levels as the source has kinds.
struct OwnUnits {
    private let source: ProvisioningSource
    private var records: [EntryKey: ProvisionedResource]

    init(_ source: ProvisioningSource, _ records: [ProvisionedResource]) {
        self.source = source
        self.records = Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(id: EntryKey) -> ProvisionedResource? { records[id] }

    /// In the order of their ids.
    func units(in unit: EntryKey) -> [EntryKey] {
        records.values.filter { $0.parent == unit }.map(\.id).sorted { $0.description < $1.description }
    }

    /// A unit and all below it, each before those that stand in it.
    func subtree(of unit: EntryKey) -> [EntryKey] { [unit] + units(in: unit).flatMap(subtree) }

    mutating func add(_ record: ProvisionedResource) { records[record.id] = record }

    /// Lets a unit stand in another, or right below the source's own place.
    mutating func put(_ unit: EntryKey, in parent: EntryKey?) throws(SCIMError) {
        guard var record = records[unit], record.parent != parent else { return }
        if let parent {
            guard !subtree(of: unit).contains(parent) else { throw .invalidValue(parameter: "members") }
            guard record.parent == nil else { throw .memberOfAnother(id: unit.description) }
            guard level(of: parent) + height(of: unit) < source.kinds.count else {
                throw .tooDeep(levels: source.kinds.count)
            }
        }
        record.parent = parent
        records[unit] = record
    }

    /// A unit as the city's records are to have it: of the kind of its level, below the one that it stands in.
    func placement(of unit: EntryKey) -> (kind: UnitKind, parent: UnitID)? {
        guard let record = records[unit] else { return nil }
        let level = level(of: unit)
        guard source.kinds.indices.contains(level) else { return nil }
        guard let parent = record.parent else { return (source.kinds[level], source.unit) }
        guard case .unit(let code)? = records[parent]?.subject else { return nil }
        return (source.kinds[level], code)
    }

    /// How many of the source's units a unit stands in.
    private func level(of unit: EntryKey) -> Int { records[unit]?.parent.map { level(of: $0) + 1 } ?? 0 }

    /// How many levels a unit and what stands in it take.
    private func height(of unit: EntryKey) -> Int { 1 + (units(in: unit).map(height).max() ?? 0) }
}
