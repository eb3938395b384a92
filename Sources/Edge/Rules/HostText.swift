import Wire

/// `uri-host [ ":" port ]`, as Host and :authority have it (RFC 9110 §7.2, RFC 3986 §3.2.2). No user, no path, no space;
/// and not empty, as an http URI without a host is none (RFC 9110 §4.2.1).
enum HostText {
    static func isValid(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count <= Limits.hostBytes else { return false }
        guard bytes.first != UInt8(ascii: "[") else { return isLiteral(bytes) }
        let name = bytes.prefix { $0 != UInt8(ascii: ":") }
        guard !name.isEmpty, isName(name) else { return false }
        return name.endIndex == bytes.endIndex || isPort(bytes[(name.endIndex + 1)...])
    }

    /// An IPv6 address in brackets. Addresses of a later version of IP aren't there yet.
    private static func isLiteral(_ bytes: [UInt8]) -> Bool {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "]")),
            let address = String(validating: bytes[1..<end], as: UTF8.self), address.contains(":"),
            IPAddress(address) != nil
        else { return false }
        let rest = bytes[(end + 1)...]
        return rest.isEmpty || rest.first == UInt8(ascii: ":") && isPort(rest.dropFirst())
    }

    private static func isPort(_ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.count <= 5, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 65_535
    }

    /// reg-name: unreserved, sub-delims, and percent-encoded.
    private static func isName(_ name: ArraySlice<UInt8>) -> Bool {
        var rest = name
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, rest.prefix(2).allSatisfy(isHexDigit) else { return false }
                rest = rest.dropFirst(2)
            } else {
                guard standsForItself(byte) else { return false }
            }
        }
        return true
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// unreserved and sub-delims (RFC 3986 §2.2, §2.3).
    private static func standsForItself(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "a"..."z", "A"..."Z", "0"..."9": true
        case "-", ".", "_", "~", "!", "$", "&", "'", "(", ")", "*", "+", ",", ";", "=": true
        default: false
        }
    }
}
