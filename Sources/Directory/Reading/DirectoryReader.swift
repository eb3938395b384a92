import Identity

/// Reads a source's entries to units, people and posts.
///
/// What can't be taken as it is, is isolated with a finding that names the entry, and the rest is read. Only what the
/// source alone can tell is judged here; what the city's records say to it is for ``SyncPlanner``.
package struct DirectoryReader: Sendable {
    let mapping: DirectoryMapping
    let rules: DirectoryRules

    /// Levels above an entry. Deeper trees are no offices.
    static let maximumDepth = 64

    package init(_ mapping: DirectoryMapping, rules: DirectoryRules) {
        self.mapping = mapping
        self.rules = rules
    }

    /// - Parameter moment: by which it's decided who works there no more.
    package func read(_ tree: SourceTree, at moment: Instant) -> DirectoryReading {
        survey(tree, at: moment).reading(of: nil)
    }

    /// Reads the units, and makes ready to read people.
    package func survey(_ tree: SourceTree, at moment: Instant) -> DirectorySurvey {
        var reading = DirectoryReading()
        let units = tree.placed(tree.entries(as: .unit), noting: &reading)
        var unitReading = UnitReading(mapping: mapping, rules: rules, tree: tree)
        unitReading.read(units, into: &reading)
        var people = PersonReading(mapping: mapping, rules: rules, tree: tree, moment: moment, codes: unitReading.codes)
        people.readGroups(into: &reading)
        return DirectorySurvey(units: reading, people: people)
    }
}

extension SourceTree {
    func entries(as role: Role) -> [(key: EntryKey, node: Int32)] {
        byKey.lazy.filter { nodes[Int($0.value)].role == role }.map { ($0.key, $0.value) }
    }

    /// Entries in the order of their names, so that one directory has one reading. One that is nowhere, or too deep, is
    /// isolated.
    func placed(
        _ entries: [(key: EntryKey, node: Int32)], noting reading: inout DirectoryReading
    ) -> [PlacedEntry] {
        var (placed, faulty): ([PlacedEntry], [(PlacedEntry, SyncFinding.Kind)]) = ([], [])
        placed.reserveCapacity(entries.count)
        var above: [Int32: String] = [:]
        for (key, node) in entries {
            let parent = nodes[Int(node)].parent
            let superior = above[parent] ?? (parent > Node.top ? text(of: parent) : nil) ?? ""
            above[parent] = superior
            let entry = PlacedEntry(key: key, node: node, name: EntryName(nodes[Int(node)].part, below: superior))
            if let fault = fault(of: node) { faulty.append((entry, fault)) } else { placed.append(entry) }
        }
        for (entry, fault) in faulty.sorted(by: { PlacedEntry.precedes($0.0, $1.0) }) {
            reading.isolate(entry.key, fault, dn: entry.dn)
        }
        placed.sort(by: PlacedEntry.precedes)
        return placed
    }

    /// Why nothing can be read of an entry, by where it is.
    func fault(of node: Int32) -> SyncFinding.Kind? {
        var (current, depth) = (nodes[Int(node)].parent, 0)
        while current > Node.top { (current, depth) = (nodes[Int(current)].parent, depth + 1) }
        if current != Node.top { return .unreadable(attribute: "entrydn") }
        return depth < DirectoryReader.maximumDepth ? nil : .tooDeep
    }
}

/// An entry and where it stands.
struct PlacedEntry {
    let key: EntryKey
    let node: Int32
    let name: EntryName

    var dn: String { name.text }

    static func precedes(_ one: PlacedEntry, _ other: PlacedEntry) -> Bool {
        EntryKey.precedes((one.name, one.key), (other.name, other.key))
    }
}

extension EntryKey {
    /// The order of entries by their names, and of those of one name by their keys.
    static func precedes(_ one: (name: EntryName, key: EntryKey), _ other: (name: EntryName, key: EntryKey)) -> Bool {
        if one.name.precedesByOctets(other.name) { return true }
        return one.key < other.key && !other.name.precedesByOctets(one.name)
    }
}

extension String {
    /// An order that is quick, and the same for all spellings: by octets, not as people sort.
    func precedesByOctets(_ other: String) -> Bool {
        utf8.withContiguousStorageIfAvailable { one in
            other.utf8.withContiguousStorageIfAvailable { one.lexicographicallyPrecedes($0) }
        }.flatMap(\.self) ?? utf8.lexicographicallyPrecedes(other.utf8)
    }
}

extension DirectoryReading {
    mutating func isolate(_ key: EntryKey, _ kind: SyncFinding.Kind, dn: String) {
        isolated.insert(key)
        findings.append(SyncFinding(kind, dn: dn))
    }
}
