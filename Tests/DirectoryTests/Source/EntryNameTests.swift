import TestSupport
import Testing

@testable import Directory

/// Names of entries in two parts are what they are in one.
struct EntryNameTests {
    @Test func `names are the same, and in the same order, whichever way they are parted`() {
        let texts = ["uid=a", "uid=a,ou=b", "uid=a,ou=b,dc=c", "uid=a-,ou=b", "uid=ab,ou=a", "ou=ấ,dc=c", "ou=z", ""]
        let parted = texts.flatMap { text -> [EntryName] in
            let commas = text.indices.filter { text[$0] == "," }
            return [EntryName(text)]
                + commas.map { EntryName(String(text[..<$0]), below: String(text[text.index(after: $0)...])) }
        }
        for one in parted {
            for other in parted {
                #expect((one == other) == (one.text == other.text))
                #expect(one.precedesByOctets(other) == one.text.utf8.lexicographicallyPrecedes(other.text.utf8))
            }
        }
        #expect(Set(parted).count == texts.count)
    }
}
