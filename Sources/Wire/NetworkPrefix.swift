/// The network that an address lies in, as strangers are counted: 24 bits of an IPv4 address, 64 of an IPv6 one, which
/// is what one household or office is given.
package struct NetworkPrefix: Hashable, Sendable {
    /// `192.0.2.0/24`, `2001:db8:0:1::/64`; what is no address stays as it is.
    package let text: String

    package init(of address: String) {
        text = Self.text(of: address) ?? address
    }

    private static func text(of address: String) -> String? {
        // Without the zone of a link-local address (RFC 4007 §11).
        let bytes = Array(address.utf8.prefix { $0 != UInt8(ascii: "%") })
        if let octets = IPAddressText.ipv4(bytes[...]) { return text(octets: octets) }
        guard let groups = IPAddressText.ipv6(bytes[...]) else { return nil }
        // An IPv4 address as an IPv6 socket shows it (RFC 4291 §2.5.5.2).
        if groups.prefix(5).allSatisfy({ $0 == 0 }), groups[5] == 0xFFFF {
            return text(octets: [UInt8(groups[6] >> 8), UInt8(groups[6] & 0xFF), UInt8(groups[7] >> 8)])
        }
        return groups.prefix(4).map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
    }

    private static func text(octets: [UInt8]) -> String {
        octets.prefix(3).map { String($0) }.joined(separator: ".") + ".0/24"
    }
}
