import Database
import Directory
import Identity
import Permissions

/// Who is in which post, with the history.
extension Assignment: RecordedFact {
    package static let factTable = FactTable<Assignment>(
        name: "assignments", columns: ["person", "position", "unit", "origin"],
        read: { row, period in
            let position = try row.required(Position(try row.text(1)), "a position")
            let unit = try row.required(UnitID(try row.text(2)), "a unit's id")
            return Assignment(
                person: try row.person(0), post: Post(position, at: unit), period: period,
                origin: try row.optional(3, "a source") { SourceID($0) })
        },
        write: {
            [.text($0.person.text), .text($0.post.position.slug), .text($0.post.unit.text), .text($0.origin?.slug)]
        })
}

extension Transaction {
    package var assignments: Facts<Assignment, Self> { Facts(transaction: self) }
}

extension Facts where Fact == Assignment {
    /// The posts of one person at whatever time, as the records stand.
    package func facts(of person: PersonID) throws -> [StoredFact<Assignment>] {
        try current(where: "person = $1", .text(person.text))
    }

    /// The posts of some people, as the records stand.
    package func facts(of people: some Collection<PersonID>) throws -> [StoredFact<Assignment>] {
        try facts(where: "person", isOneOf: people.map { .text($0.text) })
    }

    /// Who is in posts at some units, as the records stand.
    package func facts(at units: some Collection<UnitID>) throws -> [StoredFact<Assignment>] {
        try facts(where: "unit", isOneOf: units.map { .text($0.text) })
    }

    /// Who was in posts at some units, at whatever time, as the records stood.
    package func facts(
        at units: some Collection<UnitID>, in revision: PermissionRevision
    ) throws -> [StoredFact<Assignment>] {
        var facts: [StoredFact<Assignment>] = []
        try transaction.inPortions(of: units.map { .text($0.text) }, after: [.integer(revision.number)]) {
            places, arguments in
            facts += try everRecorded(where: "\(Self.asOfFirst) AND unit IN (\(places))", arguments: arguments)
        }
        return facts
    }

    private func facts(where column: String, isOneOf values: [SQLValue]) throws -> [StoredFact<Assignment>] {
        var facts: [StoredFact<Assignment>] = []
        try transaction.inPortions(of: values) { places, arguments in
            // Not `removed_in IS NULL`: a database without statistics would go through all that's in the records.
            facts += try everRecorded(
                where: "\(column) IN (\(places)) AND COALESCE(removed_in, 0) = 0", arguments: arguments)
        }
        return facts
    }

    /// Those that a source began, as the records stand; read by some at a time, as there can be as many as there are people.
    package func forEach(of origin: SourceID, _ body: (StoredFact<Assignment>) throws -> Void) throws {
        let span: Int64 = 5_000
        let row = try transaction.row(
            "SELECT MAX(version) FROM assignments WHERE origin = $1 AND removed_in IS NULL", .text(origin.slug))
        guard let last = try row?.optionalInteger(0) else { return }
        for start in stride(from: 0, through: last, by: Int64.Stride(span)) {
            let facts = try current(
                where: "origin = $1 AND version > $2 AND version <= $3", .text(origin.slug), .integer(start),
                .integer(start + span))
            for fact in facts { try body(fact) }
        }
    }
}
