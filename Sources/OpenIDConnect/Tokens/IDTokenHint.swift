import JOSE
import Wire

/// An ID token of ours that a client hands back as a hint (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2): whom it
/// is about and to whom it was issued. An expired one is good: it says who is meant, and opens nothing.
package struct IDTokenHint: Hashable, Sendable {
    package let clientID: ClientID
    package let subject: String
    package let sessionID: String?

    /// `nil` unless the text is an ID token that this provider has signed.
    package init?(_ text: String, keys: SigningKeys, issuer: Issuer) {
        guard let token = try? UnverifiedJWT(parsing: text).verified(by: keys.published),
            token.header.type == "JWT", token.claims["iss"]?.string?.hasSameBytes(as: issuer.text) == true,
            let client = token.claims["aud"]?.string.flatMap(ClientID.init), let subject = token.claims["sub"]?.string
        else { return nil }
        clientID = client
        self.subject = subject
        sessionID = token.claims["sid"]?.string
    }
}
