import Wire

/// The name of a relying party in the protocol: `client_id` (RFC 6749 §2.2). Not a secret.
package struct ClientID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` unless the text is 1 to 128 characters of `A-Z a-z 0-9 - . _ ~`, which read the same in a URL, a form,
    /// an `Authorization` header and a log.
    package init?(_ text: String) {
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy(\.isUnreserved) else { return nil }
        self.text = text
    }

    package var description: String { text }
}
