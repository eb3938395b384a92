/// Blocks of 64-bit words, as decisions read them: with no reference counted and no length looked up, as the first
/// would be a cache miss, and the second another.
///
/// A block begins where a cache line does. It never changes: a change makes a new one, and leaves the others to be
/// shared with the snapshot before. One that was never written is a line of noughts.
///
/// The addresses are good for as long as the value is there to be read from: it owns the blocks. That is also why it is
/// Sendable, unchecked because pointers aren't.
struct PackedBlocks: @unchecked Sendable {
    private var blocks = ChunkedArray<WordBlock>()
    /// By block.
    private var addresses: [UnsafePointer<UInt64>] = []

    private static let blank = WordBlock([0], in: nil)

    init(count: Int) { grow(to: count) }

    var count: Int { addresses.count }

    /// Where a block begins.
    @inline(__always)
    subscript(block: Int) -> UnsafePointer<UInt64> { addresses[block] }

    /// Makes sure that there are so many blocks.
    mutating func grow(to count: Int) {
        while self.count < count {
            blocks.append(Self.blank)
            addresses.append(Self.blank.words)
        }
    }

    mutating func write(_ words: [UInt64], block: Int) {
        blocks[block] = WordBlock(words, in: nil)
        addresses[block] = blocks[block].words
    }

    /// Moves the blocks next to each other into huge pages, when they are enough to fill one.
    mutating func gather() {
        let count = blocks.indices.reduce(0) { $0 + blocks[$1].count }
        guard count * 8 >= HugePages.size else { return }
        let memory = HugePages(words: count)
        for block in blocks.indices where addresses[block] != Self.blank.words {
            blocks[block] = WordBlock(
                UnsafeBufferPointer(start: blocks[block].words, count: blocks[block].count), in: memory)
            addresses[block] = blocks[block].words
        }
    }
}

/// The memory of one block, of whole cache lines: its own, or a part of huge pages that many share. `@unchecked`,
/// because pointers aren't Sendable: what these lead to is written once, in `init`.
private final class WordBlock: @unchecked Sendable {
    let words: UnsafePointer<UInt64>
    let count: Int
    private let memory: HugePages?

    private static let line = 64

    init(_ content: some Collection<UInt64>, in memory: HugePages?) {
        let bytes = (content.count * 8 + Self.line - 1) / Self.line * Self.line
        count = bytes / 8
        self.memory = memory
        let words =
            memory?.take(count)
            ?? UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.line)
            .bindMemory(to: UInt64.self, capacity: count)
        let buffer = UnsafeMutableBufferPointer(start: words, count: count)
        buffer.initialize(repeating: 0)
        _ = buffer.update(fromContentsOf: content)
        self.words = UnsafePointer(words)
    }

    deinit { if memory == nil { words.deallocate() } }
}
