/// The network that an address lies in, as strangers are counted: 24 bits of an IPv4 address, 64 of an IPv6 one, which
/// is what one household or office is given.
package struct NetworkPrefix: Hashable, Sendable {
    /// `192.0.2.0/24`, `2001:db8:0:1::/64`; what is no address stays as it is.
    package let text: String

    package init(of address: String) {
        text =
            IPAddress(peer: address).map {
                $0.isIPv4 ? Self.text(octets: $0.bytes) : AddressPrefix($0).description
            } ?? address
    }

    private static func text(octets: [UInt8]) -> String {
        octets.prefix(3).map { String($0) }.joined(separator: ".") + ".0/24"
    }
}
