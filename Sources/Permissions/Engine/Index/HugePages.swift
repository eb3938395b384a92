#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Memory in the huge pages of the system, where it has them. A person chosen at random is seldom in the processor's
/// cache; in small pages it would have to fetch first where the memory is (a miss of the TLB), and then the memory.
final class HugePages {
    private let start: UnsafeMutableRawPointer
    private var used = 0

    /// The bytes of one huge page.
    static let size = 2 << 20

    init(words count: Int) {
        let bytes = (count * 8 + Self.size - 1) / Self.size * Self.size
        start = .allocate(byteCount: bytes, alignment: Self.size)
        #if os(Linux)
            // Advice: without it, all is as right, and slower.
            _ = madvise(start, bytes, MADV_HUGEPAGE)
        #endif
    }

    /// The next so many words of it; there have to be as many left.
    func take(_ count: Int) -> UnsafeMutablePointer<UInt64> {
        defer { used += count * 8 }
        return (start + used).bindMemory(to: UInt64.self, capacity: count)
    }

    deinit { start.deallocate() }
}
