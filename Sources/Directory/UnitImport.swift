import Identity
import Wire

/// What a table says the units of the city are, from a moment on.
package struct UnitImport: Hashable, Sendable {
    package let entries: [Entry]

    package struct Entry: Hashable, Sendable {
        package let line: Int
        package let id: UnitID
        package let parent: UnitID?
        package let kind: UnitKind
        package let name: String
    }

    /// Reads columns `code`, `parent_code`, `kind` and `name_vi` of tab-separated text; others are left alone. A name
    /// is a ``PlainLine``.
    package init(_ text: String) throws(TableError) {
        let table = try TabSeparatedTable(text, columns: ["code", "parent_code", "kind", "name_vi"])
        var seen: Set<UnitID> = []
        var entries: [Entry] = []
        for row in table.rows {
            let id = try Self.unit(try row.required("code"), row)
            guard seen.insert(id).inserted else { throw TableError(line: row.line, fault: .repeated(id.text)) }
            var parent: UnitID?
            if let text = row.value("parent_code") { parent = try Self.unit(text, row) }
            let kind = try row.required("kind")
            guard let kind = UnitKind(kind) else {
                throw TableError(line: row.line, fault: .bad(kind, form: .unitKind))
            }
            guard let name = PlainLine(try row.required("name_vi")) else {
                throw TableError(line: row.line, fault: .badLine("name_vi"))
            }
            entries.append(Entry(line: row.line, id: id, parent: parent, kind: kind, name: name.text))
        }
        self.entries = entries
    }

    private static func unit(_ text: String, _ row: TabSeparatedTable.Row) throws(TableError) -> UnitID {
        guard let unit = UnitID(text) else {
            throw TableError(line: row.line, fault: .bad(text, form: .unitID))
        }
        return unit
    }
}

/// What an import changes of the records: which versions of units go, and which come in their place. Units move, are
/// renamed and end from a moment on; what was before stays.
package struct UnitPlan: Hashable, Sendable {
    /// Units that aren't there at the moment, and begin then.
    package private(set) var begun: [Unit] = []
    /// Units that are renamed, moved or of another kind from the moment on: as they were, and as they will be.
    package private(set) var changed: [Change] = []
    package private(set) var ended: [Unit] = []
    /// Units that are in the records as the table says.
    package private(set) var unchanged: [Unit] = []
    /// Units that the table doesn't name, and that stay because nobody said that they end.
    package private(set) var missing: [Unit] = []
    /// Versions to be taken out of the records, and those to be put in.
    package private(set) var removed: [Unit] = []
    package private(set) var added: [Unit] = []

    package struct Change: Hashable, Sendable {
        package let before: Unit
        package let after: Unit

        package init(before: Unit, after: Unit) {
            self.before = before
            self.after = after
        }

        /// `2->1`, for a log; `-` where there is no order.
        package var orders: String { [before, after].map { $0.order.map(String.init) ?? "-" }.joined(separator: "->") }
    }

    package var isEmpty: Bool { removed.isEmpty && added.isEmpty }

    /// - Parameters:
    ///   - known: every version in the records.
    ///   - endsMissing: whether units that the table doesn't name end.
    ///   - reopens: whether an id may come back that has ended: the same unit, with its grants and posts.
    /// - Throws: when the units wouldn't make a tree, at the moment or whenever a version begins or ends after it; or
    ///   an id comes back.
    package init(
        _ table: UnitImport, known: [Unit], from moment: Instant, endsMissing: Bool, reopens: Bool = false
    ) throws(UnitPlanError) {
        let versions = Dictionary(grouping: known, by: \.id)
        for entry in table.entries {
            let own = versions[entry.id] ?? []
            let next = own.map(\.period.from).filter { $0 > moment }.min()
            let now = own.first { $0.period.contains(moment) }
            let after = Unit(
                id: entry.id, kind: entry.kind, name: entry.name, parent: entry.parent, order: now?.order,
                period: Period(from: moment, until: now?.period.until ?? next) ?? .since(moment))
            guard let now else {
                let hasEnded = own.contains { !$0.period.endsAfter(moment) }
                guard reopens || !hasEnded else { throw .givenAgain(entry.id, line: entry.line) }
                begun.append(after)
                added.append(after)
                continue
            }
            guard !now.isSame(as: after) else {
                unchanged.append(now)
                continue
            }
            changed.append(Change(before: now, after: after))
            cut(now, at: moment)
            added.append(after)
        }
        let named = Set(table.entries.map(\.id))
        let unnamed = known.filter { $0.period.contains(moment) && !named.contains($0.id) }
        if endsMissing {
            ended = unnamed
            // A unit that ends has no later versions either.
            let gone = Set(unnamed.map(\.id))
            for unit in known where gone.contains(unit.id) && unit.period.endsAfter(moment) {
                cut(unit, at: moment)
            }
        } else {
            missing = unnamed
        }
        do throws(UnitTreeError) { try check(known, from: moment) } catch { throw .noTree(error) }
    }

    /// Ends a version at the moment; a version that begins then, or later, is taken out.
    private mutating func cut(_ unit: Unit, at moment: Instant) {
        removed.append(unit)
        guard let before = Period(from: unit.period.from, until: moment) else { return }
        added.append(unit.during(before))
    }

    private func check(_ known: [Unit], from moment: Instant) throws(UnitTreeError) {
        let gone = Set(removed)
        let all = known.filter { !gone.contains($0) } + added
        let boundaries = all.flatMap { [$0.period.from, $0.period.until].compactMap { $0 } }.filter { $0 > moment }
        for moment in Set(boundaries + [moment]).sorted() { _ = try UnitTree(of: all, at: moment) }
    }
}

extension Unit {
    fileprivate func isSame(as other: Unit) -> Bool {
        kind == other.kind && parent == other.parent && name.utf8.elementsEqual(other.name.utf8)
    }
}

/// Why an import can't be carried out.
package enum UnitPlanError: Error, Hashable, Sendable, CustomStringConvertible {
    case noTree(UnitTreeError)
    /// The id is that of a unit that has ended. What was granted at the old unit would count at the new one
    /// (Documentation/PEERS-BUGS.md P59).
    case givenAgain(UnitID, line: Int)

    package var text: Bilingual {
        switch self {
        case .noTree(let error):
            Bilingual(
                "các đơn vị không tạo thành cây: \(error.text.vietnamese)",
                "the units would make no tree: \(error.text.english)")
        case .givenAgain(let unit, let line):
            Bilingual(
                "dòng \(line): \(unit) đã kết thúc, và mã không được cấp lại cho đơn vị khác; hãy cấp mã riêng cho "
                    + "đơn vị mới",
                "line \(line): \(unit) has ended, and an id is never given to another unit; give the new one an id of "
                    + "its own")
        }
    }

    package var description: String { text.english }
}
