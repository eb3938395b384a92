import Identity

/// Some of the people, chosen by the hash of their ids, with their own grants and their assignments.
///
/// A shard is small (about a hundred people) and never changes: a change makes a new one, and leaves the
/// others to be shared with the snapshot before.
final class PersonShard: Sendable {
    /// Open addressing: one more than a place in `people`, 0 for a free slot.
    private let slots: [UInt32]
    let people: [PersonRecord]
    let entries: [GrantEntry]
    /// In the order of `entries`: what is told about each.
    let receipts: [GrantReceipt]
    let assignments: [AssignmentEntry]

    static let empty = PersonShard(grants: [], assignments: [])

    init(grants: [GrantRow], assignments rows: [AssignmentRow]) {
        var table = PersonTable(capacity: grants.count + rows.count)
        let grantOwners = grants.map { table.place(of: $0.person) }
        let assignmentOwners = rows.map { table.place(of: $0.person) }

        var entries: [GrantEntry] = []
        var receipts: [GrantReceipt] = []
        var assignments: [AssignmentEntry] = []
        entries.reserveCapacity(grants.count)
        receipts.reserveCapacity(grants.count)
        assignments.reserveCapacity(rows.count)
        let grantsOf = Self.grouped(grantOwners, count: table.ids.count)
        let assignmentsOf = Self.grouped(assignmentOwners, count: table.ids.count)
        var people: [PersonRecord] = []
        people.reserveCapacity(table.ids.count)
        for place in table.ids.indices {
            let firstGrant = entries.count
            let firstAssignment = assignments.count
            for isDenial in [true, false] {
                for row in grantsOf[place] where grants[row].entry.isDenial == isDenial {
                    entries.append(grants[row].entry)
                    receipts.append(grants[row].receipt)
                }
            }
            for row in assignmentsOf[place] { assignments.append(rows[row].entry) }
            people.append(
                PersonRecord(
                    id: table.ids[place],
                    grants: firstGrant..<entries.count,
                    assignments: firstAssignment..<assignments.count
                )
            )
        }
        slots = table.slots
        self.people = people
        self.entries = entries
        self.receipts = receipts
        self.assignments = assignments
    }

    func assignments(of id: PersonID) -> ArraySlice<AssignmentEntry> {
        assignments[record(of: id)?.assignments ?? 0..<0]
    }

    func grants(of id: PersonID) -> GrantList {
        guard let place = record(of: id)?.grants else { return .empty }
        return GrantList(entries: Array(entries[place]), receipts: Array(receipts[place]))
    }

    private func record(of id: PersonID) -> PersonRecord? {
        PersonTable.find(id, in: slots) { people[$0].id == id }.map { people[$0] }
    }

    /// The grants that it was made of.
    var grantRows: [GrantRow] {
        people.flatMap { person in
            person.grants.map { GrantRow(person: person.id, entry: entries[$0], receipt: receipts[$0]) }
        }
    }

    /// The assignments that it was made of.
    var assignmentRows: [AssignmentRow] {
        people.flatMap { person in
            person.assignments.map { AssignmentRow(person: person.id, entry: assignments[$0]) }
        }
    }

    /// The rows of each owner, in their order.
    private static func grouped(_ owners: [Int], count: Int) -> [[Int]] {
        var groups = Array(repeating: [Int](), count: count)
        for (row, owner) in owners.enumerated() { groups[owner].append(row) }
        return groups
    }
}

/// Where a person's grants and assignments lie in the shard.
struct PersonRecord: Sendable {
    let id: PersonID
    private let firstGrant, endOfGrants, firstAssignment, endOfAssignments: UInt32

    init(id: PersonID, grants: Range<Int>, assignments: Range<Int>) {
        self.id = id
        firstGrant = UInt32(clamping: grants.lowerBound)
        endOfGrants = UInt32(clamping: grants.upperBound)
        firstAssignment = UInt32(clamping: assignments.lowerBound)
        endOfAssignments = UInt32(clamping: assignments.upperBound)
    }

    @inline(__always) var grants: Range<Int> { Int(firstGrant)..<Int(endOfGrants) }
    @inline(__always) var assignments: Range<Int> { Int(firstAssignment)..<Int(endOfAssignments) }
}

/// One grant to a person, before it lies in a shard.
struct GrantRow: Sendable {
    let person: PersonID
    let entry: GrantEntry
    let receipt: GrantReceipt
}

/// One assignment of a person, before it lies in a shard.
struct AssignmentRow: Sendable {
    let person: PersonID
    let entry: AssignmentEntry
}

/// The hash table of a shard in the making.
private struct PersonTable {
    private(set) var slots: [UInt32]
    private(set) var ids: [PersonID] = []

    init(capacity: Int) {
        var size = 4
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
    }

    mutating func place(of person: PersonID) -> Int {
        if let place = Self.find(person, in: slots, where: { ids[$0] == person }) { return place }
        var slot = Int(truncatingIfNeeded: person.hash) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        ids.append(person)
        slots[slot] = UInt32(clamping: ids.count)
        return ids.count - 1
    }

    @inline(__always)
    static func find(_ id: PersonID, in slots: [UInt32], where matches: (Int) -> Bool) -> Int? {
        var slot = Int(truncatingIfNeeded: id.hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if matches(place) { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }
}
