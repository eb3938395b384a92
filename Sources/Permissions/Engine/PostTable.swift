/// The grants to holders of posts and to everyone at a kind of unit, as decisions read them.
///
/// It says the same as the desks and `kindGrants`, and is written anew where they change. A unit
/// has eight records, and in each the posts whose positions' numbers end alike, one after the other with a nought
/// at the end: a word with how many grants there are and the position, and then those. The record of a kind has
/// how many grants it has, and then those.
struct PostTable: Sendable {
    /// By unit, and the last bits of the position.
    private var units: Pages
    /// By kind: one page.
    private var kinds: Pages
    private let kindCount: Int

    private static let positionBits = 3
    private static let pageBits = 9

    init(units: Int, kinds: Int) {
        self.units = Pages(bits: Self.pageBits, count: units << Self.positionBits)
        // One page, so many kinds there are.
        self.kinds = Pages(bits: UInt64.bitWidth - max(kinds, 1).leadingZeroBitCount, count: kinds)
        kindCount = kinds
    }

    /// Writes the posts at these units as the desks have them.
    mutating func write(units changed: some Sequence<Int>, of desks: Pieces<UnitDesk>) {
        units.grow(to: desks.count << Self.positionBits)
        for page in Set(changed.map { $0 >> (Self.pageBits - Self.positionBits) }) {
            units.write(page: page) { number in
                let unit = number >> Self.positionBits
                guard unit < desks.count else { return [] }
                return Self.record(
                    of: desks[unit].posts.filter {
                        Self.number(unit, $0.position) == number && !$0.grants.entries.isEmpty
                    }
                )
            }
        }
    }

    mutating func write(kinds lists: [GrantList]) {
        kinds.write(page: 0) { kind in
            guard kind < lists.count, !lists[kind].entries.isEmpty else { return [] }
            var words = [UInt64(lists[kind].entries.count)]
            PackedGrants.append(lists[kind], to: &words)
            return words
        }
    }

    /// As in `Pages`.
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

    /// The grants to everyone at a kind of unit; none for units that aren't in the tree, and for kinds that the
    /// policy doesn't know.
    @inline(__always)
    func grants(label: UnitLabel) -> PackedGrants {
        let isKnown = label.isPresent && Int(label.kind) < kindCount
        let words = kinds[isKnown ? Int(label.kind) : 0]
        return PackedGrants(at: words + 1, count: isKnown ? Int(words[0]) : 0)
    }

    private static func record(of posts: [(position: UInt16, grants: GrantList)]) -> [UInt64] {
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
