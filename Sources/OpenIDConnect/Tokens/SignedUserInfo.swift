import JOSE
import Wire

/// What UserInfo answers, and how the client wants it (OpenID Connect Core §5.3.2).
package struct UserInfo: Hashable, Sendable {
    package let claims: JSONObject
    package let client: ClientID
    /// `nil` for plain JSON.
    let algorithm: SignatureAlgorithm?
    /// `nil` where it isn't encrypted.
    package let encryption: MessageEncryption?

    package init(_ claims: JSONObject, for client: Client) {
        self.claims = claims
        self.client = client.id
        algorithm = client.userInfoAlgorithm
        encryption = client.messages.userInfoEncryption
    }

    /// The claims as a signed JWT, whose issuer and audience keep it from being another's.
    /// - Returns: `nil` where the client takes them as plain JSON.
    package func signed(_ issuer: Issuer, keys: SigningKeys) throws(JOSEError) -> String? {
        guard let algorithm else { return nil }
        var claims = claims
        claims["iss"] = .string(issuer.text)
        claims["aud"] = .string(client.text)
        return try keys.sign(claims, type: "JWT", with: algorithm)
    }

    package static let mediaType = "application/jwt"
}
