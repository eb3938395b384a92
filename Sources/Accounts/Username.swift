import Wire

/// The name of a local account: 3 to 64 characters of `a-z 0-9 . - _ @`, starting with a letter.
///
/// Upper case is folded when it is read, full-width forms are ASCII's (RFC 8265 §3.3.2), and the space around it is
/// dropped, which keyboards of phones put behind a word. Other alphabets are refused, so that no two names look alike
/// (Documentation/PEERS-BUGS.md P70). A name of digits only would look like a citizen number, which is VNeID's and must never be typed here.
package struct Username: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String) {
        let folded = Self.typed(text).utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        guard (3...64).contains(folded.count), let first = folded.first,
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first), folded.allSatisfy(Self.isAllowed)
        else { return nil }
        self.text = String(decoding: folded, as: UTF8.self)
    }

    /// What somebody meant who typed this to name a person, by whichever keyboard.
    package static func typed(_ text: String) -> String { text.withASCIIWidths.withoutSpaceAround }

    package var description: String { text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "@"):
            true
        default: false
        }
    }
}
