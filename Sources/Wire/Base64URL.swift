/// Base64url as JOSE uses it: RFC 4648 §5 without padding (RFC 7515 §2).
///
/// Reads only what it would write itself: padding, white space, `+` and `/`, and spare bits that aren't zero
/// are refused.
package enum Base64URL {
    package static func encode(_ bytes: [UInt8]) -> String { Base64Alphabet.urlSafe.encode(bytes.span) }

    package static func encode(_ bytes: some Collection<UInt8>) -> String { Base64Alphabet.urlSafe.encode(bytes) }

    /// The same behind other bytes.
    package static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        Base64Alphabet.urlSafe.append(bytes.span, to: &output)
    }

    package static func decode(_ text: some StringProtocol) throws(Base64URLError) -> [UInt8] {
        try Base64Alphabet.urlSafe.decode(text)
    }
}
