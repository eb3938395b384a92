import Wire

/// A header of the PROXY protocol, version 2 (haproxy.org/download/3.0/doc/proxy-protocol.txt §2.2): what a proxy that
/// passes bytes on, and can't write into them, says first of whose they are.
struct ProxyHeader: Equatable {
    /// Whom the connection is from; `nil` where the proxy speaks for itself (LOCAL: its look whether we are alive), or
    /// for somebody without an IP address.
    let client: ClientAddress?
    /// How many bytes of the connection it takes up.
    let length: Int

    /// It isn't one, or one that is longer than it may be.
    struct Malformed: Error, Equatable {}

    private static let signature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]
    private static let fixedBytes = 16

    /// Reads the beginning of a connection.
    /// - Returns: `nil` while more has to come.
    static func read(_ bytes: [UInt8]) throws(Malformed) -> ProxyHeader? {
        guard zip(bytes, signature).allSatisfy({ $0 == $1 }) else { throw Malformed() }
        guard bytes.count >= fixedBytes else { return nil }
        let length = fixedBytes + (Int(bytes[14]) << 8 | Int(bytes[15]))
        guard bytes[12] >> 4 == 2, length <= Limits.proxyHeaderBytes else { throw Malformed() }
        guard bytes.count >= length else { return nil }
        let addresses = bytes[fixedBytes..<length]
        switch bytes[12] & 0x0F {
        case 0: return ProxyHeader(client: nil, length: length)
        case 1: return ProxyHeader(client: try client(family: bytes[13] >> 4, addresses), length: length)
        default: throw Malformed()
        }
    }

    /// Source address, destination address, source port, destination port; what stands behind them is passed over.
    private static func client(family: UInt8, _ addresses: ArraySlice<UInt8>) throws(Malformed) -> ClientAddress? {
        let size: Int
        switch family {
        case 1: size = 4
        case 2: size = 16
        // Unspecified, or a socket of the proxy's own machine.
        case 0, 3: return nil
        default: throw Malformed()
        }
        guard addresses.count >= 2 * size + 4, let source = IPAddress(bytes: Array(addresses.prefix(size))) else {
            throw Malformed()
        }
        let port = addresses.dropFirst(2 * size).prefix(2).reduce(0) { $0 << 8 | Int($1) }
        return ClientAddress(address: source.description, port: port)
    }
}
