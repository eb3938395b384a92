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
        var reading = DirectoryReading()
        let (units, people) = entries(of: tree, noting: &reading)
        var unitReading = UnitReading(mapping: mapping, rules: rules, tree: tree)
        unitReading.read(units, into: &reading)
        var personReading = PersonReading(
            mapping: mapping, rules: rules, tree: tree, moment: moment, codes: unitReading.codes)
        personReading.read(people, into: &reading)
        return reading
    }

    /// The entries that are units and people, in the order of their names, so that one directory has one reading.
    private func entries(
        of tree: SourceTree, noting reading: inout DirectoryReading
    ) -> (units: [PlacedEntry], people: [PlacedEntry]) {
        var (units, people): ([PlacedEntry], [PlacedEntry]) = ([], [])
        for (key, node) in tree.byKey {
            let role = tree.nodes[Int(node)].role
            guard role == .unit || role == .person else { continue }
            guard let dn = tree.text(of: node) else {
                reading.isolate(key, .unreadable(attribute: "entrydn"), dn: tree.nodes[Int(node)].part)
                continue
            }
            let depth = tree.ancestors(of: node).prefix(Self.maximumDepth + 1).reduce(0) { count, _ in count + 1 }
            guard depth < Self.maximumDepth else {
                reading.isolate(key, .tooDeep, dn: dn)
                continue
            }
            let entry = PlacedEntry(key: key, node: node, dn: dn)
            if role == .unit { units.append(entry) } else { people.append(entry) }
        }
        reading.findings.sort { $0.dn < $1.dn }
        return (units.sorted { $0.dn < $1.dn }, people.sorted { $0.dn < $1.dn })
    }
}

/// An entry and where it stands.
struct PlacedEntry {
    let key: EntryKey
    let node: Int32
    let dn: String
}

extension DirectoryReading {
    mutating func isolate(_ key: EntryKey, _ kind: SyncFinding.Kind, dn: String) {
        isolated.insert(key)
        findings.append(SyncFinding(kind, dn: dn))
    }
}
