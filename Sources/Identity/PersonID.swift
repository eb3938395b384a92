/// The opaque name of a person inside this system: 128 random bits, written as 26 characters of lower-case base32.
///
/// It says nothing about the person, is never given to another one, and never leaves the system: relying parties see
/// a pairwise `sub` in its place (OpenID Connect Core §8.1).
package struct PersonID: Hashable, Sendable, CustomStringConvertible {
    /// The first and the last 64 bits: kept as numbers, so that comparing two follows no pointer.
    package let high, low: UInt64

    /// Makes an id of 16 fresh random bytes; `nil` for any other count.
    package init?(random bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Reads an id that was written before; `nil` for anything else. The last character has only three bits of the id;
    /// its others are zero, so that an id has one spelling.
    package init?(_ text: String) {
        guard text.utf8.count == Self.length else { return nil }
        // 130 bits, of which the last two are none of the id's.
        var (high, low, last) = (UInt64(0), UInt64(0), UInt64(0))
        let characters = text.utf8Span.span
        for place in characters.indices {
            guard let value = Self.value(of: characters[place]) else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | last
            last = value
        }
        guard last & 0b11 == 0 else { return nil }
        self.high = high << 3 | low >> 61
        self.low = low << 3 | last >> 2
    }

    package var text: String {
        String(unsafeUninitializedCapacity: Self.length) { characters in
            var (high, low) = (self.high, self.low)
            for place in 0..<Self.length {
                characters[place] = Self.character(of: high >> 59)
                high = high << 5 | low >> 59
                low <<= 5
            }
            return Self.length
        }
    }

    package var description: String { text }

    /// The order of the texts, in which a database has them; none is made.
    package func precedesAsText(_ other: PersonID) -> Bool {
        var (one, two) = ((high, low), (other.high, other.low))
        for _ in 0..<Self.length {
            let (left, right) = (Self.character(of: one.0 >> 59), Self.character(of: two.0 >> 59))
            guard left == right else { return left < right }
            one = (one.0 << 5 | one.1 >> 59, one.1 << 5)
            two = (two.0 << 5 | two.1 >> 59, two.1 << 5)
        }
        return false
    }

    private static let length = 26

    /// Base32's alphabet (RFC 4648 §6), in small letters.
    private static func character(of value: UInt64) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value)
        return value < 26 ? UInt8(ascii: "a") + value : UInt8(ascii: "2") + (value - 26)
    }

    private static func value(of character: UInt8) -> UInt64? {
        switch character {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(character - UInt8(ascii: "a"))
        case UInt8(ascii: "2")...UInt8(ascii: "7"): UInt64(character - UInt8(ascii: "2")) + 26
        default: nil
        }
    }
}

extension PersonID: Comparable {
    /// An order that says nothing about people, and is always the same.
    package static func < (left: PersonID, right: PersonID) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
