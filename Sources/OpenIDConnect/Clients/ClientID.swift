/// The name of a relying party in the protocol: `client_id` (RFC 6749 §2.2). Not a secret.
package struct ClientID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` unless the text is 1 to 128 characters of `A-Z a-z 0-9 - . _ ~`, which read the same in a URL, a form,
    /// an `Authorization` header and a log.
    package init?(_ text: String) {
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy(Self.isUnreserved) else { return nil }
        self.text = text
    }

    package var description: String { text }

    /// The unreserved characters of RFC 3986 §2.3.
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
