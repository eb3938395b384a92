/// A hash table from names to small numbers in one piece of memory, for looking up names that requests bring:
/// a look-up follows no pointer, counts no reference, and costs a few multiplications.
///
/// A name is as many words as it needs, of eight characters each, in a slot behind a header: its number, its length,
/// and a part of its hash, by which a search passes nearly every other name without reading it. The hash
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
        let (length, content) = name.withBytes { name in (name.count, (0...name.lastWord).map { name.word($0) }) }
        if content.count > wordsPerName || Self.slots(for: count + 1) > slots {
            makeRoom(
                slots: max(slots, Self.slots(for: 2 * (count + 1))), wordsPerName: max(content.count, wordsPerName))
        }
        insert(content, length: length, number: number)
    }

    /// The first word of a slot: 0 for a free one.
    private struct Header {
        let word: UInt64

        init(word: UInt64) { self.word = word }

        @inline(__always)
        init(hash: UInt64, length: Int, number: Int) {
            word = hash & (0xFFFF << 48) | UInt64(UInt16(truncatingIfNeeded: length)) << 32 | UInt64(number + 1)
        }

        var length: Int { Int(word >> 32 & 0xFFFF) }
        var number: Int { Int(word & 0xFFFF_FFFF) - 1 }

        /// Whether it perhaps is of the same name.
        @inline(__always)
        func isLike(_ other: Header) -> Bool { (word ^ other.word) >> 32 == 0 }
    }

    @inline(__always)
    private func find(_ name: UnsafeRawBufferPointer) -> Int? {
        let last = name.lastWord
        guard last < wordsPerName else { return nil }
        let lastWord = name.word(last)
        var hash = Self.hash(length: name.count)
        for place in 0..<last { hash = Self.mix(hash, name.wholeWord(place)) }
        hash = Self.mix(hash, lastWord)
        let sought = Header(hash: hash, length: name.count, number: 0)
        return words.withUnsafeBufferPointer { words in
            var slot = firstSlot(hash)
            while true {
                let first = slot &* (wordsPerName &+ 1)
                let header = Header(word: words[first])
                if header.word == 0 { return nil }
                if header.isLike(sought), words[first &+ 1 &+ last] == lastWord {
                    var place = 0
                    while place < last, words[first &+ 1 &+ place] == name.wholeWord(place) { place &+= 1 }
                    if place == last { return header.number }
                }
                slot = next(slot)
            }
        }
    }

    private mutating func insert(_ name: some Sequence<UInt64>, length: Int, number: Int) {
        let hash = name.reduce(Self.hash(length: length), Self.mix)
        var slot = firstSlot(hash)
        while words[slot * (wordsPerName + 1)] != 0 { slot = next(slot) }
        words[slot * (wordsPerName + 1)] = Header(hash: hash, length: length, number: number).word
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
            let name = old.words[first + 1...first + 1 + UnsafeRawBufferPointer.lastWord(of: header.length)]
            insert(name, length: header.length, number: header.number)
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
    /// The place of the last word of so many characters.
    @inline(__always)
    fileprivate static func lastWord(of count: Int) -> Int { Swift.max(count &- 1, 0) / 8 }

    @inline(__always)
    fileprivate var lastWord: Int { Self.lastWord(of: count) }

    /// A word with another behind it.
    @inline(__always)
    fileprivate func wholeWord(_ place: Int) -> UInt64 { loadUnaligned(fromByteOffset: 8 &* place, as: UInt64.self) }

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
        if count == 0 { return 0 }
        let (middle, last) = (count / 2, count &- 1)
        return UInt64(self[0]) | UInt64(self[middle]) &<< UInt64(8 &* middle)
            | UInt64(self[last]) &<< UInt64(8 &* last)
    }
}
