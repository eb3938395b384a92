import Directory
import TestSupport
import Testing

/// What an entry has, in one piece of memory, held against a dictionary of arrays.
struct EntryAttributesTests {
    private static let descriptions = ["cn", "sn", "member", "description", "description;lang-vi"]
    private static let values = ["", "a", "Nguyễn Văn Mẫu", "\u{0}", "uid=mot,ou=so,dc=hue"]

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `each attribute has its own values, in the order in which they came`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var attributes = EntryAttributes()
            if Bool.random(using: &generator) { attributes.reserveCapacity(2) }
            var expected: [String: [[UInt8]]] = [:]
            for _ in 0..<Int.random(in: 0..<12, using: &generator) {
                let description = Self.descriptions.randomElement(using: &generator) ?? ""
                let added = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
                    Array((Self.values.randomElement(using: &generator) ?? "").utf8)
                }
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: (attributes[description], expected[description]) = (added, added)
                case 1: (attributes[description], expected[description]) = (nil, nil)
                default:
                    #expect(attributes.open(description) == expected[description]?.count ?? 0)
                    for value in added { attributes.append(value.span.bytes) }
                    expected[description, default: []] += added
                }
            }
            #expect(attributes.descriptions.sorted() == expected.keys.sorted())
            for description in Self.descriptions { #expect(attributes[description] == expected[description]) }
        }
    }
}
