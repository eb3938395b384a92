/// One block of PEM: Base64 in lines between two that name it (RFC 7468 §3).
package enum PEMText {
    /// Lines of 64 letters, and a line feed at the end of each.
    package static func encode(_ bytes: [UInt8], label: String) -> String {
        var lines = ["-----BEGIN \(label)-----"]
        var rest = Base64.encode(bytes)[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        return (lines + ["-----END \(label)-----", ""]).joined(separator: "\n")
    }

    /// The bytes of the first block of this label; `nil` where there is none that can be read. What stands around it is
    /// passed over (RFC 7468 §2), and white space within too.
    package static func decode(_ text: String, label: String) -> [UInt8]? {
        guard let begin = text.firstRange(of: "-----BEGIN \(label)-----"),
            let end = text[begin.upperBound...].firstRange(of: "-----END \(label)-----")
        else { return nil }
        return try? Base64.decode(text[begin.upperBound..<end.lowerBound].filter { !$0.isWhitespace })
    }
}
