/// Base64 with padding: RFC 4648 §4, as HTTP Basic credentials are written (RFC 7617 §2).
///
/// Reads only what it would write itself: missing padding, white space, `-` and `_`, and spare bits that
/// aren't zero are refused.
package enum Base64 {
    package static func encode(_ bytes: [UInt8]) -> String { Base64Alphabet.standard.encode(bytes.span) }

    package static func encode(_ bytes: some Collection<UInt8>) -> String { Base64Alphabet.standard.encode(bytes) }

    package static func decode(_ text: some StringProtocol) throws(Base64Error) -> [UInt8] {
        try Base64Alphabet.standard.decode(text)
    }
}
