/// The words of a list that stand apart by spaces, as in `scope` (RFC 6749 §3.3) and in what we keep: one after the other,
/// without an array of them all, as every token's scopes are read this way.
package struct SpaceSeparated: Sequence, IteratorProtocol {
    private var rest: Substring.UTF8View

    private static let space = UInt8(ascii: " ")

    package init(_ text: String) {
        rest = Substring(text).utf8
    }

    package mutating func next() -> Substring? {
        guard let start = rest.firstIndex(where: { $0 != Self.space }) else { return nil }
        let end = rest[start...].firstIndex(of: Self.space) ?? rest.endIndex
        defer { rest = rest[end...] }
        return Substring(rest[start..<end])
    }
}
