/// U+FEFF at the start of a text, which some editors put there (Notepad among them). It is no part of what was written:
/// YAML allows it (YAML 1.2 §5.2), and who reads JSON may pass over it (RFC 8259 §8.1).
///
/// It is dropped from files that people wrote; messages of the protocol never have one.
package enum ByteOrderMark {
    private static let bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The bytes without it.
    package static func dropped(from text: [UInt8]) -> [UInt8] {
        text.starts(with: bytes) ? Array(text.dropFirst(bytes.count)) : text
    }

    /// The text without it.
    package static func dropped(from text: String) -> String {
        text.utf8.starts(with: bytes) ? String(text.unicodeScalars.dropFirst()) : text
    }
}
