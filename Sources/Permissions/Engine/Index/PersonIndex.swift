import Identity

/// Everybody's assignments and grants, as decisions read them: on the way to an answer a person costs two or three cache
/// lines, which lie side by side.
///
/// A block of records says what a `PersonShard` says, and is made anew with it. Each record has the few people whose
/// hashes begin alike, one after the other, and a nought at the end: how many assignments and grants there are, which
/// is never nought; the two words of the id; then the assignments, three words each; then the grants.
struct PersonIndex: Sendable {
    private var records: PackedRecords
    /// The bits of a hash that choose the record, from the highest down.
    private let bits: Int

    /// Two to the power of this many records in a block: with fewer, a search would pass other people more
    /// often; with more, the table of where records begin would leave the cache.
    private static let blockBits = 5

    init(shards: Int) {
        bits = shards.trailingZeroBitCount + Self.blockBits
        records = PackedRecords(bits: Self.blockBits, count: shards << Self.blockBits)
    }

    mutating func write(_ shard: PersonShard, number: Int) {
        var block = Array(repeating: [UInt64](), count: 1 << Self.blockBits)
        for person in shard.people {
            Self.append(person, in: shard, to: &block[recordNumber(person.id) & (1 << Self.blockBits - 1)])
        }
        records.write(block: number) { number in
            let record = block[number & (1 << Self.blockBits - 1)]
            return record.isEmpty ? [] : record + [0]
        }
    }

    /// Moves the records into huge pages, when they are enough to fill one.
    mutating func gather() { records.gather() }

    /// Somebody's assignments and grants, where they lie.
    struct Person {
        let assignments: PackedAssignments
        let grants: PackedGrants

        @inline(__always)
        fileprivate init(at words: UnsafePointer<UInt64>, assignments count: Int, grants grantCount: Int) {
            assignments = PackedAssignments(at: words, count: count)
            grants = PackedGrants(at: words + PackedAssignments.words(for: count), count: grantCount)
        }
    }

    /// A record whose first word is on its way from memory.
    struct Opened {
        fileprivate let words: UnsafePointer<UInt64>
        fileprivate let first: UInt64
    }

    /// Begins to read about a person who may not be in the processor's cache: what is done between this and `find` is
    /// done while memory answers.
    @inline(__always)
    func open(_ id: PersonID) -> Opened {
        let words = records[recordNumber(id)]
        return Opened(words: words, first: words[0])
    }

    @inline(__always)
    func find(_ id: PersonID, in opened: Opened) -> Person? {
        var words = opened.words
        var counts = opened.first
        while counts != 0 {
            let (assignments, grants) = (Int(counts >> 32), Int(counts & 0xFFFF_FFFF))
            if words[1] == id.high, words[2] == id.low {
                return Person(at: words + 3, assignments: assignments, grants: grants)
            }
            words += 3 &+ PackedAssignments.words(for: assignments) &+ PackedGrants.words(for: grants)
            counts = words[0]
        }
        return nil
    }

    @inline(__always)
    private func recordNumber(_ id: PersonID) -> Int { Int(id.hash >> UInt64(64 - bits)) }

    private static func append(_ person: PersonRecord, in shard: PersonShard, to words: inout [UInt64]) {
        words.append(UInt64(person.assignments.count) << 32 | UInt64(person.grants.count))
        words += [person.id.high, person.id.low]
        for assignment in shard.assignments[person.assignments] { PackedAssignments.append(assignment, to: &words) }
        for place in person.grants {
            PackedGrants.append(shard.entries[place], shard.receipts[place], to: &words)
        }
    }
}
