/// Grants of one subject, denials first, in `PersonIndex` and `PostIndex`: five words each, the last of which is the
/// grant's number.
struct PackedGrants: Sequence {
    private let words: UnsafePointer<UInt64>?
    let count: Int

    private static let size = 5

    @inline(__always)
    init(at words: UnsafePointer<UInt64>?, count: Int) {
        self.words = words
        self.count = count
    }

    @inline(__always)
    static var none: PackedGrants { PackedGrants(at: nil, count: 0) }

    @inline(__always)
    func makeIterator() -> Iterator { Iterator(words: words, left: count) }

    struct Iterator: IteratorProtocol {
        fileprivate var words: UnsafePointer<UInt64>?
        fileprivate var left: Int

        @inline(__always)
        mutating func next() -> Grant? {
            guard left > 0, let here = words else { return nil }
            words = here + PackedGrants.size
            left &-= 1
            return Grant(words: here)
        }
    }

    /// A grant where it lies: of its entry no more is read than what is asked for.
    struct Grant {
        fileprivate let words: UnsafePointer<UInt64>

        @inline(__always) var entry: GrantEntry { GrantEntry(words[0], words[1], words[2], words[3]) }
        @inline(__always) var id: GrantID { GrantID(words[4]) }
    }

    /// How many words so many grants take.
    @inline(__always)
    static func words(for count: Int) -> Int { count &* size }

    /// Adds a grant to a record in the making.
    static func append(_ entry: GrantEntry, _ receipt: GrantReceipt, to words: inout [UInt64]) {
        words.append(UInt64(bitPattern: entry.from))
        words.append(UInt64(bitPattern: entry.until))
        words.append(UInt64(entry.anchor) | UInt64(entry.role) << 32 | UInt64(entry.kind) << 48)
        words.append(entry.marks)
        words.append(receipt.grant.number)
    }

    static func append(_ list: GrantList, to words: inout [UInt64]) {
        for (entry, receipt) in zip(list.entries, list.receipts) { append(entry, receipt, to: &words) }
    }
}

extension GrantEntry {
    fileprivate var marks: UInt64 {
        UInt64(extent.rawValue) | UInt64(level) << 8 | (isDenial ? 1 << 16 : 0) | (isStandIn ? 1 << 17 : 0)
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
