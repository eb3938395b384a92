/// A shard once more, in one piece of memory, as decisions read it: on the way to an answer a person costs
/// three or four cache lines, and no reference count but one.
///
/// First come the slots of a hash table, six words each: four of the key, one with the offset of what the
/// person has, one with how many assignments and how many grants that is. Assignments (three words each) and
/// grants (five, denials first) follow at the offset. It is made anew with its shard.
struct PersonPage: Sendable {
    private let words: [UInt64]
    private let slots: UInt64

    private static let slotSize = 6
    private static let assignmentSize = 3
    private static let grantSize = 5

    init(_ shard: PeopleShard) {
        // A third of the slots stays free, so that a search ends soon; one at least, so that it ends.
        let slots = shard.people.count * 3 / 2 + 1
        var words = [UInt64](repeating: 0, count: slots * Self.slotSize)
        words.reserveCapacity(
            words.count + shard.assignments.count * Self.assignmentSize + shard.entries.count * Self.grantSize
        )
        for person in shard.people {
            var slot = Self.firstSlot(person.key.hash, UInt64(slots))
            while words[slot * Self.slotSize] != 0 { slot = (slot + 1) % slots }
            for word in 0..<4 { words[slot * Self.slotSize + word] = person.key.words[word] }
            words[slot * Self.slotSize + 4] = UInt64(words.count)
            words[slot * Self.slotSize + 5] =
                UInt64(person.assignments.count) << 32 | UInt64(person.grants.count)
            for assignment in shard.assignments[person.assignments] { words += assignment.words }
            for place in person.grants {
                words += shard.entries[place].words
                words.append(shard.receipts[place].grant.number)
            }
        }
        self.words = words
        self.slots = UInt64(slots)
    }

    /// Where somebody's assignments and grants are.
    struct Place {
        fileprivate let offset: Int
        let assignments: Int
        let grants: Int
    }

    @inline(__always)
    func find(_ key: PersonKey, hash: UInt64) -> Place? {
        var slot = Self.firstSlot(hash, slots)
        while true {
            let word = slot * Self.slotSize
            if words[word] == key.words[0], words[word + 1] == key.words[1], words[word + 2] == key.words[2],
                words[word + 3] == key.words[3]
            {
                return Place(
                    offset: Int(words[word + 4]),
                    assignments: Int(words[word + 5] >> 32),
                    grants: Int(words[word + 5] & 0xFFFF_FFFF)
                )
            }
            if words[word] == 0 { return nil }
            slot += 1
            if slot == Int(slots) { slot = 0 }
        }
    }

    @inline(__always)
    func assignment(_ number: Int, of place: Place) -> AssignmentEntry {
        let word = place.offset + number * Self.assignmentSize
        return AssignmentEntry(words[word], words[word + 1], words[word + 2])
    }

    @inline(__always)
    func entry(_ number: Int, of place: Place) -> GrantEntry {
        let word = grantWord(number, of: place)
        return GrantEntry(words[word], words[word + 1], words[word + 2], words[word + 3])
    }

    @inline(__always)
    func grant(_ number: Int, of place: Place) -> GrantID {
        GrantID(words[grantWord(number, of: place) + 4])
    }

    @inline(__always)
    private func grantWord(_ number: Int, of place: Place) -> Int {
        place.offset + place.assignments * Self.assignmentSize + number * Self.grantSize
    }

    @inline(__always)
    private static func firstSlot(_ hash: UInt64, _ slots: UInt64) -> Int {
        Int((hash & 0xFFFF_FFFF) * slots >> 32)
    }
}

extension AssignmentEntry {
    fileprivate var words: [UInt64] {
        [UInt64(bitPattern: from), UInt64(bitPattern: until), UInt64(unit) | UInt64(position) << 32]
    }

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

extension GrantEntry {
    fileprivate var words: [UInt64] {
        [
            UInt64(bitPattern: from), UInt64(bitPattern: until),
            UInt64(anchor) | UInt64(role) << 32 | UInt64(kind) << 48,
            UInt64(extent.rawValue) | UInt64(level) << 8 | (isDenial ? 1 << 16 : 0)
                | (isStandIn ? 1 << 17 : 0),
        ]
    }

    @inline(__always)
    fileprivate init(_ from: UInt64, _ until: UInt64, _ reach: UInt64, _ marks: UInt64) {
        self.init(
            from: Int64(bitPattern: from),
            until: Int64(bitPattern: until),
            anchor: UInt32(truncatingIfNeeded: reach),
            role: UInt16(truncatingIfNeeded: reach >> 32),
            kind: UInt16(truncatingIfNeeded: reach >> 48),
            extent: Extent(rawValue: UInt8(truncatingIfNeeded: marks)) ?? .unit,
            isDenial: marks >> 16 & 1 == 1,
            isStandIn: marks >> 17 & 1 == 1,
            level: UInt8(truncatingIfNeeded: marks >> 8)
        )
    }
}
