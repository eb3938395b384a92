/// Records of 64-bit words by small numbers, as decisions read them: with no reference counted and no length looked up,
/// as the first would be a cache miss, and the second another.
///
/// A block of memory has the records of so many numbers. It never changes: a change makes a new one, and leaves the
/// others to be shared with the snapshot before.
/// A record is whatever its writer makes of it, and says itself how long it is. The first word of one that was
/// never written, or is empty, is 0.
///
/// The addresses are good for as long as the value is there to be read from: it owns the blocks. That is also why it is
/// Sendable, unchecked because pointers aren't.
struct PackedRecords: @unchecked Sendable {
    private var blocks: ChunkedArray<RecordBlock>
    /// By block.
    private var addresses: [UnsafePointer<UInt64>]
    /// By number: the place of its record in the block.
    private var offsets: [UInt32]
    /// A block has two to the power of this many numbers.
    private let bits: Int

    private static let blank = RecordBlock([0], in: nil)

    init(bits: Int, count: Int) {
        self.bits = bits
        blocks = ChunkedArray()
        addresses = []
        offsets = []
        grow(to: count)
    }

    /// Where the record of a number begins.
    @inline(__always)
    subscript(number: Int) -> UnsafePointer<UInt64> { addresses[number >> bits] + Int(offsets[number]) }

    /// Makes sure that there are records, empty ones, up to this number.
    mutating func grow(to count: Int) {
        while offsets.count < max(count, 1) {
            blocks.append(Self.blank)
            addresses.append(Self.blank.words)
            offsets += repeatElement(0, count: 1 << bits)
        }
    }

    /// Makes a block anew, of the records that are given by number.
    mutating func write(block: Int, _ record: (Int) -> [UInt64]) {
        // What is empty begins with the nought before all others.
        var words: [UInt64] = [0]
        for number in block << bits..<(block + 1) << bits {
            let record = record(number)
            offsets[number] = record.isEmpty ? 0 : UInt32(clamping: words.count)
            words += record
        }
        blocks[block] = RecordBlock(words, in: nil)
        addresses[block] = blocks[block].words
    }

    /// Moves the blocks next to each other into huge pages, when they are enough to fill one.
    mutating func gather() {
        let count = blocks.indices.reduce(0) { $0 + blocks[$1].count }
        guard count * 8 >= HugePages.size else { return }
        let memory = HugePages(words: count)
        for block in blocks.indices where addresses[block] != Self.blank.words {
            blocks[block] = RecordBlock(
                UnsafeBufferPointer(start: blocks[block].words, count: blocks[block].count), in: memory)
            addresses[block] = blocks[block].words
        }
    }
}

/// The memory of one block: its own, or a part of huge pages that many share. `@unchecked`, because pointers aren't Sendable: what these
/// lead to is written once, in `init`.
private final class RecordBlock: @unchecked Sendable {
    let words: UnsafePointer<UInt64>
    let count: Int
    private let memory: HugePages?

    init(_ content: some Collection<UInt64>, in memory: HugePages?) {
        count = content.count
        self.memory = memory
        let words = memory?.take(count) ?? .allocate(capacity: count)
        _ = UnsafeMutableBufferPointer(start: words, count: count).initialize(from: content)
        self.words = UnsafePointer(words)
    }

    deinit { if memory == nil { words.deallocate() } }
}
