import Identity

/// The shards once more, as decisions read them: on the way to an answer a person costs two or three cache
/// lines, which lie side by side.
///
/// A page says what a shard says, and is made anew with it. Each of its records has the few people whose
/// hashes begin alike, one after the other, and a nought at the end: how many assignments and grants there are, which
/// is never nought; the two words of the id; then the assignments, three words each; then the grants.
struct PersonPages: Sendable {
    private var pages: Pages
    /// The bits of a hash that choose the record, from the highest down.
    private let bits: Int

    /// Two to the power of this many records in a page: with fewer, a search would pass other people more
    /// often; with more, the table of where records begin would leave the cache.
    private static let pageBits = 5
    private static let assignmentSize = 3

    init(shards: Int) {
        bits = shards.trailingZeroBitCount + Self.pageBits
        pages = Pages(bits: Self.pageBits, count: shards << Self.pageBits)
    }

    mutating func write(_ shard: PeopleShard, number: Int) {
        var records = Array(repeating: [UInt64](), count: 1 << Self.pageBits)
        for person in shard.people {
            let record = recordNumber(person.id.place) & (1 << Self.pageBits - 1)
            Self.append(person, in: shard, to: &records[record])
        }
        pages.write(page: number) { number in
            let record = records[number & (1 << Self.pageBits - 1)]
            return record.isEmpty ? [] : record + [0]
        }
    }

    /// As in `Pages`.
    mutating func gather() { pages.gather() }

    /// Where somebody's assignments and grants are.
    struct Place {
        private let words: UnsafePointer<UInt64>
        private let count: Int
        let grants: PackedGrants

        @inline(__always)
        fileprivate init(at words: UnsafePointer<UInt64>, assignments: Int, grants: Int) {
            self.words = words
            count = assignments
            self.grants = PackedGrants(at: words + assignments &* PersonPages.assignmentSize, count: grants)
        }

        @inline(__always) var assignments: Range<Int> { 0..<count }

        @inline(__always)
        func assignment(_ place: Int) -> AssignmentEntry {
            let first = words + place &* PersonPages.assignmentSize
            return AssignmentEntry(first[0], first[1], first[2])
        }
    }

    /// A record whose first word is on its way from memory.
    struct Opened {
        fileprivate let words: UnsafePointer<UInt64>
        fileprivate let first: UInt64
    }

    /// Begins to read about somebody who may not be in the cache: what is done between this and `find` is done
    /// while memory answers.
    @inline(__always)
    func open(_ id: PersonID) -> Opened {
        let words = pages[recordNumber(id.place)]
        return Opened(words: words, first: words[0])
    }

    @inline(__always)
    func find(_ id: PersonID) -> Place? { find(id, in: open(id)) }

    @inline(__always)
    func find(_ id: PersonID, in opened: Opened) -> Place? {
        var words = opened.words
        var counts = opened.first
        while counts != 0 {
            let (assignments, grants) = (Int(counts >> 32), Int(counts & 0xFFFF_FFFF))
            if words[1] == id.high, words[2] == id.low {
                return Place(at: words + 3, assignments: assignments, grants: grants)
            }
            words += 3 &+ assignments &* Self.assignmentSize &+ PackedGrants.words(for: grants)
            counts = words[0]
        }
        return nil
    }

    @inline(__always)
    private func recordNumber(_ hash: UInt64) -> Int { Int(hash >> UInt64(64 - bits)) }

    private static func append(_ person: PersonRecord, in shard: PeopleShard, to words: inout [UInt64]) {
        words.append(UInt64(person.assignments.count) << 32 | UInt64(person.grants.count))
        words += [person.id.high, person.id.low]
        for assignment in shard.assignments[person.assignments] {
            words.append(UInt64(bitPattern: assignment.from))
            words.append(UInt64(bitPattern: assignment.until))
            words.append(UInt64(assignment.unit) | UInt64(assignment.position) << 32)
        }
        for place in person.grants {
            PackedGrants.append(shard.entries[place], shard.receipts[place], to: &words)
        }
    }
}

extension AssignmentEntry {
    @inline(__always)
    fileprivate init(_ from: UInt64, _ until: UInt64, _ post: UInt64) {
        self.init(
            from: Int64(bitPattern: from),
            until: Int64(bitPattern: until),
            unit: UInt32(truncatingIfNeeded: post),
            position: UInt16(truncatingIfNeeded: post >> 32)
        )
    }
}
