/// Where an entry stands, as RFC 4514 writes it, for people and logs. A hundred thousand people stand below some thousand
/// units, whose names are kept once each.
package struct EntryName: Sendable {
    private let own: String
    /// Empty for what stands below nothing.
    private let above: String

    package init(_ own: String, below above: String = "") {
        self.own = own
        self.above = above
    }

    package var text: String { above.isEmpty ? own : "\(own),\(above)" }

    /// The order of the texts by octets, which the entry's own part decides as a rule.
    func precedesByOctets(_ other: EntryName) -> Bool {
        var (one, two) = (own.utf8.makeIterator(), other.own.utf8.makeIterator())
        while let left = one.next(), let right = two.next() {
            if left != right { return left < right }
        }
        return text.precedesByOctets(other.text)
    }
}

extension EntryName: Hashable {
    package static func == (one: EntryName, other: EntryName) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
