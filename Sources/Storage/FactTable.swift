import Database
import Directory
import Identity

/// How facts of one kind stand in their table, with both their times. The four tables that decisions rest on differ in
/// nothing else.
struct FactTable<Fact: Dated & Sendable>: Sendable {
    let name: String
    /// Those besides the times.
    let columns: [String]
    /// Reads the columns, which begin at 0 of the row.
    let read: @Sendable (Row, Period) throws(DatabaseError) -> Fact
    /// The values of the columns.
    let write: @Sendable (Fact) -> [SQLValue]

    fileprivate var select: String {
        "SELECT \(columns.joined(separator: ", ")), valid_from, valid_until, version FROM \(name)"
    }

    fileprivate func stored(_ row: Row) throws(DatabaseError) -> StoredFact<Fact> {
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

extension Transaction {
    /// What the records said as of a revision.
    func facts<Fact>(
        in table: FactTable<Fact>, at revision: PermissionRevision
    ) throws(DatabaseError) -> [StoredFact<Fact>] {
        try facts(
            in: table, where: "added_in <= $1 AND (removed_in IS NULL OR removed_in > $1)",
            .integer(revision.number))
    }

    /// What the records say now, as far as a condition holds.
    func currentFacts<Fact>(
        in table: FactTable<Fact>, where condition: String, _ arguments: SQLValue...
    ) throws(DatabaseError) -> [StoredFact<Fact>] {
        try facts(in: table, where: "removed_in IS NULL AND \(condition)", arguments: arguments)
    }

    /// Every version that was ever in the records, oldest first, as far as a condition holds.
    func everRecorded<Fact>(
        in table: FactTable<Fact>, where condition: String, _ arguments: SQLValue...
    ) throws(DatabaseError) -> [StoredFact<Fact>] {
        try facts(in: table, where: condition, arguments: arguments)
    }

    func changes<Fact>(
        in table: FactTable<Fact>, from old: PermissionRevision, to new: PermissionRevision
    ) throws(DatabaseError) -> FactChanges<Fact> {
        let (old, new) = (SQLValue.integer(old.number), SQLValue.integer(new.number))
        return FactChanges(
            removed: try facts(
                in: table, where: "removed_in > $1 AND removed_in <= $2 AND added_in <= $1", old, new
            ).map(\.fact),
            added: try facts(
                in: table,
                where: "added_in > $1 AND added_in <= $2 AND (removed_in IS NULL OR removed_in > $2)", old, new
            ).map(\.fact))
    }

    private func facts<Fact>(
        in table: FactTable<Fact>, where condition: String, _ arguments: SQLValue...
    ) throws(DatabaseError) -> [StoredFact<Fact>] {
        try facts(in: table, where: condition, arguments: arguments)
    }

    private func facts<Fact>(
        in table: FactTable<Fact>, where condition: String, arguments: [SQLValue]
    ) throws(DatabaseError) -> [StoredFact<Fact>] {
        var facts: [StoredFact<Fact>] = []
        for row in try rows("\(table.select) WHERE \(condition) ORDER BY version", arguments: arguments) {
            facts.append(try table.stored(row))
        }
        return facts
    }
}

extension WriteTransaction {
    func add<Fact>(
        _ fact: Fact, to table: FactTable<Fact>, in revision: PermissionRevision
    ) throws(DatabaseError) {
        let columns = table.columns + ["valid_from", "valid_until", "added_in"]
        let places = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        try execute(
            "INSERT INTO \(table.name) (\(columns.joined(separator: ", "))) VALUES (\(places))",
            arguments: table.write(fact) + [
                .moment(fact.period.from), .moment(fact.period.until), .integer(revision.number),
            ])
    }

    /// Takes a fact out of the records from now on.
    /// - Returns: whether it was in them.
    func remove<Fact>(
        _ fact: StoredFact<Fact>, from table: FactTable<Fact>, in revision: PermissionRevision
    ) throws(DatabaseError) -> Bool {
        try execute(
            "UPDATE \(table.name) SET removed_in = $1 WHERE version = $2 AND removed_in IS NULL",
            .integer(revision.number), .integer(fact.version)) == 1
    }
}
