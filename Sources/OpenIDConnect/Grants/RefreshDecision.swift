import Identity

/// A presented refresh token, with all that the store knows of it, read in the transaction that acts on it.
package struct FoundRefreshToken: Hashable, Sendable {
    package let record: RefreshTokenRecord
    package let authorization: Authorization
    /// Whether the token that it was exchanged for has been used itself; `false` while there is none.
    package let isSuccessorUsed: Bool
    /// Whether the authorization counts: it isn't revoked, the account is enabled, and the session hasn't ended unless
    /// it is offline.
    package let isLive: Bool

    package init(
        _ record: RefreshTokenRecord, of authorization: Authorization, isSuccessorUsed: Bool, isLive: Bool
    ) {
        self.record = record
        self.authorization = authorization
        self.isSuccessorUsed = isSuccessorUsed
        self.isLive = isLive
    }
}

/// What becomes of a request to refresh (RFC 6749 §6, RFC 9700 §4.14.2). Nothing else decides it.
///
/// Every token is exchanged once, whatever kind of client has it. One that comes a second time was stolen, from the
/// client or by it, and its family ends; unless it is the same client that asks again since it never got the answer.
package enum RefreshDecision: Hashable, Sendable {
    /// Exchange the token for its successor. The scopes are what is asked for: those of the access token, as far as the
    /// client is still registered for them, and those of the `Rotation`.
    case rotate(scopes: Set<Scope>, audience: String)
    /// Give another access token; the refresh token stays.
    case keep(scopes: Set<Scope>, audience: String)
    /// Give the answer of the rotation again: the same access token, the same successor.
    case repeatAnswer(RefreshTokenRecord.Rotation, audience: String)
    /// Revoke the authorization; the client is told `TokenRefusal.refreshTokenUsedTwice`.
    case reuse
    /// Change nothing.
    case refuse(TokenRefusal)

    /// Decides.
    /// - Parameters:
    ///   - found: `nil` for a token that nobody was given.
    ///   - requested: the scopes that the request names, if it names any.
    ///   - resource: where it says that the access token is for, if it does (RFC 8707 §2.2).
    ///   - confirmation: what it has proven to hold.
    package static func decide(
        _ found: FoundRefreshToken?, client: AuthenticatedClient, requested: Set<Scope>?, resource: String?,
        issuer: Issuer, confirmation: Confirmation? = nil, at now: Instant
    ) -> RefreshDecision {
        // Another client's attempt changes nothing (RFC 6749 §10.4).
        guard let found, found.authorization.client == client.id else { return .refuse(.unknownRefreshToken) }
        let (record, authorization) = (found.record, found.authorization)
        // Without the key it is bound to, a token that was stolen opens nothing, and ends nothing.
        if let bound = record.confirmation, bound != confirmation { return .refuse(.otherKey) }
        guard found.isLive else { return .refuse(.sessionEnded) }
        guard now < record.absoluteEnd else { return .refuse(.expiredRefreshToken) }
        let scopes = requested ?? authorization.scopes
        if let rotation = record.rotation {
            // The same request names the same resource, whether it is registered still or not.
            guard let audience = resource ?? authorization.audiences.first, !found.isSuccessorUsed,
                isRetry(rotation, scopes, audience, client, at: now)
            else { return .reuse }
            return .repeatAnswer(rotation, audience: audience)
        }
        guard now < record.idleEnd else { return .refuse(.expiredRefreshToken) }
        // Who may no longer have offline access has none of before either.
        guard !authorization.isOffline || client.client.scopes.contains(.offlineAccess) else {
            return .refuse(.offlineAccessWithdrawn)
        }
        guard scopes.isSubset(of: authorization.scopes) else { return .refuse(.scopeNotGranted) }
        do throws(TokenRefusal) {
            let audience = try authorization.audience(resource, for: client, issuer: issuer)
            return client.client.protection.keepsRefreshTokens
                ? .keep(scopes: scopes, audience: audience) : .rotate(scopes: scopes, audience: audience)
        } catch { return .refuse(error) }
    }

    /// Whether the request is the one that the rotation answered, sent again. A public client proves nothing by its
    /// request, so that its retry can't be told from a theft.
    private static func isRetry(
        _ rotation: RefreshTokenRecord.Rotation, _ scopes: Set<Scope>, _ audience: String,
        _ client: AuthenticatedClient, at now: Instant
    ) -> Bool {
        guard client.client.isConfidential, scopes == rotation.scopes,
            rotation.audience?.hasSameBytes(as: audience) == true
        else { return false }
        // Two nodes' clocks differ a little, in either direction.
        let age = now - rotation.at
        return age < RefreshToken.retryWindow && age > .zero - RefreshToken.retryWindow
    }
}

/// An unknown token, an expired one and one that is used twice read the same to the client.
extension TokenRefusal {
    package static let unknownRefreshToken = badRefreshToken("unknown-refresh-token")
    package static let expiredRefreshToken = badRefreshToken("expired-refresh-token")
    package static let refreshTokenUsedTwice = badRefreshToken("refresh-token-used-twice")

    private static func badRefreshToken(_ code: String) -> TokenRefusal {
        TokenRefusal(
            .invalidGrant, "the refresh token is unknown, expired or used; start the authorization again", code: code)
    }

    package static let offlineAccessWithdrawn = TokenRefusal(
        .invalidGrant, "this client is no longer registered for the scope offline_access",
        code: "offline-access-withdrawn")
    package static let scopeNotGranted = TokenRefusal(
        .invalidScope, "scope has a scope that was not granted", code: "scope-not-granted")
}
