/// Blocks of PEM: Base64 in lines between two that name it (RFC 7468 §3).
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
        var rest = text[...]
        return next(&rest, label) ?? nil
    }

    /// Those of all blocks of this label, in their order.
    /// - Returns: `nil` for a text with none, or with one that can't be read.
    package static func decodeAll(_ text: String, label: String) -> [[UInt8]]? {
        var (rest, blocks): (Substring, [[UInt8]]) = (text[...], [])
        while let block = next(&rest, label) {
            guard let block else { return nil }
            blocks.append(block)
        }
        return blocks.isEmpty ? nil : blocks
    }

    /// Takes the next block off a text.
    /// - Returns: `nil` where no more begins; an inner `nil` for one that can't be read.
    private static func next(_ rest: inout Substring, _ label: String) -> [UInt8]?? {
        guard let begin = rest.firstRange(of: "-----BEGIN \(label)-----") else { return .none }
        let content = rest[begin.upperBound...]
        guard let end = content.firstRange(of: "-----END \(label)-----") else { return .some(nil) }
        rest = content[end.upperBound...]
        return .some(try? Base64.decode(content[..<end.lowerBound].filter { !$0.isWhitespace }))
    }
}
