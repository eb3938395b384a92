/// Whom an address stands for where requests are counted: an IPv4 address is one host, and of an IPv6 address the
/// first 64 bits are, as one subscriber has at least so many (RFC 6177 §2).
package struct AddressPrefix: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// - Parameter address: as the system or a proxy writes it. What is no address is one host by itself.
    package init(of address: String) {
        description = IPAddress(peer: address).map { $0.isIPv4 ? $0.description : $0.firstHalf } ?? "unknown"
    }
}
