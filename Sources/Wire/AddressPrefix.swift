/// Whom an address stands for where requests are counted: an IPv4 address is one host, and of an IPv6 address the
/// first 64 bits are, as one subscriber has at least so many (RFC 6177 §2). An IPv4 address that is written as an IPv6
/// one (RFC 4291 §2.5.5.2) is the IPv4 address.
package struct AddressPrefix: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// - Parameter address: as the system or a proxy writes it, perhaps with the zone of a link (RFC 4007 §11). What is
    ///   no address is one host by itself.
    package init(of address: String) {
        let bytes = Array(address.utf8.prefix { $0 != UInt8(ascii: "%") })
        if let octets = IPAddressText.ipv4(bytes[...]) {
            description = Self.text(octets)
        } else if let groups = IPAddressText.ipv6(bytes[...]) {
            let isIPv4 = groups.prefix(5).allSatisfy { $0 == 0 } && groups[5] == 0xFFFF
            description =
                isIPv4
                ? Self.text(groups.suffix(2).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
                : groups.prefix(4).map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
        } else {
            description = "unknown"
        }
    }

    private static func text(_ octets: [UInt8]) -> String { octets.map(String.init).joined(separator: ".") }
}
