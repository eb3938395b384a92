#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Records of words by small numbers, a page of memory for so many numbers each, as decisions read them: with
/// no reference counted and no length looked up, as the first would be a cache miss, and the second another.
///
/// A page never changes: a change makes a new one, and leaves the others to be shared with the snapshot before.
/// A record is whatever its writer makes of it, and says itself how long it is. The first word of one that was
/// never written, or is empty, is 0.
///
/// The addresses are good for as long as the value is there to be read from: it owns the pages. That is also why it is
/// Sendable, unchecked because pointers aren't.
struct Pages: @unchecked Sendable {
    private var pages: Pieces<Page>
    /// By page.
    private var addresses: [UnsafePointer<UInt64>]
    /// By number: the place of its record in the page.
    private var offsets: [UInt32]
    /// A page has two to the power of this many numbers.
    private let bits: Int

    private static let blank = Page([0], in: nil)

    init(bits: Int, count: Int) {
        self.bits = bits
        pages = Pieces()
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
            pages.append(Self.blank)
            addresses.append(Self.blank.words)
            offsets += repeatElement(0, count: 1 << bits)
        }
    }

    /// Makes a page anew, of the records that are given by number.
    mutating func write(page: Int, _ record: (Int) -> [UInt64]) {
        // What is empty begins with the nought before all others.
        var words: [UInt64] = [0]
        for number in page << bits..<(page + 1) << bits {
            let record = record(number)
            offsets[number] = record.isEmpty ? 0 : UInt32(clamping: words.count)
            words += record
        }
        pages[page] = Page(words, in: nil)
        addresses[page] = pages[page].words
    }

    /// Moves the pages into one stretch of memory, when they are enough to fill one.
    mutating func gather() {
        let count = pages.indices.reduce(0) { $0 + pages[$1].count }
        guard count * 8 >= Stretch.size else { return }
        let stretch = Stretch(count: count)
        for page in pages.indices where addresses[page] != Self.blank.words {
            pages[page] = Page(UnsafeBufferPointer(start: pages[page].words, count: pages[page].count), in: stretch)
            addresses[page] = pages[page].words
        }
    }
}

/// The memory of one page: its own, or a part of a stretch. `@unchecked`, because pointers aren't Sendable: what these
/// lead to is written once, in `init`.
private final class Page: @unchecked Sendable {
    let words: UnsafePointer<UInt64>
    let count: Int
    private let stretch: Stretch?

    init(_ content: some Collection<UInt64>, in stretch: Stretch?) {
        count = content.count
        self.stretch = stretch
        let words = stretch?.take(count) ?? .allocate(capacity: count)
        _ = UnsafeMutableBufferPointer(start: words, count: count).initialize(from: content)
        self.words = UnsafePointer(words)
    }

    deinit { if stretch == nil { words.deallocate() } }
}

/// Memory for many pages, in the large pages of the system where it has them: somebody chosen at random is seldom
/// in the cache, and in small pages the processor would first have to fetch where they are.
private final class Stretch {
    private let start: UnsafeMutableRawPointer
    private var used = 0

    /// Of a large page; in bytes.
    static let size = 2 << 20

    init(count: Int) {
        let bytes = (count * 8 + Self.size - 1) / Self.size * Self.size
        start = .allocate(byteCount: bytes, alignment: Self.size)
        #if os(Linux)
            // Advice: without it, all is as right, and slower.
            _ = madvise(start, bytes, MADV_HUGEPAGE)
        #endif
    }

    func take(_ count: Int) -> UnsafeMutablePointer<UInt64> {
        defer { used += count * 8 }
        return (start + used).bindMemory(to: UInt64.self, capacity: count)
    }

    deinit { start.deallocate() }
}
