import Directory

/// Reads names of entries one after the other. Most stand below the same few, and what is above is read once.
struct NameReader {
    /// By the octets that were sent.
    private var superiors: [Octets: DistinguishedName.Superior] = [:]

    private static let limit = 20_000

    /// Hashed all at once, and not one by one.
    private struct Octets: Hashable {
        let octets: [UInt8]

        func hash(into hasher: inout Hasher) { octets.withUnsafeBytes { hasher.combine(bytes: $0) } }
    }

    /// `nil` for what ``ParsedName`` doesn't read.
    mutating func name(_ octets: [UInt8]) -> DistinguishedName? {
        guard let comma = Self.plainComma(octets), let name = ParsedName.name(Array(octets[..<comma])),
            let own = name.own, name.superior.parts.isEmpty, let superior = superior(Array(octets[(comma + 1)...]))
        else { return ParsedName.name(octets) }
        return DistinguishedName(own, below: superior)
    }

    private mutating func superior(_ octets: [UInt8]) -> DistinguishedName.Superior? {
        let key = Octets(octets: octets)
        if let known = superiors[key] { return known }
        guard let name = ParsedName.name(octets), name.own != nil else { return nil }
        if superiors.count == Self.limit { superiors = [:] }
        let superior = DistinguishedName.Superior(name.parts)
        superiors[key] = superior
        return superior
    }

    /// The comma after the entry's own part; `nil` where there is none, or where what stands there could be read in more than
    /// one way: with quotes, other separators, or space around it.
    private static func plainComma(_ octets: [UInt8]) -> Int? {
        var place = 0
        while place < octets.count {
            switch octets[place] {
            case UInt8(ascii: "\\"): place += 2
            case UInt8(ascii: "\""), UInt8(ascii: ";"): return nil
            case UInt8(ascii: ","):
                let isTight =
                    place > 0 && octets[place - 1] > 0x20 && place + 1 < octets.count && octets[place + 1] > 0x20
                return isTight ? place : nil
            default: place += 1
            }
        }
        return nil
    }
}
