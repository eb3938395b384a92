import Identity
import JOSE
import Wire

/// Reads the access tokens that are presented to us (RFC 9068 §4).
package struct AccessTokenReader: Sendable {
    private let issuer: Issuer
    private let keys: SigningKeys
    private let memory: AccessTokenMemory

    /// - Parameter memory: what was signed or verified before by this process.
    package init(issuer: Issuer, keys: SigningKeys, memory: AccessTokenMemory) {
        self.issuer = issuer
        self.keys = keys
        self.memory = memory
    }

    /// Reads a token that is presented to a resource of ours.
    /// - Parameter audience: the resource, which the token must be meant for.
    package func token(
        _ text: String, for audience: String, at now: Instant
    ) throws(BearerError) -> PresentedAccessToken {
        try read(text, for: audience, at: now)
    }

    /// Reads a token that is asked about (RFC 7662 §2.1), whatever resource it is meant for.
    package func token(introspecting text: String, at now: Instant) throws(BearerError) -> PresentedAccessToken {
        try read(text, for: nil, at: now)
    }

    /// - Parameter audience: what the token has to be meant for; `nil` for whatever it says.
    private func read(
        _ text: String, for audience: String?, at now: Instant
    ) throws(BearerError) -> PresentedAccessToken {
        let digest = AccessTokenDigest(of: text)
        if let token = memory.token(digest), keys.published.hasKey(token.key) {
            try token.check(for: audience ?? token.audience, at: now)
            return token.presented
        }
        do {
            let verified = try UnverifiedJWT(parsing: text).verified(by: keys.published)
            guard let token = SignedAccessToken(verified.claims, by: verified.header.keyID) else {
                throw BearerError.invalidToken
            }
            try token.check(for: audience ?? token.audience, at: now)
            try verified.check(
                issuer: issuer.text, audience: audience ?? token.audience, type: "at+jwt", at: now,
                leeway: Instant.clockTolerance)
            memory.remember(token, digest)
            return token.presented
        } catch let error as BearerError {
            throw error
        } catch {
            throw .invalidToken
        }
    }
}

/// What an access token of ours says that is looked at where it is presented. It exists for what has a good signature only.
struct SignedAccessToken: Hashable, Sendable {
    let presented: PresentedAccessToken
    let audience: String
    /// The key that signed it: with that key the token ends.
    let key: KeyID
    private let issuedAt: Instant
    private let expiresAt: Instant

    /// - Returns: `nil` for claims that aren't those of a token of ours.
    init?(_ claims: JSONObject, by key: KeyID?) {
        guard let key, let id = claims["jti"]?.string, let client = claims["client_id"]?.string,
            let clientID = ClientID(client), let audience = claims["aud"]?.array?.first?.string,
            case .integer(let issuedAt)? = claims["iat"], case .integer(let expiresAt)? = claims["exp"],
            claims["nbf"] == nil
        else { return nil }
        var confirmation: Confirmation?
        if let bound = claims["cnf"] {
            guard let known = bound.object.flatMap(Confirmation.init) else { return nil }
            confirmation = known
        }
        presented = PresentedAccessToken(id: TokenID(stored: id), clientID: clientID, confirmation: confirmation)
        self.audience = audience
        self.key = key
        self.issuedAt = Instant(secondsSince1970: issuedAt)
        self.expiresAt = Instant(secondsSince1970: expiresAt)
    }

    /// Whether it may be presented there and now. Another node whose clock is a little ahead may have signed it; when it
    /// ends, all of them say to the second.
    func check(for audience: String, at now: Instant) throws(BearerError) {
        guard now < expiresAt else { throw .expiredToken(of: presented.clientID) }
        guard self.audience.hasSameBytes(as: audience), !issuedAt.isAhead(of: now) else { throw .invalidToken }
    }
}
