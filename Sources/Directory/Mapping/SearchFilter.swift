/// A search filter (RFC 4511 §4.5.1.7), as far as mappings need it: and, or, not, presence, equality, substrings.
///
/// It's asked of the server, and asked again of each entry, to tell units and people apart.
package indirect enum SearchFilter: Hashable, Sendable {
    case all([SearchFilter])
    case any([SearchFilter])
    case not(SearchFilter)
    case present(AttributeName)
    case equal(AttributeName, [UInt8])
    /// Pieces with anything between them: `a*b` is `a`, `b`; `*b` begins with an empty one.
    case like(AttributeName, [[UInt8]])

    /// As RFC 4515 writes it.
    package var text: String {
        switch self {
        case .all(let filters): "(&\(filters.map(\.text).joined()))"
        case .any(let filters): "(|\(filters.map(\.text).joined()))"
        case .not(let filter): "(!\(filter.text))"
        case .present(let attribute): "(\(attribute)=*)"
        case .equal(let attribute, let value): "(\(attribute)=\(Self.escaped(value)))"
        case .like(let attribute, let pieces): "(\(attribute)=\(pieces.map(Self.escaped).joined(separator: "*")))"
        }
    }

    /// The attributes that it looks at.
    package var attributes: [AttributeName] {
        switch self {
        case .all(let filters), .any(let filters): filters.flatMap(\.attributes)
        case .not(let filter): filter.attributes
        case .present(let attribute), .equal(let attribute, _), .like(let attribute, _): [attribute]
        }
    }

    /// Whether an entry with these values is what is looked for. Values are compared folded, as servers compare names.
    func matches(_ values: (AttributeName) -> EntryAttributes.Values) -> Bool {
        switch self {
        case .all(let filters): filters.allSatisfy { $0.matches(values) }
        case .any(let filters): filters.contains { $0.matches(values) }
        case .not(let filter): !filter.matches(values)
        case .present(let attribute): !values(attribute).isEmpty
        case .equal(let attribute, let value):
            values(attribute).contains { Self.isEqual($0, value, isClass: attribute.text == "objectcategory") }
        case .like(let attribute, let pieces):
            values(attribute).contains {
                Self.isLike(DistinguishedName.folded($0), pieces.map(DistinguishedName.folded))
            }
        }
    }

    /// Active Directory takes `objectCategory=person` for the DN of the class `CN=Person,CN=Schema,…`.
    private static func isEqual(_ one: ArraySlice<UInt8>, _ other: [UInt8], isClass: Bool) -> Bool {
        if DistinguishedName.isSame(one, other) { return true }
        guard isClass, let name = DistinguishedName(String(decoding: one, as: UTF8.self)),
            let value = name.parts.first?.attributes.first?.value
        else { return false }
        return DistinguishedName.isSame(value, other)
    }

    private static func isLike(_ value: [UInt8], _ pieces: [[UInt8]]) -> Bool {
        guard let first = pieces.first, let last = pieces.last, value.starts(with: first) else { return false }
        var rest = value.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() {
            guard let range = Array(rest).firstRange(of: piece) else { return false }
            rest = rest.dropFirst(range.upperBound)
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }

    private static func escaped(_ value: [UInt8]) -> String {
        var text: [UInt8] = []
        for octet in value {
            if (0x20...0x7E).contains(octet), !"*()\\".utf8.contains(octet) {
                text.append(octet)
            } else {
                text += Array("\\".utf8) + [hex(octet >> 4), hex(octet & 0xF)]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x57 + digit }
}
