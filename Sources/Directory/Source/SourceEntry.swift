/// An entry as its server gave it, with the attributes that were asked for.
package struct SourceEntry: Hashable, Sendable {
    package let key: EntryKey
    /// Where it stood when it was sent. Entries below a unit that moves aren't sent again: what stands where is
    /// `SourceTree`'s to know.
    package let name: DistinguishedName
    /// The values by attribute description in lower case, options included: `description;lang-vi` (RFC 4512 §2.5).
    package let attributes: [String: [[UInt8]]]

    package init(key: EntryKey, name: DistinguishedName, attributes: [String: [[UInt8]]]) {
        self.key = key
        self.name = name
        self.attributes = attributes
    }
}
