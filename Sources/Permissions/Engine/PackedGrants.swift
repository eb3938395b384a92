/// Grants of one subject, denials first, in a record of `Pages`: five words each, the last of which is the
/// grant's number.
struct PackedGrants {
    private let words: UnsafePointer<UInt64>
    private let count: Int

    private static let size = 5

    @inline(__always)
    init(at words: UnsafePointer<UInt64>, count: Int) {
        self.words = words
        self.count = count
    }

    @inline(__always) var indices: Range<Int> { 0..<count }

    @inline(__always)
    subscript(place: Int) -> GrantEntry {
        let first = words + place &* Self.size
        return GrantEntry(first[0], first[1], first[2], first[3])
    }

    @inline(__always)
    func grant(_ place: Int) -> GrantID { GrantID(words[place &* Self.size &+ 4]) }

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
