import Accounts
import Database
import Directory
import Identity

// Whom a source has told of: everybody, some at a time, or those of whom something is known.
extension DirectoryBindings {
    /// The entries that the source has now, as far as it was taken in, and that meet a condition.
    /// - Parameter standing: the units that are there. A unit's binding doesn't say whether it is: others end units, too.
    package func activeKeys(
        of source: SourceID, at standing: Set<UnitID>, where condition: (EntryKey) -> Bool
    ) throws -> [EntryKey] {
        var keys = try units(of: source).filter { standing.contains($0.value) && condition($0.key) }.map(\.key)
        try inOrder("is_active", of: source) { rows in
            keys += try rows.filter { row in try row.flag(3) }.map { row in try row.entryKey(2) }.filter(condition)
        }
        return keys
    }

    /// Everybody whom the source has told of, those who left included.
    package func staff(of source: SourceID) throws -> [EntryKey: BoundStaff] {
        var staff: [EntryKey: BoundStaff] = [:]
        try forEachPortion(of: source) { portion in for bound in portion { staff[bound.key] = bound.staff } }
        return staff
    }

    /// Goes through everybody whom the source has told of, some at a time, so that nobody has to be kept; in the order of
    /// people's ids, in which most of them were written.
    package func forEachPortion(of source: SourceID, _ body: ([BoundEntry]) throws -> Void) throws {
        let isNameOfAnother = ["directory_usernames", "local_accounts"].map { table in
            "EXISTS (SELECT 1 FROM \(table) o WHERE o.username = b.username AND o.person <> b.person)"
        }
        let columns =
            "CASE WHEN \(isNameOfAnother.joined(separator: " OR ")) THEN 1 ELSE 0 END, \(SQLValue.boundStaffColumns)"
        try inOrder(columns, of: source) { rows in
            try body(
                try rows.map { row in
                    BoundEntry(key: try row.entryKey(2), staff: try row.boundStaff(4), isNameOfAnother: try row.flag(3))
                })
        }
    }

    /// Those whom the source has told of by these keys.
    package func staff(of source: SourceID, keys: some Collection<EntryKey>) throws -> [EntryKey: BoundStaff] {
        var staff: [EntryKey: BoundStaff] = [:]
        let values: [SQLValue] = keys.map { .text($0.description) }
        try transaction.inPortions(of: values, after: [.text(source.slug)]) { places, arguments in
            let rows = try transaction.rows(
                """
                SELECT \(Self.staffColumns) FROM directory_bindings
                WHERE source = $1 AND entry_key IN (\(places)) AND person IS NOT NULL ORDER BY entry_key
                """, arguments: arguments)
            staff.merge(try rows.map(Self.keyedStaff)) { _, new in new }
        }
        return staff
    }

    /// What a source last told of one entry.
    package func staff(_ key: EntryKey, of source: SourceID) throws -> BoundStaff? {
        try staff(of: source, keys: [key])[key]
    }

    /// By which keys the source has told of people.
    package func keys(of people: some Collection<PersonID>, in source: SourceID) throws -> Set<EntryKey> {
        try keys(where: "person", isOneOf: people.map { .text($0.text) }, in: source)
    }

    /// By which keys the source has told of whoever has one of these numbers or user names by its word.
    package func keys(
        numbered numbers: [CitizenNumber], named usernames: [Username], in source: SourceID
    ) throws -> Set<EntryKey> {
        try keys(where: "number", isOneOf: numbers.map { .text($0.digits) }, in: source)
            .union(try keys(where: "username", isOneOf: usernames.map { .text($0.text) }, in: source))
    }

    /// The source is compared here: a database without statistics would rather go through all that one source has.
    private func keys(
        where column: String, isOneOf values: [SQLValue], in source: SourceID
    ) throws -> Set<EntryKey> {
        var keys: Set<EntryKey> = []
        try transaction.inPortions(of: values) { places, arguments in
            let rows = try transaction.rows(
                """
                SELECT entry_key, source FROM directory_bindings
                WHERE \(column) IN (\(places)) AND person IS NOT NULL ORDER BY entry_key, source
                """, arguments: arguments)
            for row in rows {
                if SourceID(try row.text(1)) == source { keys.insert(try row.entryKey(0)) }
            }
        }
        return keys
    }

    /// Whether the source has told of anybody.
    package func hasStaff(of source: SourceID) throws -> Bool {
        try transaction.row(
            "SELECT 1 FROM directory_bindings WHERE source = $1 AND person IS NOT NULL LIMIT 1", .text(source.slug))
            != nil
    }

    /// How many people work here as far as the source knows. By the order of people, and not by the source's own keys, by
    /// which each row would be looked up somewhere else.
    package func countAtWork(of source: SourceID) throws -> Int {
        let row = try transaction.row(
            """
            SELECT COUNT(DISTINCT person) FROM directory_bindings
            WHERE person > '' AND is_active = 1 AND source || '' = $1
            """, .text(source.slug))
        return try row.map { Int(clamping: try $0.integer(0)) } ?? 0
    }

    private static var staffColumns: String { "entry_key, \(SQLValue.boundStaffColumns)" }

    private static func keyedStaff(_ row: Row) throws -> (EntryKey, BoundStaff) {
        (try row.entryKey(0), try row.boundStaff(1))
    }

    /// The rows of people of a source in the order of their ids; what is asked for follows on source, person and key. The source
    /// is compared here, as above: the order is that of an index that is there, and of the table. One by keys too would sort
    /// each person's anew, which is a third of the time.
    private func inOrder(_ columns: String, of source: SourceID, _ body: ([Row]) throws -> Void) throws {
        let select = "SELECT source, person, entry_key, \(columns) FROM directory_bindings b"
        var person = ""
        while true {
            var rows = try transaction.rows(
                "\(select) WHERE person > $1 ORDER BY person LIMIT $2", .text(person), .integer(Int64(portion)))
            let isEnd = rows.count < portion
            if !isEnd, let last = try rows.last?.text(1) {
                // Of whom there may be more.
                while let row = rows.last, try row.text(1).utf8.elementsEqual(last.utf8) { rows.removeLast() }
                rows += try transaction.rows("\(select) WHERE person = $1", .text(last))
                person = last
            }
            try body(try rows.filter { row in try row.text(0).utf8.elementsEqual(source.slug.utf8) })
            if isEnd { return }
        }
    }
}

/// A member of staff as a source last told of them, by its key.
package struct BoundEntry: Sendable {
    package let key: EntryKey
    package let staff: BoundStaff
    /// Whether the user name by which the source knows them is, or was, somebody else's.
    package let isNameOfAnother: Bool
}

extension Schema {
    /// A source has twenty times as many people as units.
    static let bindingsOfUnits = [
        "CREATE INDEX directory_bindings_of_unit ON directory_bindings (unit) WHERE unit IS NOT NULL"
    ]
}
