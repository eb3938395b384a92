import TestSupport
import Testing
import Wire

struct Base64Tests {
    /// RFC 4648 §10, and bytes that meet the two characters by which the alphabets differ.
    static let vectors: [(bytes: [UInt8], padded: String)] = [
        ([], ""), (Array("f".utf8), "Zg=="), (Array("fo".utf8), "Zm8="), (Array("foo".utf8), "Zm9v"),
        (Array("foob".utf8), "Zm9vYg=="), (Array("fooba".utf8), "Zm9vYmE="),
        (Array("foobar".utf8), "Zm9vYmFy"),
        ([0xFB, 0xEF, 0xBE], "++++"), ([0xFF, 0xFF, 0xFF], "////"), ([0xFF], "/w=="), ([0], "AA=="),
        ([0, 0], "AAA="),
    ]

    @Test(arguments: vectors)
    func `a vector is written and read in both alphabets`(bytes: [UInt8], padded: String) throws {
        let unpadded = padded.filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
        let url = String(unpadded)
        #expect(Base64.encode(bytes) == padded)
        #expect(try Base64.decode(padded) == bytes)
        #expect(Base64URL.encode(bytes) == url)
        #expect(try Base64URL.decode(url) == bytes)
    }

    /// RFC 7515 Appendix C.
    @Test func `the example of JWS is written and read`() throws {
        #expect(Base64URL.encode([3, 236, 255, 224, 193] as [UInt8]) == "A-z_4ME")
        #expect(try Base64URL.decode("A-z_4ME") == [3, 236, 255, 224, 193])
    }

    @Test func `a part of a text or of bytes is taken as it is`() throws {
        let token = "e30.e30."
        #expect(
            try token.split(separator: ".").map { try Base64URL.decode($0) } == [
                [0x7B, 0x7D], [0x7B, 0x7D],
            ])
        #expect(Base64URL.encode(([0, 0x66, 0] as [UInt8])[1...1]) == "Zg")
    }

    @Test(
        arguments: [
            ("Z", .invalidLength), ("Zm9vY", .invalidLength),
            ("Zh", .nonCanonical), ("Zm9", .nonCanonical), ("_x", .nonCanonical),
            ("Zg==", .invalidCharacter(offset: 2)), ("Zm8=", .invalidCharacter(offset: 3)),
            ("=", .invalidLength), ("====", .invalidCharacter(offset: 0)),
            ("++++", .invalidCharacter(offset: 0)), ("AA/A", .invalidCharacter(offset: 2)),
            (" Zm9", .invalidCharacter(offset: 0)), ("Zm 9v", .invalidLength), ("Zm9v\n", .invalidLength),
            ("Zm9v\r\n", .invalidCharacter(offset: 4)), ("Zm9v\0\0", .invalidCharacter(offset: 4)),
            ("Z.g0", .invalidCharacter(offset: 1)), ("Zm9%", .invalidCharacter(offset: 3)),
            ("\u{FF3A}m9v", .invalidCharacter(offset: 0)),
        ] as [(String, Base64Error)])
    func `Base64url that it would not write itself is refused`(text: String, error: Base64Error) {
        #expect(throws: error) { try Base64URL.decode(text) }
    }

    @Test(
        arguments: [
            ("Zg", .invalidLength), ("Zg=", .invalidLength), ("Zm8", .invalidLength), ("=", .invalidLength),
            ("Zh==", .nonCanonical), ("Zm9=", .nonCanonical),
            ("====", .invalidCharacter(offset: 0)), ("Z===", .invalidCharacter(offset: 1)),
            ("Zg==Zg==", .invalidCharacter(offset: 2)), ("Zm=v", .invalidCharacter(offset: 2)),
            ("-_-_", .invalidCharacter(offset: 0)), ("Zm 9vAAA", .invalidCharacter(offset: 2)),
            ("Zm9v\n", .invalidLength), ("Zm9v\n\n\n\n", .invalidCharacter(offset: 4)),
        ] as [(String, Base64Error)])
    func `Base64 that it would not write itself is refused`(text: String, error: Base64Error) {
        #expect(throws: error) { try Base64.decode(text) }
    }

    /// The slow twin writes the bytes as one string of bits and reads it six by six.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `random bytes are written as the definition says, and read back`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = generator.bytes(upTo: 100)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var bits = bytes.flatMap { byte in (0..<8).map { Int(byte >> (7 - $0) & 1) } }
        while bits.count % 6 != 0 { bits.append(0) }
        let expected = stride(from: 0, to: bits.count, by: 6)
            .map { alphabet[bits[$0..<$0 + 6].reduce(0) { $0 * 2 + $1 }] }
        #expect(Base64URL.encode(bytes) == String(expected))
        #expect(try Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
    }

    /// Of the 4096 two-character texts, exactly the 256 that one byte encodes to are taken.
    @Test func `each byte has one spelling`() {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        let read = alphabet.flatMap { first in
            alphabet.compactMap { second in try? Base64URL.decode(String([first, second])) }
        }
        #expect(read.count == 256)
        #expect(Set(read).count == 256)
    }
}
