/// Eight bytes, of which something is asked at once by what a subtraction borrows (Warren, Hacker's Delight, §6-1).
struct EightBytes {
    private let word: UInt64

    fileprivate init(_ word: UInt64) { self.word = word }

    private static let highest = repeated(0x80)
    fileprivate static func repeated(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }

    var areASCII: Bool { word & Self.highest == 0 }

    /// - Parameter bound: at most 0x80.
    func holdLess(than bound: UInt8) -> Bool { (word &- Self.repeated(bound)) & ~word & Self.highest != 0 }

    func hold(_ byte: UInt8) -> Bool { EightBytes(word ^ Self.repeated(byte)).holdLess(than: 1) }
}

extension Span<UInt8> {
    /// Whether something is true of all bytes, asked of eight at a time.
    /// - Parameter isTrue: is true of letters, with which the last eight are filled up.
    @inline(__always)
    func allSatisfy(_ isTrue: (EightBytes) -> Bool) -> Bool {
        var place = 0
        while place + 8 <= count {
            guard isTrue(EightBytes(bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))) else {
                return false
            }
            place += 8
        }
        var last = EightBytes.repeated(UInt8(ascii: "a"))
        for place in place..<count { last = last << 8 | UInt64(self[place]) }
        return isTrue(EightBytes(last))
    }
}
