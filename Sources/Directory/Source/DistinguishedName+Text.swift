import Wire

extension DistinguishedName {
    /// Reads a name as RFC 4514 writes it, with the space around separators that RFC 2253 §4 allowed; `nil` for anything
    /// else, the quoted form of RFC 2253 among it. Types are folded, and those of RFC 4514 §3 known by their numbers too.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumBytes else { return nil }
        var reader = NameReader(rest: Array(text.utf8)[...])
        guard let parts = reader.parts() else { return nil }
        self.init(parts)
    }

    /// Of a name as it's read. Five hundred levels are under 4 KB.
    package static let maximumBytes = 65_536

    /// As RFC 4514 writes it, for people and logs: what a screen doesn't show is escaped octet by octet, so that a name
    /// with a break in it can't begin a line.
    package var text: String { parts.map(\.text).joined(separator: ",") }
}

extension DistinguishedName: CustomStringConvertible {
    package var description: String { text }
}

extension DistinguishedName.Part {
    package var text: String {
        var text = ""
        for attribute in attributes {
            if !text.isEmpty { text += "+" }
            text += attribute.type
            text += "="
            text += Self.escaped(attribute.value)
        }
        return text
    }

    private static func escaped(_ value: [UInt8]) -> String {
        if value.allSatisfy(isOrdinary) { return String(decoding: value, as: UTF8.self) }
        guard let string = String(validating: value, as: UTF8.self) else {
            return value.map { "\\" + HexDigits.text([$0]) }.joined()
        }
        var text = ""
        let scalars = Array(string.unicodeScalars)
        for (place, scalar) in scalars.enumerated() {
            let isSpaceAtEnd = scalar == " " && (place == 0 || place == scalars.count - 1)
            if isSpaceAtEnd || "\",+;<>\\".unicodeScalars.contains(scalar) || (scalar == "#" && place == 0) {
                text += "\\"
                text.unicodeScalars.append(scalar)
            } else if scalar.isShown {
                text.unicodeScalars.append(scalar)
            } else {
                text += String(scalar).utf8.map { "\\" + HexDigits.text([$0]) }.joined()
            }
        }
        return text
    }

    /// Whether an octet is written as it is wherever it stands.
    private static func isOrdinary(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "@"):
            true
        default: false
        }
    }
}

private struct NameReader {
    var rest: ArraySlice<UInt8>

    mutating func parts() -> [DistinguishedName.Part]? {
        dropSpaces()
        if rest.isEmpty { return [] }
        var parts: [DistinguishedName.Part] = []
        repeat {
            guard let part = part() else { return nil }
            parts.append(part)
        } while take(",")
        return rest.isEmpty ? parts : nil
    }

    private mutating func part() -> DistinguishedName.Part? {
        var attributes: [DistinguishedName.Attribute] = []
        repeat {
            guard let attribute = attribute() else { return nil }
            attributes.append(attribute)
        } while take("+")
        return DistinguishedName.Part(attributes)
    }

    private mutating func attribute() -> DistinguishedName.Attribute? {
        dropSpaces()
        let written = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: " ") }
        rest = rest.dropFirst(written.count)
        dropSpaces()
        guard let name = AttributeName(String(decoding: written, as: UTF8.self)), !name.hasOptions, take("=") else {
            return nil
        }
        dropSpaces()
        guard let value = take("#") ? hexValue() : value() else { return nil }
        return DistinguishedName.Attribute(type: Self.shortNames[name.text] ?? name.text, value: value)
    }

    /// What is written out in BER (RFC 4514 §2.4): of a string, its contents.
    private mutating func hexValue() -> [UInt8]? {
        let digits = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: " ") }
        rest = rest.dropFirst(digits.count)
        dropSpaces()
        guard let encoded = HexDigits.octets(String(decoding: digits, as: UTF8.self)), !encoded.isEmpty else {
            return nil
        }
        let isString = encoded.count >= 2 && Self.stringTags.contains(encoded[0]) && encoded[1] < 0x80
        return isString && encoded.count == 2 + Int(encoded[1]) ? Array(encoded[2...]) : encoded
    }

    private mutating func value() -> [UInt8]? {
        var value: [UInt8] = []
        // How much of it stays when the space at the end is dropped: escaped space does.
        var kept = 0
        while let octet = rest.first, octet != UInt8(ascii: ","), octet != UInt8(ascii: "+") {
            rest.removeFirst()
            switch octet {
            case UInt8(ascii: "\\"):
                guard let escaped = escaped() else { return nil }
                value.append(escaped)
                kept = value.count
            case UInt8(ascii: "\""), UInt8(ascii: ";"), UInt8(ascii: "<"), UInt8(ascii: ">"), 0: return nil
            default:
                value.append(octet)
                if octet != UInt8(ascii: " ") { kept = value.count }
            }
        }
        return Array(value.prefix(kept))
    }

    private mutating func escaped() -> UInt8? {
        if let pair = HexDigits.octets(String(decoding: rest.prefix(2), as: UTF8.self)), pair.count == 1 {
            rest = rest.dropFirst(2)
            return pair[0]
        }
        guard let octet = rest.popFirst(), " \"#+,;<=>\\".utf8.contains(octet) else { return nil }
        return octet
    }

    private mutating func dropSpaces() { rest = rest.drop { $0 == UInt8(ascii: " ") } }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first.map(UInt32.init) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    /// OCTET STRING, UTF8String, PrintableString, IA5String.
    private static let stringTags: Set<UInt8> = [0x04, 0x0C, 0x13, 0x16]

    /// The types of RFC 4514 §3, by their other spellings (RFC 4519).
    private static let shortNames = [
        "2.5.4.3": "cn", "commonname": "cn", "2.5.4.7": "l", "localityname": "l", "2.5.4.8": "st", "2.5.4.10": "o",
        "organizationname": "o", "2.5.4.11": "ou", "organizationalunitname": "ou", "2.5.4.6": "c", "countryname": "c",
        "2.5.4.9": "street", "streetaddress": "street", "0.9.2342.19200300.100.1.25": "dc", "domaincomponent": "dc",
        "0.9.2342.19200300.100.1.1": "uid", "userid": "uid",
    ]
}
