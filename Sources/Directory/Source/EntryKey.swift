import Wire

/// What a directory server calls an entry for as long as it exists, wherever it moves and whatever it is named:
/// `entryUUID` (RFC 4530), Active Directory's `objectGUID`, the `nsUniqueId` of an old 389-DS.
///
/// An entry that was deleted and made again under the same name has another.
package struct EntryKey: Hashable, Sendable, CustomStringConvertible {
    private let form: Form

    /// A UUID is kept without memory of its own: a directory has a hundred thousand, and they are looked up all the time.
    private enum Form: Hashable, Sendable {
        case uuid(UInt64, UInt64)
        case other([UInt8])
    }

    private init(_ form: Form) { self.form = form }

    /// `nil` unless there are 1 to 64 octets.
    package init?(octets: [UInt8]) {
        guard (1...64).contains(octets.count) else { return nil }
        form =
            octets.count == 16
            ? .uuid(octets[..<8].reduce(0) { $0 << 8 | UInt64($1) }, octets[8...].reduce(0) { $0 << 8 | UInt64($1) })
            : .other(octets)
    }

    /// Reads what ``description`` writes.
    package init?(_ text: String) {
        if let uuid = Self.uuid(text.utf8) {
            self.init(uuid)
            return
        }
        guard let octets = HexDigits.octets(text.filter { $0 != "-" }) else { return nil }
        self.init(octets: octets)
    }

    /// Reads a UUID's 32 digits, whichever hyphens are between; `nil` for anything else.
    init?(uuid text: [UInt8]) {
        guard let uuid = Self.uuid(text) else { return nil }
        self.init(uuid)
    }

    /// Of a UUID its 16 octets in the order of its text form (RFC 4122 §4.1.2).
    package var octets: [UInt8] {
        switch form {
        case .uuid(let high, let low):
            [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
        case .other(let octets): octets
        }
    }

    /// Lower-case hexadecimal; a UUID's with its hyphens.
    package var description: String {
        guard case .uuid(let high, let low) = form else { return HexDigits.text(octets) }
        return String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for digit in 0..<32 {
                if [8, 12, 16, 20].contains(digit) {
                    text[place] = UInt8(ascii: "-")
                    place += 1
                }
                let half = digit < 16 ? high : low
                let value = UInt8(truncatingIfNeeded: half >> (60 - 4 * (digit % 16)) & 0xF)
                text[place] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + (value - 10)
                place += 1
            }
            return place
        }
    }

    /// 32 digits, whichever hyphens are between; `nil` for anything else.
    private static func uuid(_ text: some Sequence<UInt8>) -> Form? {
        var (high, low, count) = (UInt64(0), UInt64(0), 0)
        for character in text where character != UInt8(ascii: "-") {
            guard let value = hexDigitValue(character) else { return nil }
            if count < 16 { high = high << 4 | UInt64(value) } else { low = low << 4 | UInt64(value) }
            count += 1
        }
        return count == 32 ? .uuid(high, low) : nil
    }
}

extension EntryKey: Comparable {
    /// An order that says nothing of the entries, and is always the same: that of their texts.
    package static func < (left: EntryKey, right: EntryKey) -> Bool {
        if case .uuid(let high, let low) = left.form, case .uuid(let otherHigh, let otherLow) = right.form {
            return (high, low) < (otherHigh, otherLow)
        }
        return left.description < right.description
    }
}
