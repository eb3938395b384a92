import Accounts
import Database
import Directory
import Identity

// Whom a source has told of: everybody, some at a time, or those of whom something is known.
extension DirectoryBindings {
    /// The entries that the source has now, as far as it was taken in, and that meet a condition.
    package func activeKeys(of source: SourceID, where condition: (EntryKey) -> Bool) throws -> [EntryKey] {
        var keys: [EntryKey] = []
        try inOrder("entry_key", of: source, "is_active = 1") { rows in
            keys += try rows.map { row in try row.entryKey(0) }.filter(condition)
        }
        return keys
    }

    /// Everybody whom the source has told of, those who left included.
    package func staff(of source: SourceID) throws -> [EntryKey: BoundStaff] {
        var staff: [EntryKey: BoundStaff] = [:]
        try forEachPortion(of: source) { staff.merge($0) { _, new in new } }
        return staff
    }

    /// Goes through everybody whom the source has told of, some at a time, so that nobody has to be kept.
    package func forEachPortion(of source: SourceID, _ body: ([EntryKey: BoundStaff]) throws -> Void) throws {
        try inOrder(Self.staffColumns, of: source, "person IS NOT NULL") { rows in
            try body(Dictionary(try rows.map(Self.keyedStaff), uniquingKeysWith: { _, new in new }))
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

    /// People of whom the source has told by several keys.
    package func peopleOfSeveralKeys(in source: SourceID) throws -> [PersonID] {
        try transaction.rows(
            """
            SELECT person FROM directory_bindings WHERE source = $1 AND person IS NOT NULL
            GROUP BY person HAVING COUNT(*) > 1 ORDER BY person
            """, .text(source.slug)
        ).map { row in try row.person(0) }
    }

    /// Whether the source has told of anybody.
    package func hasStaff(of source: SourceID) throws -> Bool {
        try transaction.row(
            "SELECT 1 FROM directory_bindings WHERE source = $1 AND person IS NOT NULL LIMIT 1", .text(source.slug))
            != nil
    }

    /// How many people work here as far as the source knows.
    package func countAtWork(of source: SourceID) throws -> Int {
        let row = try transaction.row(
            """
            SELECT COUNT(DISTINCT person) FROM directory_bindings
            WHERE source = $1 AND is_active = 1 AND person IS NOT NULL
            """, .text(source.slug))
        return try row.map { Int(clamping: try $0.integer(0)) } ?? 0
    }

    private static var staffColumns: String { "entry_key, \(SQLValue.boundStaffColumns)" }

    private static func keyedStaff(_ row: Row) throws -> (EntryKey, BoundStaff) {
        (try row.entryKey(0), try row.boundStaff(1))
    }

    /// Rows of a source in the order of their keys, which are the first column.
    private func inOrder(
        _ columns: String, of source: SourceID, _ condition: String, _ body: ([Row]) throws -> Void
    ) throws {
        var last = ""
        while true {
            let rows = try transaction.rows(
                """
                SELECT \(columns) FROM directory_bindings
                WHERE source = $1 AND entry_key > $2 AND \(condition) ORDER BY entry_key LIMIT $3
                """, .text(source.slug), .text(last), .integer(Int64(portion)))
            try body(rows)
            guard rows.count == portion, let end = try rows.last?.text(0) else { return }
            last = end
        }
    }
}
