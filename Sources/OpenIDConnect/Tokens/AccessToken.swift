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

/// What we keep of an access token, to know later whether it still counts.
package struct AccessTokenRecord: Hashable, Sendable {
    package let id: TokenID
    package let clientID: ClientID
    package let person: PersonID
    package let session: SessionID
    package let scopes: Set<Scope>
    package let issuedAt: Instant

    package init(
        id: TokenID, clientID: ClientID, person: PersonID, session: SessionID, scopes: Set<Scope>, issuedAt: Instant
    ) {
        self.id = id
        self.clientID = clientID
        self.person = person
        self.session = session
        self.scopes = scopes
        self.issuedAt = issuedAt
    }

    package var expiresAt: Instant { issuedAt + Self.lifetime }

    package static let lifetime = Duration.minutes(10)
}

/// An access token that somebody presented to us, and that is ours, meant for us, and not expired (RFC 9068 §4).
/// Whether it was revoked only the store knows.
package struct PresentedAccessToken: Sendable {
    package let id: TokenID
    package let clientID: ClientID

    package init(
        _ text: String, keys: SigningKeys, issuer: Issuer, at now: Instant
    ) throws(BearerError) {
        do {
            let token = try UnverifiedJWT(parsing: text).verified(by: keys.published)
            try token.check(issuer: issuer.text, audience: issuer.userInfoEndpoint, type: "at+jwt", at: now)
            guard let id = token.claims["jti"]?.string, let client = token.claims["client_id"]?.string,
                let clientID = ClientID(client)
            else { throw BearerError.invalidToken }
            self.id = TokenID(stored: id)
            self.clientID = clientID
        } catch {
            throw .invalidToken
        }
    }
}
