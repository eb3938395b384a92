/// Letters, digits and some other characters of ASCII. A table has a place for each byte, as which of them a token has next can't be
/// foreseen: a branch for each would be guessed wrong every other time.
package struct ASCIISet: Sendable {
    /// 0 for what is in it, 1 for what isn't.
    private let absent: [UInt8]

    /// - Parameter others: what is in it besides letters and digits.
    package init(_ others: String) {
        absent = (0...UInt8.max).map { byte in
            byte.isASCIILetter || byte.isASCIIDigit || others.utf8.contains(byte) ? 0 : 1
        }
    }

    /// What reads the same in a URL, a form, a header and a log (RFC 3986 §2.3).
    package static let unreserved = ASCIISet("-._~")

    func contains(_ byte: UInt8) -> Bool { absent[Int(byte)] == 0 }

    /// Whether a text has nothing else.
    package func holdsAll(of text: String) -> Bool {
        let bytes = text.utf8Span.span
        var others: UInt8 = 0
        for place in bytes.indices { others |= absent[Int(bytes[place])] }
        return others == 0
    }
}
