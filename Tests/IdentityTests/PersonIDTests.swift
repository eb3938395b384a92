import Identity
import Testing

struct PersonIDTests {
    /// The first sixteen bytes by RFC 4648's base32 in lower case, without padding.
    @Test(
        arguments: [
            ([UInt8](repeating: 0, count: 16), "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
            ([UInt8](repeating: 0xFF, count: 16), "77777777777777777777777774"),
            (Array("foobarfoobarfoob".utf8), "mzxw6ytbojtg633cmfzgm33pmi"),
        ])
    func `sixteen random bytes are written in base32`(bytes: [UInt8], text: String) throws {
        let id = try #require(PersonID(random: bytes))
        #expect(id.text == text)
        #expect(PersonID(id.text) == id)
        #expect("\(id)" == text)
    }

    @Test func `every bit of an id is its own`() throws {
        var seen: Set<PersonID> = []
        for bit in 0..<128 {
            var bytes = [UInt8](repeating: 0, count: 16)
            bytes[bit / 8] = 0x80 >> UInt8(bit % 8)
            let id = try #require(PersonID(random: bytes))
            #expect(PersonID(id.text) == id)
            #expect(seen.insert(id).inserted)
        }
        #expect(Set(seen.map(\.text)).count == 128 && seen.sorted().map(\.low).last == 0)
    }

    @Test(arguments: [0, 1, 15, 17, 32])
    func `any other number of bytes makes no id`(count: Int) {
        #expect(PersonID(random: [UInt8](repeating: 7, count: count)) == nil)
    }

    @Test(arguments: [
        "", "aaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaa", "Aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "aaaaaaaaaaaaaaaaaaaaaaaaa1", "aaaaaaaaaaaaaaaaaaaaaaaaa=", "aaaaaaaaaaaaaaaaaaaaaaaa é",
    ])
    func `a text that was not written as an id is none`(text: String) {
        #expect(PersonID(text) == nil)
    }

    @Test func `the order of texts is known without them`() throws {
        let people = try (0..<300).map { number in
            // Some that differ late only.
            let bytes = (0..<16).map { place in
                place < 12 && number.isMultiple(of: 3)
                    ? 7 : UInt8(truncatingIfNeeded: number * (number + 31) + place * 17)
            }
            return try #require(PersonID(random: bytes))
        }
        for (one, other) in zip(people, people.reversed()) {
            #expect(one.precedesAsText(other) == (one.text < other.text))
        }
        #expect(people.sorted { $0.precedesAsText($1) }.map(\.text) == people.map(\.text).sorted())
    }
}
