import Cryptography
import Identity
import JOSE
import Wire

/// Names a token: its `jti` (RFC 7519 §4.1.7). 128 random bits, Base64url.
package struct TokenID: Hashable, Sendable {
    package let text: String

    package init(random: any RandomSource) {
        text = Base64URL.encode(random.bytes(16))
    }

    /// Reads an id that was written before.
    package init(stored text: String) {
        self.text = text
    }
}

/// What we keep of an access token, to know later whether it still counts. In whose name it is, its authorization says.
package struct AccessTokenRecord: Hashable, Sendable {
    package let id: TokenID
    package let authorization: AuthorizationID
    package let client: ClientID
    /// The one place where it may be presented (RFC 8707).
    package let audience: String
    package let scopes: Set<Scope>
    package let issuedAt: Instant
    package let expiresAt: Instant
    /// What whoever presents it has to hold; `nil` for a bearer token.
    package let confirmation: Confirmation?
    /// What it was asked for finer than by scopes (RFC 9396); the engine says what of that is in it.
    package let details: AuthorizationDetails

    package init(
        id: TokenID, authorization: AuthorizationID, client: ClientID, audience: String, scopes: Set<Scope>,
        issuedAt: Instant, expiresAt: Instant, confirmation: Confirmation? = nil, details: AuthorizationDetails = .none
    ) {
        self.id = id
        self.authorization = authorization
        self.client = client
        self.audience = audience
        self.scopes = scopes
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.confirmation = confirmation
        self.details = details
    }

    package static let lifetime = Duration.minutes(10)
}

/// An access token that somebody presented to us, and that is ours and not expired (RFC 9068 §4). Whether it was
/// revoked only the store knows.
package struct PresentedAccessToken: Hashable, Sendable {
    package let id: TokenID
    package let clientID: ClientID
    /// What it is bound to, which whoever presents it has to show.
    package var confirmation: Confirmation?
}
