/// Reads IP addresses as RFC 3986 §3.2.2 writes them: four plain decimal octets, or eight groups with at most
/// one `::`.
///
/// No octal, hexadecimal or shortened IPv4, no zone of an IPv6 address, no brackets.
enum IPAddressText {
    /// The four octets; `nil` unless each is 0…255 without leading zeros.
    static func ipv4(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var octets: [UInt8] = []
        octets.reserveCapacity(4)
        // The one that is being read; `nil` where no digit of it has come.
        var octet: UInt8?
        for byte in text {
            if byte == UInt8(ascii: "."), octets.count < 3, let whole = octet {
                octets.append(whole)
                octet = nil
            } else if byte.isASCIIDigit, octet != 0 {
                let (tens, isTooMany) = (octet ?? 0).multipliedReportingOverflow(by: 10)
                let (sum, isTooMuch) = tens.addingReportingOverflow(byte - UInt8(ascii: "0"))
                guard !isTooMany, !isTooMuch else { return nil }
                octet = sum
            } else {
                return nil
            }
        }
        guard octets.count == 3, let octet else { return nil }
        octets.append(octet)
        return octets
    }

    /// The eight groups; the last two may be written as an IPv4 address.
    static func ipv6(_ text: ArraySlice<UInt8>) -> [UInt16]? {
        guard let gap = firstGap(in: text) else {
            return groups(text).flatMap { $0.count == 8 ? $0 : nil }
        }
        let head = text[..<gap]
        let tail = text[(gap + 2)...]
        guard firstGap(in: tail) == nil,
            // An IPv4 address may only be the very end.
            !head.contains(UInt8(ascii: ".")),
            let left = head.isEmpty ? [] : groups(head), let right = tail.isEmpty ? [] : groups(tail),
            // "::" stands for at least one group.
            left.count + right.count < 8
        else { return nil }
        return left + [UInt16](repeating: 0, count: 8 - left.count - right.count) + right
    }

    /// Where the first `::` begins.
    private static func firstGap(in text: ArraySlice<UInt8>) -> Int? {
        text.indices.dropLast().first {
            text[$0] == UInt8(ascii: ":") && text[$0 + 1] == UInt8(ascii: ":")
        }
    }

    /// Reads groups between single colons; an IPv4 address at the end is two of them.
    private static func groups(_ text: ArraySlice<UInt8>) -> [UInt16]? {
        var parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var ending: [UInt16] = []
        if let last = parts.last, last.contains(UInt8(ascii: ".")) {
            guard let octets = ipv4(last) else { return nil }
            ending = [UInt16(octets[0]) << 8 | UInt16(octets[1]), UInt16(octets[2]) << 8 | UInt16(octets[3])]
            parts.removeLast()
        }
        var groups: [UInt16] = []
        for part in parts {
            guard let group = Self.group(part) else { return nil }
            groups.append(group)
        }
        return groups + ending
    }

    /// Reads one to four hexadecimal digits.
    private static func group(_ text: ArraySlice<UInt8>) -> UInt16? {
        guard (1...4).contains(text.count) else { return nil }
        var value: UInt16 = 0
        for digit in text {
            guard let nibble = hexDigitValue(digit) else { return nil }
            value = value << 4 | UInt16(nibble)
        }
        return value
    }
}
