import Testing
import Wire

/// The helpers that look at many bytes at a time, against what looks at one after the other.
@Suite struct ByteSearchTests {
    @Test func `a byte is found where it stands first, from a place on`() {
        for length in 0..<40 {
            for place in 0..<length {
                var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                bytes[place] = UInt8(ascii: ".")
                for start in 0...length + 1 {
                    let found = bytes.span.firstIndex(of: UInt8(ascii: "."), from: start)
                    #expect(found == (start > place ? nil : place))
                }
            }
        }
    }

    @Test(arguments: [("", false), (".", true), ("ế.", true), ("Huế", false), ("\0", false)])
    func `a text has a byte, or hasn't`(text: String, has: Bool) {
        #expect(text.hasByte(UInt8(ascii: ".")) == has)
    }

    @Test func `bytes are a text's UTF-8, or aren't`() {
        let (composed, decomposed) = ("Hu\u{1EBF}", "Hue\u{302}\u{301}")
        #expect(composed == decomposed)
        #expect(isUTF8(composed, of: composed))
        #expect(!isUTF8(composed, of: decomposed))
        #expect(!isUTF8("Hue", of: "Hui"))
        #expect(isUTF8("", of: ""))
    }

    private func isUTF8(_ bytes: String, of text: String) -> Bool { Array(bytes.utf8).span.isUTF8(of: text) }

    @Test(arguments: [
        ("", []), ("   ", []), ("openid", ["openid"]), (" openid  profile ", ["openid", "profile"]),
        ("a b c", ["a", "b", "c"]), ("Huế\u{A0}Việt Nam", ["Huế\u{A0}Việt", "Nam"]), ("a\tb", ["a\tb"]),
    ])
    func `words stand apart by spaces and by nothing else`(text: String, words: [String]) {
        #expect(Array(SpaceSeparated(text)) == words)
    }

    @Test func `a set has letters, digits and what it says, of all bytes`() {
        let others = "-._~"
        let plain = ASCIISet(others)
        for scalar in (0..<0x300 as Range<UInt32>).compactMap(Unicode.Scalar.init) {
            let isIn =
                scalar.isASCII && (Character(scalar).isLetter || Character(scalar).isNumber)
                || others.unicodeScalars.contains(scalar)
            #expect(plain.holdsAll(of: "aZ0\(scalar)aZ0") == isIn, "\(scalar.value)")
        }
        #expect(plain.holdsAll(of: ""))
    }
}
