import Directory
import Identity
import LDAP
import Synchronization

extension DirectoryDesk {
    private var query: SourceQuery { SourceQuery(mapping) }

    /// Reads everything, a page at a time, so that memory stays small: while one page becomes a part of the tree the next is
    /// taken off the wire, and the server makes the one after it ready. What returns is whole: whatever ends a reading early is
    /// an error (RFC 2696 §3).
    /// - Parameter isMarked: whether changes are asked for from here on; as the mapping has it, if it isn't said.
    package func readWhole(isMarked: Bool? = nil) async throws(LDAPError) -> FollowedSource {
        let collected = Mutex(CollectedPages(tree: SourceTree(mapping)))
        let pages = Relay<SourcePage>("directory-pages") { page in collected.withLock { $0.add(page) } }
        let attribute = isMarked ?? (mapping.mode == .changes) ? changeAttribute : nil
        let summary = try await source.read(query, markedBy: attribute) { page in
            pages.hand(page)
        }
        await pages.finish()
        let (tree, unreadable) = collected.withLock { ($0.tree, $0.unreadable) }
        return FollowedSource(tree: tree, mark: summary.mark, unreadable: unreadable)
    }

    /// Reads what has changed since the mark of a reading, where the server doesn't speak RFC 4533. What was deleted isn't
    /// told; the nightly reading finds it.
    /// - Returns: with how it was read: everything, where there is no mark to go on from.
    package func readChanges(
        since followed: FollowedSource
    ) async throws(LDAPError) -> (source: FollowedSource, kind: Reading) {
        guard let mark = followed.mark, let tree = followed.tree else {
            return (try await readWhole(isMarked: true), .whole)
        }
        let collected = Mutex((tree: tree, unreadable: followed.unreadable))
        let summary = try await source.changes(since: mark, query) { page in
            collected.withLock { collected in
                for entry in page.entries { collected.tree.apply(entry) }
                collected.unreadable += page.unreadable
            }
        }
        while let name = collected.withLock({ $0.tree.unread.first }) {
            let known = collected.withLock { $0.tree.keys(below: name) }
            let found = try await entries(below: name, known: known)
            collected.withLock { $0.tree.replaceSubtree(at: name, with: found) }
        }
        let (changed, unreadable) = collected.withLock(\.self)
        let source = FollowedSource(
            tree: changed, mark: summary.mark ?? mark, unreadable: unreadable, basis: followed.basis)
        return (source, .changes)
    }

    /// An entry and all that stands below it, read again; what was known there and isn't found, wherever it is now. A unit
    /// that has left the base, or that is hidden from us, has nothing below it.
    func entries(below name: DistinguishedName, known: [EntryKey]) async throws(LDAPError) -> [SourceEntry] {
        let read = Mutex<[SourceEntry]>([])
        do throws(LDAPError) {
            _ = try await source.subtree(of: name, query) { page in read.withLock { $0 += page.entries } }
        } catch {
            guard error.isNoSuchObject else { throw error }
        }
        let found = read.withLock(\.self)
        let missing = Set(known).subtracting(found.map(\.key))
        return missing.isEmpty ? found : found + (try await source.lookUp(Array(missing), query)).values
    }

    /// Asks again, by their keys, for entries that a comparison has missed: a paged reading is no snapshot (RFC 2696 §3), and
    /// an entry that moves while it is read can be missed by it.
    /// - Returns: the source with those that are there after all; `nil` when none is.
    func confirmed(
        _ followed: FollowedSource, _ tree: SourceTree, without keys: [EntryKey]
    ) async throws(LDAPError) -> (FollowedSource, SourceTree)? {
        guard !keys.isEmpty else { return nil }
        let found = try await source.lookUp(keys, query)
        guard !found.isEmpty else { return nil }
        var whole = tree
        whole.add(found.values)
        let source = FollowedSource(
            tree: whole, cookie: followed.cookie, of: followed.server, mark: followed.mark,
            unreadable: followed.unreadable,
            basis: followed.basis)
        return (source, whole)
    }

    private var changeAttribute: ChangeAttribute {
        mapping.key == .objectGUID ? .uSNChanged : .modifyTimestamp
    }
}

/// What the pages of a whole reading make together.
private struct CollectedPages {
    var tree: SourceTree
    var superiors = SourceTree.Superiors()
    var unreadable: [UnreadableEntry] = []

    mutating func add(_ page: SourcePage) {
        // What is below each entry is in the same reading.
        tree.add(page.entries, &superiors)
        unreadable += page.unreadable
    }
}

extension DirectoryDesk {
    /// Looks at each server as a person who sets it up would.
    package func probe() async throws(LDAPError) -> [ServerReport] {
        try await source.probe(
            query, kinds: [mapping.unit.filter.text, mapping.person.filter.text],
            changes: mapping.mode == .changes ? changeAttribute : nil)
    }

    /// How many units and how many people a server shows, of the first hundred each.
    package func shown(by report: ServerReport) -> (units: Int, people: Int) {
        let counts = report.samples.map { $0.entries.count + $0.unreadable.count }
        return (counts.first ?? 0, counts.dropFirst().first ?? 0)
    }

    /// Mapped attributes that no entry of a sample has: where there are values, our account may not read them. Of people it
    /// says nothing where none is among the entries.
    package func unseen(in report: ServerReport) async throws -> [AttributeName] {
        let reading = try await reading(of: report)
        var seen: Set<String> = []
        for entry in report.samples.flatMap(\.entries) {
            seen.formUnion(entry.attributes.descriptions)
            seen.formUnion(entry.omitted.keys)
        }
        let looked =
            (reading.units.isEmpty ? [] : mapping.unit.attributes)
            + (reading.people.isEmpty ? [] : mapping.person.attributes)
        return looked.filter { seen.insert($0.text).inserted }
    }

    /// What is wrong with the entries of a sample, as far as it can be said without the entries around them.
    package func findings(in report: ServerReport) async throws -> [SyncFinding] {
        try await reading(of: report).findings.filter(\.kind.isOfEntryAlone)
    }

    private func reading(of report: ServerReport) async throws -> DirectoryReading {
        var tree = SourceTree(mapping)
        for sample in report.samples { tree.add(sample.entries) }
        return try await decidable(tree, report.samples.flatMap(\.unreadable)).reading(of: nil)
    }
}

extension SyncFinding.Kind {
    /// Whether the entry alone shows it: of a hundred entries many miss the unit above them.
    fileprivate var isOfEntryAlone: Bool {
        switch self {
        case .circle, .parentMissing, .misplaced, .unknownUnit, .duplicateCode, .duplicateNumber, .duplicateUsername,
            .givenAgain:
            false
        default: true
        }
    }
}
