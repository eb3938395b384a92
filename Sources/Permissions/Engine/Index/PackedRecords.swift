/// Records of words by small numbers, so many of them to a block of `PackedBlocks`.
///
/// A record is whatever its writer makes of it, and says itself how long it is. The first word of one that was
/// never written, or is empty, is 0.
struct PackedRecords: Sendable {
    private var blocks = PackedBlocks(count: 0)
    /// By number: the place of its record in the block.
    private var offsets: [UInt32] = []
    /// A block has two to the power of this many numbers.
    private let bits: Int

    init(bits: Int, count: Int) {
        self.bits = bits
        grow(to: count)
    }

    /// Where the record of a number begins.
    @inline(__always)
    subscript(number: Int) -> UnsafePointer<UInt64> { blocks[number >> bits] + Int(offsets[number]) }

    /// Makes sure that there are records, empty ones, up to this number.
    mutating func grow(to count: Int) {
        blocks.grow(to: (max(count, 1) - 1) >> bits + 1)
        offsets += repeatElement(0, count: blocks.count << bits - offsets.count)
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
        blocks.write(words, block: block)
    }

    /// Moves the blocks into huge pages, when they are enough to fill one.
    mutating func gather() { blocks.gather() }
}
