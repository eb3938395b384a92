import TestSupport
import Testing
import Wire

struct Base32Tests {
    /// RFC 4648 §10, without the padding.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func `a vector is written and read`(text: String, base32: String) throws {
        #expect(Base32.encode(Array(text.utf8)) == base32)
        #expect(try Base32.decode(base32) == Array(text.utf8))
    }

    @Test(
        arguments: [
            ("M", .invalidLength), ("MZX", .invalidLength), ("MZXW6Y", .invalidLength), ("MZXW6YTBO", .invalidLength),
            ("MZ", .nonCanonical), ("MZXR", .nonCanonical), ("MZXW7", .nonCanonical), ("MZXW6YR", .nonCanonical),
            ("my", .invalidCharacter(offset: 0)), ("MY======", .invalidCharacter(offset: 2)),
            ("M0", .invalidCharacter(offset: 1)), ("M1", .invalidCharacter(offset: 1)),
            ("M8", .invalidCharacter(offset: 1)), ("M9", .invalidCharacter(offset: 1)),
            ("MZ-Q", .invalidCharacter(offset: 2)), ("MY\r\n", .invalidCharacter(offset: 2)),
            ("MY\0\0\0", .invalidCharacter(offset: 2)), ("\u{FF2D}Y", .invalidCharacter(offset: 0)),
        ] as [(String, Base32Error)])
    func `Base32 that it would not write itself is refused`(text: String, error: Base32Error) {
        #expect(throws: error) { try Base32.decode(text) }
    }

    /// The slow twin writes the bytes as one string of bits and reads it five by five.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `random bytes are written as the definition says, and read back`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = generator.bytes(upTo: 100)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var bits = bytes.flatMap { byte in (0..<8).map { Int(byte >> (7 - $0) & 1) } }
        while bits.count % 5 != 0 { bits.append(0) }
        let expected = stride(from: 0, to: bits.count, by: 5)
            .map { alphabet[bits[$0..<$0 + 5].reduce(0) { $0 * 2 + $1 }] }
        #expect(Base32.encode(bytes) == String(expected))
        #expect(try Base32.decode(Base32.encode(bytes)) == bytes)
    }

    /// Of the 1024 two-character texts, exactly the 256 that one byte encodes to are taken.
    @Test func `each byte has one spelling`() {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        let read = alphabet.flatMap { first in
            alphabet.compactMap { second in try? Base32.decode(String([first, second])) }
        }
        #expect(read.count == 256)
        #expect(Set(read).count == 256)
    }
}
