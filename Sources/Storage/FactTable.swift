import Database
import Directory
import Identity
import Permissions

/// A fact that decisions rest on. It is recorded and taken out of the records, never changed in them.
package protocol RecordedFact: Dated, Sendable {
    static var factTable: FactTable<Self> { get }
}

/// How facts of one kind stand in their table, with both their times. The four tables that decisions rest on differ in
/// nothing else.
package struct FactTable<Fact: Dated & Sendable>: Sendable {
    let name: String
    /// Those besides the times.
    let columns: [String]
    /// Reads the columns, which begin at 0 of the row.
    let read: @Sendable (Row, Period) throws -> Fact
    /// The values of the columns.
    let write: @Sendable (Fact) -> [SQLValue]

    fileprivate var select: String {
        "SELECT \(columns.joined(separator: ", ")), valid_from, valid_until, version FROM \(name)"
    }

    fileprivate func stored(_ row: Row) throws -> StoredFact<Fact> {
        let period = Period(from: try row.moment(columns.count), until: try row.optionalMoment(columns.count + 1))
        return StoredFact(
            version: try row.integer(columns.count + 2),
            fact: try read(row, try row.required(period, "a time of validity")))
    }
}

/// A fact as our records have it: to be replaced, its version is named.
package struct StoredFact<Fact: Sendable>: Sendable {
    package let version: Int64
    package let fact: Fact
}

/// What came into the records, and went out of them, between two revisions.
package struct FactChanges<Fact: Sendable>: Sendable {
    package let removed: [Fact]
    package let added: [Fact]

    package var isEmpty: Bool { removed.isEmpty && added.isEmpty }
}

/// The facts of one kind, with their history.
package struct Facts<Fact: RecordedFact, Context: Transaction> {
    let transaction: Context
}

extension Facts {
    /// What the records said as of a revision.
    package func facts(at revision: PermissionRevision) throws -> [StoredFact<Fact>] {
        try read(where: Self.asOfFirst, [.integer(revision.number)])
    }

    /// A condition: it was in the records as of the revision that is the first argument.
    static var asOfFirst: String { "added_in <= $1 AND (removed_in IS NULL OR removed_in > $1)" }

    /// What the records say now, as far as a condition holds.
    func current(where condition: String, _ arguments: SQLValue...) throws -> [StoredFact<Fact>] {
        try read(where: "removed_in IS NULL AND \(condition)", arguments)
    }

    /// Every version that was ever in the records, oldest first, as far as a condition holds.
    func everRecorded(where condition: String, _ arguments: SQLValue...) throws -> [StoredFact<Fact>] {
        try read(where: condition, arguments)
    }

    func everRecorded(where condition: String, arguments: [SQLValue]) throws -> [StoredFact<Fact>] {
        try read(where: condition, arguments)
    }

    /// What came into the records, and went out of them, between two revisions.
    package func changes(
        from old: PermissionRevision, to new: PermissionRevision
    ) throws -> FactChanges<Fact> {
        let span: [SQLValue] = [.integer(old.number), .integer(new.number)]
        return FactChanges(
            removed: try read(where: "removed_in > $1 AND removed_in <= $2 AND added_in <= $1", span).map(\.fact),
            added: try read(
                where: "added_in > $1 AND added_in <= $2 AND (removed_in IS NULL OR removed_in > $2)", span
            ).map(\.fact))
    }

    /// Whether one that is in the records begins or ends within a time: something is true then, or isn't any more, of which no
    /// revision tells.
    package func turn(after start: Instant, until end: Instant) throws -> Bool {
        try transaction.row(
            """
            SELECT 1 FROM \(Fact.factTable.name) WHERE removed_in IS NULL
                AND (valid_from > $1 AND valid_from <= $2 OR valid_until > $1 AND valid_until <= $2) LIMIT 1
            """, .moment(start), .moment(end)) != nil
    }

    private func read(where condition: String, _ arguments: [SQLValue]) throws -> [StoredFact<Fact>] {
        let table = Fact.factTable
        return try transaction.rows("\(table.select) WHERE \(condition) ORDER BY version", arguments: arguments)
            .map(table.stored)
    }
}

extension Facts where Context == WriteTransaction {
    package func add(_ fact: Fact, in revision: PermissionRevision) throws {
        let table = Fact.factTable
        let columns = table.columns + ["valid_from", "valid_until", "added_in"]
        let places = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        try transaction.execute(
            "INSERT INTO \(table.name) (\(columns.joined(separator: ", "))) VALUES (\(places))",
            arguments: table.write(fact) + [
                .moment(fact.period.from), .moment(fact.period.until), .integer(revision.number),
            ])
    }

    /// Takes a fact out of the records from now on.
    /// - Returns: whether it was in them.
    package func remove(_ fact: StoredFact<Fact>, in revision: PermissionRevision) throws -> Bool {
        try transaction.execute(
            "UPDATE \(Fact.factTable.name) SET removed_in = $1 WHERE version = $2 AND removed_in IS NULL",
            .integer(revision.number), .integer(fact.version)) == 1
    }

    /// Lets a fact be true only until a moment; one that wasn't to begin before that is no longer in the records.
    /// - Returns: whether it was in them.
    package func end(
        _ fact: StoredFact<Fact>, at moment: Instant, in revision: PermissionRevision
    ) throws -> Bool {
        guard try remove(fact, in: revision) else { return false }
        if let period = Period(from: fact.fact.period.from, until: moment) {
            var rest = fact.fact
            rest.period = period
            try add(rest, in: revision)
        }
        return true
    }
}
