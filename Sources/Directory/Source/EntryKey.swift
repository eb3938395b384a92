import Wire

/// What a directory server calls an entry for as long as it exists, wherever it moves and whatever it is named:
/// `entryUUID` (RFC 4530), Active Directory's `objectGUID`, the `nsUniqueId` of an old 389-DS.
///
/// An entry that was deleted and made again under the same name has another.
package struct EntryKey: Hashable, Sendable, CustomStringConvertible {
    /// Of a UUID its 16 octets in the order of its text form (RFC 4122 §4.1.2).
    package let octets: [UInt8]

    /// `nil` unless there are 1 to 64 octets.
    package init?(octets: [UInt8]) {
        guard (1...64).contains(octets.count) else { return nil }
        self.octets = octets
    }

    /// Reads what ``description`` writes.
    package init?(_ text: String) {
        guard let octets = HexDigits.octets(text.filter { $0 != "-" }) else { return nil }
        self.init(octets: octets)
    }

    /// Lower-case hexadecimal; a UUID's with its hyphens.
    package var description: String {
        let digits = HexDigits.text(octets)
        guard octets.count == 16 else { return digits }
        var groups: [Substring] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            groups.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return groups.joined(separator: "-")
    }
}
