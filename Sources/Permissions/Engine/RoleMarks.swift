/// A set of roles in one word, told roughly: whether two sets have a role in common, it answers with "no" or "perhaps".
/// Roles whose numbers end in the same six bits have one mark.
///
/// Beside a list of grants stand the marks of their roles, and a decision reads a list only where one of its roles
/// perhaps gives the function: most lists it so knows from their word alone.
struct RoleMarks: Sendable {
    private(set) var word: UInt64

    /// Of no role.
    init() { word = 0 }

    init(word: UInt64) { self.word = word }

    init(of grants: some Sequence<GrantEntry>) {
        self.init()
        for grant in grants { insert(Int(grant.role)) }
    }

    /// Of whatever role.
    static let all = RoleMarks(word: .max)

    mutating func insert(_ role: Int) { word |= 1 << UInt64(role & 63) }

    mutating func formUnion(_ other: RoleMarks) { word |= other.word }

    @inline(__always)
    func mayMeet(_ other: RoleMarks) -> Bool { word & other.word != 0 }
}
