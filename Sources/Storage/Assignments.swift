import Database
import Directory
import Identity

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

    /// Those that a source began, as the records stand.
    package func facts(of origin: SourceID) throws -> [StoredFact<Assignment>] {
        try current(where: "origin = $1", .text(origin.slug))
    }
}
