import Wire

/// The name of a relying party in the protocol: `client_id` (RFC 6749 §2.2). Not a secret.
package struct ClientID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` unless the text has the form of one (`hasFormOfClientID`).
    package init?(_ text: String) {
        guard text.hasFormOfClientID else { return nil }
        self.text = text
    }

    package var description: String { text }
}
