import Wire

/// The name of a relying party in the protocol: `client_id` (RFC 6749 §2.2). Not a secret.
package struct ClientID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` unless the text has the form of one (`hasFormOfClientID`).
    package init?(_ text: String) {
        guard text.hasFormOfClientID else { return nil }
        self.text = text
    }

    private init(own text: String) { self.text = text }

    /// Ours, for pages of ours that ask somebody to sign in. It is found in no register.
    package static let ourselves = ClientID(own: "~hue-sso")

    package var description: String { text }
}
