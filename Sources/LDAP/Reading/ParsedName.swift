import CLDAP
import Directory
import Wire

/// Names of entries as the server sends them, read by libldap: values as octets, whatever way they were escaped, and types
/// in lower case.
enum ParsedName {
    /// `nil` for what RFC 4514 doesn't read, the quoted form of RFC 2253 among it.
    static func name(_ octets: [UInt8]) -> DistinguishedName? {
        var text = octets.map { CChar(bitPattern: $0) } + [0]
        let count = ber_len_t(octets.count)
        return text.withUnsafeMutableBufferPointer { buffer in
            var value = berval(bv_len: count, bv_val: buffer.baseAddress)
            var name: LDAPDN?
            guard ldap_bv2dn(&value, &name, UInt32(LDAP_DN_FORMAT_LDAPV3)) == ResultCode.success else { return nil }
            defer { ldap_dnfree(name) }
            return DistinguishedName(parts(name))
        }
    }

    private static func parts(_ name: LDAPDN?) -> [DistinguishedName.Part] {
        guard var part = name else { return [] }
        var parts: [DistinguishedName.Part] = []
        while let attributes = part.pointee {
            parts.append(DistinguishedName.Part(self.attributes(attributes)))
            part += 1
        }
        return parts
    }

    private static func attributes(_ part: LDAPRDN) -> [DistinguishedName.Attribute] {
        var attributes: [DistinguishedName.Attribute] = []
        var place = part
        while let attribute = place.pointee?.pointee {
            attributes.append(
                DistinguishedName.Attribute(
                    type: lowered(octets(attribute.la_attr)), value: octets(attribute.la_value)))
            place += 1
        }
        return attributes
    }

    /// ASCII in lower case; anything else as it is.
    static func lowered(_ octets: [UInt8]) -> String {
        String(decoding: octets.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// A name as it was sent, for a line that people read: what isn't printable is escaped (RFC 4514 §2.4), as servers
    /// send a newline in a name as it is.
    static func printable(_ octets: [UInt8]) -> String {
        String(decoding: octets.prefix(SourceLimits.valueOctets), as: UTF8.self).unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                scalar.utf8.map { #"\"# + HexDigits.text([$0]) }.joined()
            default: String(Character(scalar))
            }
        }.joined()
    }
}

extension Unicode.Scalar {
    fileprivate var utf8: [UInt8] { [UInt8](String(Character(self)).utf8) }
}

extension DistinguishedName {
    /// As RFC 4514 writes it, with every octet escaped that isn't a letter, a digit or a hyphen: what any server reads.
    package var wireText: String {
        parts.map { part in
            part.attributes.map { "\($0.type)=\(Self.escaped($0.value))" }.joined(separator: "+")
        }.joined(separator: ",")
    }

    private static func escaped(_ value: [UInt8]) -> String {
        value.map { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                String(UnicodeScalar(octet))
            default: #"\"# + HexDigits.text([octet])
            }
        }.joined()
    }
}
