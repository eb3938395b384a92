import Wire

/// The name of an attribute, and of a part of it: `[schema URI ":"] attribute ["." part]` (RFC 7644 §3.10). Names and URIs
/// are the same whatever their case (RFC 7643 §2.1).
package struct AttributePath: Hashable, Sendable {
    /// The URI of the schema in front of the name, in lower case.
    package let schema: String?
    /// In lower case.
    package let attribute: String
    /// The sub-attribute, in lower case.
    package let part: String?

    /// - Returns: `nil` for a text that RFC 7644's `attrPath` doesn't make.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Limits.shortParameterBytes, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        let name: ArraySlice<UInt8>
        if let colon = bytes.lastIndex(of: UInt8(ascii: ":")) {
            let uri = Self.lowered(bytes[..<colon])
            guard uri.utf8.starts(with: "urn:".utf8) else { return nil }
            schema = uri
            name = bytes[(colon + 1)...]
        } else {
            schema = nil
            name = bytes[...]
        }
        let names = name.split(separator: UInt8(ascii: "."), maxSplits: 2, omittingEmptySubsequences: false)
        guard names.count <= 2, let attribute = names.first, names.allSatisfy(Self.isName) else { return nil }
        self.attribute = Self.lowered(attribute)
        part = names.count == 2 ? Self.lowered(names[1]) : nil
    }

    /// `ATTRNAME = ALPHA *(nameChar)`, and `$ref` (RFC 7643 §2.1).
    private static func isName(_ name: ArraySlice<UInt8>) -> Bool {
        guard let first = name.first else { return false }
        let isReference = name.elementsEqual("$ref".utf8)
        return isReference
            || isLetter(first) && name.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func lowered(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self).lowercased()
    }
}
