import Wire

extension DistinguishedName {
    /// The name of the entry above; `nil` above the topmost.
    package var parent: DistinguishedName? { parts.isEmpty ? nil : DistinguishedName(Array(parts.dropFirst())) }

    /// Whether the entry stands somewhere below another one; nothing is below itself.
    package func isBelow(_ other: DistinguishedName) -> Bool {
        parts.count > other.parts.count
            && parts.suffix(other.parts.count).map(\.folded) == other.parts.map(\.folded)
    }

    /// With its values as servers compare them: case, Unicode's form and repeated spaces don't count
    /// (caseIgnoreMatch: RFC 4517 §4.2.11, RFC 4518 §2). Two names of one entry have one folded form.
    package var folded: DistinguishedName { DistinguishedName(parts.map(\.folded)) }

    /// A value in that form; of octets that are no text, themselves.
    static func folded(_ value: [UInt8]) -> [UInt8] {
        if value.allSatisfy({ (0x21...0x7E).contains($0) }) {
            return value.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        }
        guard let text = String(validating: value, as: UTF8.self) else { return value }
        let words = text.withASCIISpaces.lowercased().split(separator: " ")
        return Array(words.joined(separator: " ").normalizedToNFC.utf8)
    }
}

extension DistinguishedName.Part {
    var folded: DistinguishedName.Part {
        DistinguishedName.Part(
            attributes.map { .init(type: $0.type, value: DistinguishedName.folded($0.value)) })
    }
}
