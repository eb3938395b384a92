import Wire

extension DistinguishedName {
    /// The name of the entry above; `nil` above the topmost.
    package var parent: DistinguishedName? { own == nil ? nil : DistinguishedName(superior.parts) }

    /// Whether the entry stands somewhere below another one; nothing is below itself.
    package func isBelow(_ other: DistinguishedName) -> Bool {
        parts.count > other.parts.count
            && parts.suffix(other.parts.count).map(\.folded) == other.parts.map(\.folded)
    }

    /// With its values as servers compare them: case, Unicode's form and repeated spaces don't count
    /// (caseIgnoreMatch: RFC 4517 §4.2.11, RFC 4518 §2). Two names of one entry have one folded form.
    package var folded: DistinguishedName { DistinguishedName(parts.map(\.folded)) }

    /// Whether two values have one folded form. Of visible ASCII that is seen without making it: every entry is asked
    /// several times whether it's of a class.
    static func isSame(_ one: some Collection<UInt8>, _ other: some Collection<UInt8>) -> Bool {
        guard one.allSatisfy(isVisible), other.allSatisfy(isVisible) else { return folded(one) == folded(other) }
        return one.count == other.count && zip(one, other).allSatisfy { lowered($0) == lowered($1) }
    }

    /// Whether a value is seen to be in that form; `false` where that would have to be made to know it.
    static func isFolded(_ value: [UInt8]) -> Bool { value.allSatisfy { isVisible($0) && lowered($0) == $0 } }

    private static func isVisible(_ octet: UInt8) -> Bool { (0x21...0x7E).contains(octet) }
    private static func lowered(_ octet: UInt8) -> UInt8 { (0x41...0x5A).contains(octet) ? octet + 0x20 : octet }

    /// A value in that form; of octets that are no text, themselves.
    static func folded(_ value: some Collection<UInt8>) -> [UInt8] {
        if value.allSatisfy(isVisible) { return value.map(lowered) }
        guard let text = String(validating: value, as: UTF8.self) else { return Array(value) }
        let words = text.withASCIISpaces.lowercased().split(separator: " ")
        return Array(words.joined(separator: " ").normalizedToNFC.utf8)
    }
}

extension DistinguishedName.Part {
    /// Whether it is its own folded form.
    var isFolded: Bool { attributes.allSatisfy { DistinguishedName.isFolded($0.value) } }

    var folded: DistinguishedName.Part {
        DistinguishedName.Part(
            attributes.map { .init(type: $0.type, value: DistinguishedName.folded($0.value)) })
    }
}
