/// Names of 128 bits in the textual form of RFC 9562 §4: 32 hexadecimal digits in five groups.
package enum GUID {
    private static let groups = [8, 4, 4, 4, 12]

    /// Of the first 16 bytes.
    package static func text(of bytes: [UInt8]) -> String {
        var digits = HexDigits.text(bytes.prefix(16))[...]
        return groups.map { count in
            defer { digits = digits.dropFirst(count) }
            return String(digits.prefix(count))
        }.joined(separator: "-")
    }

    package static func isOne(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == groups
            && parts.allSatisfy { $0.utf8.allSatisfy { hexDigitValue($0) != nil } }
    }
}
