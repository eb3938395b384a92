/// A hash table from names to small numbers in one piece of memory, for looking up names that requests bring:
/// a look-up follows no pointer, counts no reference, and costs a few multiplications.
///
/// A name is as many words as it needs, of eight characters each, in a slot with its length and number. The hash
/// has no secret. It needs none: what is in the table is the policy's and the records', and a request only
/// looks up. However its names are chosen, a search ends at the next free slot, and how far off that is has
/// been settled by our names alone.
struct NameTable: Sendable {
    private var words: [UInt64]
    private var slots: Int
    /// In each slot.
    private var wordsPerName: Int
    private var count = 0

    init(capacity: Int = 0) {
        slots = Self.slots(for: capacity)
        wordsPerName = 1
        words = Array(repeating: 0, count: slots * 2)
    }

    func number(of name: String) -> Int? { name.withBytes(find) }

    /// Puts a name in that isn't there.
    mutating func insert(_ name: String, number: Int) {
        let length = (name.utf8.count + 7) / 8
        if length > wordsPerName || Self.slots(for: count + 1) > slots {
            makeRoom(slots: max(slots, Self.slots(for: 2 * (count + 1))), wordsPerName: max(length, wordsPerName))
        }
        let name = name.withBytes { name in (0..<length).map { name.word($0) } + [UInt64(name.count)] }
        insert(name.dropLast(), Header(length: Int(name[length]), number: number).word)
    }

    /// The first word of a slot: 0 for a free one.
    private struct Header {
        let word: UInt64

        init(word: UInt64) { self.word = word }
        init(length: Int, number: Int) { word = UInt64(length) << 32 | UInt64(number + 1) }

        var length: Int { Int(word >> 32) }
        var number: Int { Int(word & 0xFFFF_FFFF) - 1 }
    }

    @inline(__always)
    private func find(_ name: UnsafeRawBufferPointer) -> Int? {
        let length = (name.count + 7) / 8
        guard length <= wordsPerName else { return nil }
        var hash = Self.hash(length: name.count)
        for place in 0..<length { hash = Self.mix(hash, name.word(place)) }
        return words.withUnsafeBufferPointer { words in
            var slot = firstSlot(hash)
            while true {
                let first = slot &* (wordsPerName &+ 1)
                let header = Header(word: words[first])
                if header.word == 0 { return nil }
                if header.length == name.count {
                    var place = 0
                    while place < length, words[first &+ 1 &+ place] == name.word(place) { place &+= 1 }
                    if place == length { return header.number }
                }
                slot = next(slot)
            }
        }
    }

    private mutating func insert(_ name: some Sequence<UInt64>, _ header: UInt64) {
        let hash = name.reduce(Self.hash(length: Header(word: header).length), Self.mix)
        var slot = firstSlot(hash)
        while words[slot * (wordsPerName + 1)] != 0 { slot = next(slot) }
        words[slot * (wordsPerName + 1)] = header
        for (place, word) in name.enumerated() { words[slot * (wordsPerName + 1) + 1 + place] = word }
        count += 1
    }

    private mutating func makeRoom(slots: Int, wordsPerName: Int) {
        let old = self
        self.slots = slots
        self.wordsPerName = wordsPerName
        count = 0
        words = Array(repeating: 0, count: slots * (wordsPerName + 1))
        for first in stride(from: 0, to: old.words.count, by: old.wordsPerName + 1) {
            let header = Header(word: old.words[first])
            guard header.word != 0 else { continue }
            insert(old.words[first + 1..<first + 1 + (header.length + 7) / 8], header.word)
        }
    }

    /// Half of the slots stay free, so that a search ends soon; one at least, so that it ends.
    private static func slots(for count: Int) -> Int { 2 * count + 1 }

    @inline(__always)
    private func firstSlot(_ hash: UInt64) -> Int { Int(((hash & 0xFFFF_FFFF) * UInt64(slots)) >> 32) }

    @inline(__always)
    private func next(_ slot: Int) -> Int { slot &+ 1 == slots ? 0 : slot &+ 1 }

    @inline(__always)
    private static func hash(length: Int) -> UInt64 { UInt64(length) &* 0x9E37_79B9_7F4A_7C15 }

    @inline(__always)
    private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let mixed = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ mixed >> 32
    }
}

extension String {
    /// The characters in one piece, without a copy where they lie so already: always, for text made in Swift.
    @inline(__always)
    fileprivate func withBytes<Result>(_ read: (UnsafeRawBufferPointer) -> Result) -> Result {
        utf8.withContiguousStorageIfAvailable { read(UnsafeRawBufferPointer($0)) }
            ?? Array(utf8).withUnsafeBytes(read)
    }
}

extension UnsafeRawBufferPointer {
    /// Eight characters from `8 * place` on; noughts where there are no more.
    @inline(__always)
    fileprivate func word(_ place: Int) -> UInt64 {
        let end = 8 &* place &+ 8
        if end <= count { return loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self) }
        if count >= 8 {
            // The last eight, without those that the word before has.
            return loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self) &>> UInt64(8 &* (end &- count))
        }
        // All are in this word. Two or three overlapping pieces are soonest read.
        if count >= 4 {
            let last = loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
            return UInt64(loadUnaligned(as: UInt32.self)) | UInt64(last) &<< UInt64(8 &* (count &- 4))
        }
        let (middle, last) = (count / 2, count &- 1)
        return UInt64(self[0]) | UInt64(self[middle]) &<< UInt64(8 &* middle)
            | UInt64(self[last]) &<< UInt64(8 &* last)
    }
}
