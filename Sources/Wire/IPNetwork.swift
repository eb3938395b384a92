/// A network of IP addresses: one of them and how many of its leading bits count (RFC 4632 §3.1, RFC 4291 §2.3).
package struct IPNetwork: Hashable, Sendable {
    package let address: IPAddress
    /// How many leading bits of an address are this network's: 0…32, or 0…128.
    package let prefixLength: Int

    /// Reads `10.0.0.0/8`, `2001:db8::/32`, or an address alone, which is a network of one.
    ///
    /// `nil` for anything else, also where bits behind the prefix are set: `10.1.2.3/8` is a slip of the hand, and which
    /// of the two was meant can't be told.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        let bits = address.bytes.count * 8
        guard parts.count == 2 else {
            self.init(address, bits)
            return
        }
        // An IPv4 address that is written as IPv6 has a prefix of IPv6; nobody needs it, and it would be misread.
        guard first.contains(":") != address.isIPv4, (1...3).contains(parts[1].utf8.count),
            parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let length = Int(parts[1]), length <= bits
        else { return nil }
        self.init(address, length)
        guard (length..<bits).allSatisfy({ !address.hasBit($0) }) else { return nil }
    }

    private init(_ address: IPAddress, _ prefixLength: Int) {
        self.address = address
        self.prefixLength = prefixLength
    }

    package func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        let (whole, rest) = prefixLength.quotientAndRemainder(dividingBy: 8)
        guard other.bytes.prefix(whole).elementsEqual(address.bytes.prefix(whole)) else { return false }
        guard rest > 0 else { return true }
        return (other.bytes[whole] ^ address.bytes[whole]) >> (8 - UInt8(rest)) == 0
    }
}

extension IPAddress {
    /// Whether a bit is set; bit 0 is the first that is sent.
    fileprivate func hasBit(_ place: Int) -> Bool { bytes[place / 8] >> UInt8(7 - place % 8) & 1 == 1 }
}

extension IPNetwork: CustomStringConvertible {
    package var description: String { "\(address)/\(prefixLength)" }
}

extension Sequence<IPNetwork> {
    /// Whether one of these networks has the address.
    package func contains(_ address: IPAddress) -> Bool { contains { $0.contains(address) } }
}
