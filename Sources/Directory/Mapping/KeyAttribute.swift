import Wire

/// The attribute that names an entry for as long as it exists, and how its value becomes an `EntryKey`.
package enum KeyAttribute: String, Hashable, Sendable, CaseIterable {
    /// RFC 4530: a UUID as text.
    case entryUUID
    /// Active Directory: 16 octets, of which the first three parts are little-endian ([MS-DTYP] §2.3.4.2).
    case objectGUID
    /// 389-DS: four groups of eight digits.
    case nsUniqueId

    /// `nil` for a value that isn't of the attribute's form.
    package func key(of value: [UInt8]) -> EntryKey? {
        switch self {
        case .entryUUID: Self.digits(value, hyphensAt: [8, 13, 18, 23])
        case .nsUniqueId: Self.digits(value, hyphensAt: [8, 17, 26])
        case .objectGUID: value.count == 16 ? EntryKey(octets: Self.swapped(value)) : nil
        }
    }

    /// A filter for the one entry (RFC 4515): octets escaped one by one, and digits for text.
    package func filter(for key: EntryKey) -> String {
        switch self {
        case .entryUUID: return "(entryUUID=\(key))"
        case .nsUniqueId:
            var groups: [Substring] = []
            var rest = HexDigits.text(key.octets)[...]
            while !rest.isEmpty {
                groups.append(rest.prefix(8))
                rest = rest.dropFirst(8)
            }
            return "(nsUniqueId=\(groups.joined(separator: "-")))"
        case .objectGUID:
            return "(objectGUID=\(Self.swapped(key.octets).map { #"\"# + HexDigits.text([$0]) }.joined()))"
        }
    }

    private static func digits(_ value: [UInt8], hyphensAt places: [Int]) -> EntryKey? {
        guard value.count == 32 + places.count, places.allSatisfy({ value[$0] == UInt8(ascii: "-") }) else {
            return nil
        }
        return EntryKey(uuid: value)
    }

    /// Turns the first three parts of a UUID's 16 octets around; its own inverse.
    private static func swapped(_ octets: [UInt8]) -> [UInt8] {
        guard octets.count == 16 else { return octets }
        return octets[0..<4].reversed() + octets[4..<6].reversed() + octets[6..<8].reversed() + octets[8...]
    }
}
