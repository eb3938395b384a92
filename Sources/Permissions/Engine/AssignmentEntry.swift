/// A person in a post, as the engine reads it.
struct AssignmentEntry: Hashable, Sendable {
    /// In milliseconds since 1970; `until` is the largest number when there is no end.
    let from: Int64
    let until: Int64
    let unit: UInt32
    let position: UInt16

    @inline(__always)
    func holds(at moment: Int64) -> Bool { from <= moment && moment < until }
}
