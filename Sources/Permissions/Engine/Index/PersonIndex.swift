import CPrefetch
import Identity

/// Everybody's assignments and grants, as decisions read them: on the way to an answer a person costs one cache line,
/// and those of their grants where one of them may matter.
///
/// A block says what a `PersonShard` says, and is made anew with it. It is a hash table, so that the id alone tells
/// where to read, and no other table has to be asked first. A slot is a cache line: how many assignments and grants
/// there are, which is never nought; the two words of the id; the marks of the grants' roles; the assignment where
/// there is just one, three words; and how many words further on the grants lie, behind the assignments where there are
/// several. That is behind all slots.
///
/// People stand in the order of their homes, which the hash gives, each at home or else right behind others; so a
/// search ends at the first free slot, and there is one behind the last.
struct PersonIndex: Sendable {
    private var blocks: PackedBlocks
    /// By block: how many homes there are.
    private var homes: [UInt32]
    /// The bits of a hash that choose the block, from the highest down.
    private let bits: Int

    init(shards: Int) {
        bits = shards.trailingZeroBitCount
        blocks = PackedBlocks(count: shards)
        homes = Array(repeating: 1, count: shards)
    }

    /// The words of a slot, and what stands where in it.
    private enum Slot {
        static let size = 8
        static let counts = 0
        static let high = 1
        static let low = 2
        static let roles = 3
        static let assignment = 4
        static let distance = 7
    }

    mutating func write(_ shard: PersonShard, number: Int) {
        // Half of the slots stay free, so that a search ends soon.
        let homes = UInt32(clamping: max(2 * shard.people.count, 1))
        let people = shard.people.map { (home: Self.home($0.id, of: homes), person: $0) }.sorted { $0.home < $1.home }
        var places: [Int] = []
        for (home, _) in people { places.append(max(home, (places.last ?? -1) + 1)) }
        let end = max(Int(homes), (places.last ?? 0) + 1) + 1
        var words = Array(repeating: 0 as UInt64, count: end * Slot.size)
        for (place, (_, person)) in zip(places, people) {
            let slot = place * Slot.size
            words[slot + Slot.counts] = UInt64(person.assignments.count) << 32 | UInt64(person.grants.count)
            words[slot + Slot.high] = person.id.high
            words[slot + Slot.low] = person.id.low
            words[slot + Slot.roles] = RoleMarks(of: shard.entries[person.grants]).word
            words[slot + Slot.distance] = UInt64(words.count - slot)
            let assignments = shard.assignments[person.assignments].flatMap(PackedAssignments.words(of:))
            if person.assignments.count == 1 {
                words.replaceSubrange(slot + Slot.assignment..<slot + Slot.distance, with: assignments)
            } else {
                words += assignments
            }
            for place in person.grants {
                PackedGrants.append(shard.entries[place], shard.receipts[place], to: &words)
            }
        }
        blocks.write(words, block: number)
        self.homes[number] = homes
    }

    /// Moves the blocks into huge pages, when they are enough to fill one.
    mutating func gather() { blocks.gather() }

    /// Somebody's assignments and grants, where they lie.
    struct Person {
        let assignments: PackedAssignments
        let grants: PackedGrants
        private let roles: RoleMarks

        @inline(__always)
        fileprivate init(at slot: UnsafePointer<UInt64>, counts: UInt64) {
            let (count, grantCount) = (Int(counts >> 32), Int(counts & 0xFFFF_FFFF))
            let behind = slot + Int(slot[Slot.distance])
            let isInSlot = count == 1
            assignments = PackedAssignments(at: isInSlot ? slot + Slot.assignment : behind, count: count)
            grants = PackedGrants(
                at: behind + (isInSlot ? 0 : PackedAssignments.words(for: count)), count: grantCount)
            roles = RoleMarks(word: slot[Slot.roles])
        }

        /// All grants, or none where none of them can be of one of these roles.
        @inline(__always)
        func grants(of roles: RoleMarks) -> PackedGrants { self.roles.mayMeet(roles) ? grants : .none }
    }

    /// A slot that is on its way from memory.
    struct Opened {
        fileprivate let slot: UnsafePointer<UInt64>
    }

    /// Begins to read about a person who may not be in the processor's cache: what is done between this and `find` is
    /// done while memory answers.
    @inline(__always)
    func open(_ id: PersonID) -> Opened {
        // A shift by the whole width, where there is one block, gives 0.
        let block = Int(id.hash >> UInt64(64 - bits))
        let slot = blocks[block] + Self.home(id, of: homes[block]) &* Slot.size
        cprefetch(slot)
        return Opened(slot: slot)
    }

    @inline(__always)
    func find(_ id: PersonID, in opened: Opened) -> Person? {
        var slot = opened.slot
        var counts = slot[Slot.counts]
        while counts != 0 {
            if slot[Slot.high] == id.high, slot[Slot.low] == id.low { return Person(at: slot, counts: counts) }
            slot += Slot.size
            counts = slot[Slot.counts]
        }
        return nil
    }

    @inline(__always)
    private static func home(_ id: PersonID, of homes: UInt32) -> Int {
        Int(((id.hash & 0xFFFF_FFFF) &* UInt64(homes)) >> 32)
    }
}
