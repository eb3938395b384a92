/// Whom an address stands for where requests are counted: an IPv4 address is one host, and of an IPv6 address the
/// first 64 bits are, as one subscriber has at least so many (RFC 6177 §2).
package struct AddressPrefix: Hashable, Sendable {
    /// Numbers, as every request is counted by them.
    private enum Network: Hashable {
        case host(UInt32)
        case subscriber(UInt64)
        case unknown
    }

    private let network: Network

    /// - Parameter address: as the system or a proxy writes it. What is no address is one host by itself.
    package init(of address: String) {
        self = IPAddress(peer: address).map(AddressPrefix.init) ?? AddressPrefix(network: .unknown)
    }

    init(_ address: IPAddress) {
        let bits = address.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        network = address.isIPv4 ? .host(UInt32(truncatingIfNeeded: bits)) : .subscriber(bits)
    }

    private init(network: Network) { self.network = network }
}

extension AddressPrefix: CustomStringConvertible {
    /// `192.0.2.1`, `2001:db8:0:1::/64`, or `unknown`.
    package var description: String {
        switch network {
        case .host(let bits): groups(bits, of: 8).map { String($0) }.joined(separator: ".")
        case .subscriber(let bits): groups(bits, of: 16).map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
        case .unknown: "unknown"
        }
    }

    /// The four parts of a number.
    private func groups<Bits: FixedWidthInteger>(_ bits: Bits, of width: Int) -> [Bits] {
        stride(from: 3, through: 0, by: -1).map { bits >> ($0 * width) & ((1 << width) - 1) }
    }
}
