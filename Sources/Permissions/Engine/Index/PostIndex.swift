/// The grants to holders of posts and to everyone at a kind of unit, as decisions read them.
///
/// It says what `UnitFacts` and the lists by kind say, and is written anew where they change. A unit
/// has eight records, and in each the posts whose positions' numbers end alike, one after the other with a nought
/// at the end: a word with how many grants there are and the position, and then the grants. The record of a kind has
/// how many grants there are, and then the grants.
///
/// The marks of the roles in a unit's records are a cache line: nearly all of them together stay in the cache when the
/// records don't.
struct PostIndex: Sendable {
    /// By unit, and the last bits of the position.
    private var units: PackedRecords
    /// By the same numbers: the roles of the grants in a record.
    private var roles: [RoleMarks]
    /// By kind, all in one block.
    private var kinds: PackedRecords
    private let kindCount: Int

    private static let positionBits = 3
    private static let blockBits = 9

    init(units: Int, kinds: Int) {
        self.units = PackedRecords(bits: Self.blockBits, count: units << Self.positionBits)
        // So many bits that all kinds are in one block.
        self.kinds = PackedRecords(bits: UInt64.bitWidth - max(kinds, 1).leadingZeroBitCount, count: kinds)
        roles = Array(repeating: RoleMarks(), count: units << Self.positionBits)
        kindCount = kinds
    }

    /// Writes the posts at these units, and at those that share a block with them.
    mutating func write(units changed: some Collection<Int>, of facts: ChunkedArray<UnitFacts>) {
        units.grow(to: facts.count << Self.positionBits)
        roles += repeatElement(RoleMarks(), count: facts.count << Self.positionBits - roles.count)
        for unit in changed {
            let first = unit << Self.positionBits
            roles.replaceSubrange(
                first..<first + 1 << Self.positionBits, with: repeatElement(RoleMarks(), count: 1 << Self.positionBits))
            for post in facts[unit].posts {
                roles[Self.number(unit, post.position)].formUnion(RoleMarks(of: post.grants.entries))
            }
        }
        for block in Set(changed.map { $0 >> (Self.blockBits - Self.positionBits) }) {
            units.write(block: block) { number in
                let unit = number >> Self.positionBits
                guard unit < facts.count else { return [] }
                return Self.record(
                    of: facts[unit].posts.filter {
                        Self.number(unit, $0.position) == number && !$0.grants.isEmpty
                    }
                )
            }
        }
    }

    mutating func write(kinds lists: [GrantList]) {
        kinds.write(block: 0) { kind in
            guard kind < lists.count, !lists[kind].isEmpty else { return [] }
            var words = [UInt64(lists[kind].entries.count)]
            PackedGrants.append(lists[kind], to: &words)
            return words
        }
    }

    /// Moves the records of posts into huge pages, when they are enough to fill one.
    mutating func gather() { units.gather() }

    /// The grants to holders of a post.
    @inline(__always)
    func grants(unit: Int, position: UInt16) -> PackedGrants {
        var words = units[Self.number(unit, position)]
        while words[0] != 0 {
            let count = Int(words[0] >> 16)
            if UInt16(truncatingIfNeeded: words[0]) == position { return PackedGrants(at: words + 1, count: count) }
            words += 1 &+ PackedGrants.words(for: count)
        }
        return PackedGrants(at: words, count: 0)
    }

    /// The same, or none where none of them can be of one of these roles.
    @inline(__always)
    func grants(unit: Int, position: UInt16, of roles: RoleMarks) -> PackedGrants {
        self.roles[Self.number(unit, position)].mayMeet(roles) ? grants(unit: unit, position: position) : .none
    }

    /// The grants to everyone at a kind of unit; none for units that aren't in the tree, and for kinds that the
    /// policy doesn't know.
    @inline(__always)
    func grants(label: UnitLabel) -> PackedGrants {
        let isKnown = label.isPresent && Int(label.kind) < kindCount
        let words = kinds[isKnown ? Int(label.kind) : 0]
        return PackedGrants(at: words + 1, count: isKnown ? Int(words[0]) : 0)
    }

    private static func record(of posts: [UnitFacts.Holders]) -> [UInt64] {
        guard !posts.isEmpty else { return [] }
        var words: [UInt64] = []
        for post in posts {
            words.append(UInt64(post.grants.entries.count) << 16 | UInt64(post.position))
            PackedGrants.append(post.grants, to: &words)
        }
        return words + [0]
    }

    @inline(__always)
    private static func number(_ unit: Int, _ position: UInt16) -> Int {
        unit << positionBits | Int(position) & (1 << positionBits - 1)
    }
}
