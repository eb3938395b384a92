import Cryptography
import Identity
import Wire

/// An authorization code in the one moment in which it is known: 256 random bits, Base64url (RFC 6749 §4.1.2).
package struct AuthorizationCode: Sendable {
    package let text: String

    package init(random: any RandomSource) {
        text = Base64URL.encode(random.bytes(32))
    }

    package var hash: CodeHash { CodeHash(ofPresented: text) }

    /// How long a code can be redeemed.
    package static let lifetime = Duration.seconds(60)
}

/// What a code is bound to, beside the authorization that it stands for.
package struct CodeBinding: Hashable, Sendable {
    /// As the request gave it; the token request has to repeat it (RFC 6749 §4.1.3).
    package let redirectURI: String
    package let challenge: CodeChallenge?
    package let nonce: String?
    package let expiresAt: Instant
    /// The key by which its redemption has to be proven (RFC 9449 §10); `nil` for any.
    package let dpopKey: KeyThumbprint?

    package init(
        redirectURI: String, challenge: CodeChallenge?, nonce: String?, expiresAt: Instant,
        dpopKey: KeyThumbprint? = nil
    ) {
        self.redirectURI = redirectURI
        self.challenge = challenge
        self.nonce = nonce
        self.expiresAt = expiresAt
        self.dpopKey = dpopKey
    }

    /// That of a code which answers a request now.
    package init(_ request: AuthorizationRequest, at now: Instant) {
        self.init(
            redirectURI: request.address.redirectURI.text, challenge: request.codeChallenge, nonce: request.nonce,
            expiresAt: now + AuthorizationCode.lifetime, dpopKey: request.dpopKey)
    }
}
