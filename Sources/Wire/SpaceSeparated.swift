/// The words of a list that stand apart by spaces, as in `scope` (RFC 6749 §3.3) and in what we keep: one after the other,
/// without an array of them all, as every token's scopes are read this way.
package struct SpaceSeparated: Sequence, IteratorProtocol {
    private let text: String
    private var place = 0

    private static let space = UInt8(ascii: " ")

    package init(_ text: String) {
        self.text = text
    }

    package mutating func next() -> String? {
        let bytes = text.utf8Span.span
        while place < bytes.count, bytes[place] == Self.space { place += 1 }
        guard place < bytes.count else { return nil }
        let word = bytes.extracting(place..<(bytes.firstIndex(of: Self.space, from: place) ?? bytes.count))
        place += word.count
        return String(word)
    }
}
