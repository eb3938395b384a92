import Cryptography
import Identity
import Wire

/// A refresh token in the moments in which it is known (RFC 6749 §1.5): 256 bits, Base64url.
///
/// The first one of an authorization is random; each use exchanges it for its successor (RFC 9700 §4.14.2). The
/// successor is derived from it, see `RefreshTokenSuccession`.
package struct RefreshToken: Hashable, Sendable {
    package let text: String

    package init(random: any RandomSource) {
        text = Base64URL.encode(random.bytes(32))
    }

    /// Takes what a client presents. Any text may be one; those that we gave are found by their hash.
    package init(presented text: String) {
        self.text = text
    }

    package var hash: RefreshTokenHash { RefreshTokenHash(ofPresented: text) }

    /// How long an offline token may lie unused; each use begins it anew.
    package static let idleLimit = Duration.hours(24 * 30)
    /// How long an offline authorization can be refreshed at all.
    package static let totalLimit = Duration.hours(24 * 180)
    /// How long after its use a token still gets the same answer: time for a client to notice a lost one.
    package static let retryWindow = Duration.seconds(10)
}

/// Derives a refresh token's successor: HMAC-SHA-256 over the old token's text, under a secret of the server.
///
/// Of a token only the hash is kept, and a client whose answer was lost must be given the very same successor when it
/// asks again. It presents the old token with that, and old token and secret make the successor a second time. Who
/// holds the old token alone can't, and neither can who has read the database.
package struct RefreshTokenSuccession: Sendable {
    private let secret: [UInt8]

    /// - Parameter secret: 32 random bytes. If they change, answers lost within `RefreshToken.retryWindow` of it can't be
    ///   repeated; tokens stay good.
    package init(secret: [UInt8]) {
        self.secret = secret
    }

    package func successor(of token: RefreshToken) -> RefreshToken {
        // The label keeps what is derived here apart from all else that may be derived from the same secret.
        RefreshToken(presented: Base64URL.encode(HMAC.sha256(key: secret, Array("refresh\u{0}\(token.text)".utf8))))
    }
}

/// What we keep of a refresh token.
package struct RefreshTokenRecord: Hashable, Sendable {
    package let hash: RefreshTokenHash
    package let authorization: AuthorizationID
    /// 0 for the first token of its authorization, one more with each rotation.
    package let generation: Int
    package let issuedAt: Instant
    /// Until when it has to be used.
    package let idleEnd: Instant
    /// When the last token of its family ends, however often they are used.
    package let absoluteEnd: Instant
    /// What it was exchanged for; `nil` as long as it is good.
    package let rotation: Rotation?
    /// What whoever uses it has to hold: of a public client, which has nothing else to prove itself by (RFC 9449 §5).
    package let confirmation: Confirmation?

    /// The exchange of a token for its successor, and the answer that was given then.
    package struct Rotation: Hashable, Sendable {
        package let at: Instant
        package let accessToken: TokenID
        /// What the request asked for: the scopes that it named, else all of the authorization.
        package let scopes: Set<Scope>
        /// Where the access token may be presented; `nil` when that isn't known any more, long after a retry would count.
        package let audience: String?

        package init(at moment: Instant, accessToken: TokenID, scopes: Set<Scope>, audience: String?) {
            at = moment
            self.accessToken = accessToken
            self.scopes = scopes
            self.audience = audience
        }
    }

    package init(
        hash: RefreshTokenHash, authorization: AuthorizationID, generation: Int, issuedAt: Instant, idleEnd: Instant,
        absoluteEnd: Instant, rotation: Rotation?, confirmation: Confirmation? = nil
    ) {
        self.hash = hash
        self.authorization = authorization
        self.generation = generation
        self.issuedAt = issuedAt
        self.idleEnd = idleEnd
        self.absoluteEnd = absoluteEnd
        self.rotation = rotation
        self.confirmation = confirmation
    }

    /// The first token of an authorization.
    /// - Parameters:
    ///   - sessionEnd: when the session that it came from ends at the latest. Within a session that decides, and nothing
    ///     else does; an offline authorization has limits of its own.
    ///   - confirmation: what it is bound to.
    package init(
        first token: RefreshToken, of authorization: Authorization, sessionEnd: Instant,
        boundTo confirmation: Confirmation? = nil, at now: Instant
    ) {
        let end = authorization.isOffline ? now + RefreshToken.totalLimit : sessionEnd
        self.init(
            hash: token.hash, authorization: authorization.id, generation: 0, issuedAt: now,
            idleEnd: authorization.isOffline ? min(now + RefreshToken.idleLimit, end) : end, absoluteEnd: end,
            rotation: nil, confirmation: confirmation)
    }

    /// Until when it has to be used again, if it is used now and stays.
    package func idleEnd(of authorization: Authorization, usedAt now: Instant) -> Instant {
        authorization.isOffline ? min(now + RefreshToken.idleLimit, absoluteEnd) : absoluteEnd
    }

    /// The record of the token that this one is exchanged for.
    package func successor(_ token: RefreshToken, of authorization: Authorization, at now: Instant) -> Self {
        Self(
            hash: token.hash, authorization: self.authorization, generation: generation + 1, issuedAt: now,
            idleEnd: idleEnd(of: authorization, usedAt: now), absoluteEnd: absoluteEnd, rotation: nil,
            confirmation: confirmation)
    }
}
