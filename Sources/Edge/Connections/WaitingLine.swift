import NIOCore

/// Connections in the order in which they began to wait for their peers. Whoever sends a whole request leaves the line,
/// and comes back to its end with the answer.
struct WaitingLine {
    private var tickets: [Int: UInt64] = [:]
    /// Also has tickets that have been given back; they are passed over, and swept out when there are many.
    private var line = CircularBuffer<(id: Int, ticket: UInt64)>()
    private var next: UInt64 = 0

    var count: Int { tickets.count }

    mutating func join(_ id: Int) {
        next += 1
        tickets[id] = next
        line.append((id, next))
        if line.count > 2 * tickets.count + 64 { line.removeAll { tickets[$0.id] != $0.ticket } }
    }

    mutating func leave(_ id: Int) { tickets[id] = nil }

    /// Takes out whoever has waited longest.
    mutating func popFirst() -> Int? {
        while let first = line.popFirst() {
            guard tickets[first.id] == first.ticket else { continue }
            tickets[first.id] = nil
            return first.id
        }
        return nil
    }
}
