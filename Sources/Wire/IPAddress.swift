/// An IP address as its bytes, four or sixteen of them.
///
/// An IPv4 address that comes as IPv6 (`::ffff:192.0.2.1`, RFC 4291 §2.5.5.2) is the IPv4 address: a socket that listens
/// on both kinds writes one peer in two ways, and a list of networks means both.
package struct IPAddress: Hashable, Sendable {
    /// In network order.
    package let bytes: [UInt8]

    /// - Parameter bytes: four or sixteen, in network order; `nil` for any other number.
    package init?(bytes: [UInt8]) {
        switch bytes.count {
        case 4: self.bytes = bytes
        case 16: self.bytes = bytes.starts(with: Self.mapped) ? Array(bytes.suffix(4)) : bytes
        default: return nil
        }
    }

    /// Reads an address as RFC 3986 §3.2.2 writes it, without brackets, port or zone.
    package init?(_ text: some StringProtocol) {
        self.init(Array(text.utf8)[...])
    }

    private init?(_ text: ArraySlice<UInt8>) {
        if let octets = IPAddressText.ipv4(text) {
            self.init(bytes: octets)
        } else if let groups = IPAddressText.ipv6(text) {
            self.init(bytes: groups.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] })
        } else {
            return nil
        }
    }

    /// Reads an address as the system or a proxy writes it: perhaps with the zone of a link (RFC 4007 §11), which says
    /// nothing of whose it is.
    package init?(peer text: String) {
        let bytes = Array(text.utf8)
        self.init(bytes[..<(bytes.firstIndex(of: UInt8(ascii: "%")) ?? bytes.endIndex)])
    }

    package var isIPv4: Bool { bytes.count == 4 }

    /// What an IPv4 address begins with where it is written as IPv6.
    private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
}

extension IPAddress: CustomStringConvertible {
    /// The one form of an address (RFC 5952 §4): small letters, no leading zeros, the first longest run of two or more
    /// zero groups shortened.
    package var description: String {
        guard !isIPv4 else { return bytes.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        let texts = groups.map { String($0, radix: 16) }
        guard let run = Self.longestRun(groups) else { return texts.joined(separator: ":") }
        return texts[..<run.lowerBound].joined(separator: ":") + "::"
            + texts[run.upperBound...].joined(separator: ":")
    }

    private static func longestRun(_ groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        for end in 1...groups.count {
            if end < groups.count, groups[start] == 0, groups[end] == 0 { continue }
            if groups[start] == 0, end - start > max(1, longest?.count ?? 0) { longest = start..<end }
            start = end
        }
        return longest
    }
}
