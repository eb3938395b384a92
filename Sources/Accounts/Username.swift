/// The name of a local account: 3 to 64 characters of `a-z 0-9 . - _ @`, starting with a letter.
///
/// Upper case is folded when it is read; other alphabets are refused, so that no two names look alike
/// (Documentation/PEERS-BUGS.md P70). A name of digits only would look like a citizen number, which is VNeID's and must never be typed here.
package struct Username: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String) {
        let folded = text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        guard (3...64).contains(folded.count), let first = folded.first,
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first), folded.allSatisfy(Self.isAllowed)
        else { return nil }
        self.text = String(decoding: folded, as: UTF8.self)
    }

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
