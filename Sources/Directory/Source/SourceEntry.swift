/// An entry as its server gave it, with the attributes that were asked for.
package struct SourceEntry: Equatable, Sendable {
    package let key: EntryKey
    /// Where it stood when it was sent. Entries below a unit that moves aren't sent again: what stands where is
    /// `SourceTree`'s to know.
    package let name: DistinguishedName
    package let attributes: EntryAttributes
    /// Attributes that are there but were not taken, by the same names; they aren't in `attributes`, as half of their
    /// values would read like the removal of the other half.
    package let omitted: [String: Omission]

    package enum Omission: Hashable, Sendable {
        /// One value is longer than any that we take.
        case tooLong
        case tooMany
        /// The server sends the values in parts, `member;range=0-1499`, and the last of them never came.
        case incompleteRange
    }

    package init(
        key: EntryKey, name: DistinguishedName, attributes: EntryAttributes, omitted: [String: Omission] = [:]
    ) {
        self.key = key
        self.name = name
        self.attributes = attributes
        self.omitted = omitted
    }
}
