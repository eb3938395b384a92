import Identity
import JOSE
import Wire

/// What a good logout token says: whose session has ended, and which.
struct HeardLogout: Hashable, Sendable {
    /// `sub`; `nil` where only the session is named.
    let subject: String?
    /// `sid`; `nil` where all sessions of the person have ended.
    let sessionID: String?
    /// `jti`, by which a token is known that comes a second time.
    let id: String
    let end: Instant
}

extension RelyingParty {
    private static let event = "http://schemas.openid.net/event/backchannel-logout"

    /// The checks of OpenID Connect Back-Channel Logout §2.6: type, signature by the provider's keys, issuer, audience, times,
    /// the event, a person or a session, and no nonce, which only an ID token has.
    static func logout(
        _ text: String, for registration: DemoRegistration, fetcher: any Fetcher, now: Instant
    ) async throws(SignInFailure) -> HeardLogout {
        let token: UnverifiedJWT
        do { token = try UnverifiedJWT(parsing: text) } catch { throw .providerAnswer(.invalidLogoutToken) }
        // Nothing is fetched for what isn't one at all.
        guard token.header.isOfType("logout+jwt") else { throw .providerAnswer(.invalidLogoutToken) }
        let metadata = try await metadata(of: registration, fetcher: fetcher)
        let keys = try await ProviderConnection(fetcher: fetcher).keys(at: metadata.keysURI)
        let claims: JSONObject
        do {
            let verified = try token.verified(by: keys)
            try verified.check(
                issuer: metadata.issuer, audience: registration.clientID, type: "logout+jwt", at: now,
                leeway: PlatformLimits.leeway)
            claims = verified.claims
        } catch {
            throw .providerAnswer(.invalidLogoutToken)
        }
        let (subject, session) = (claims["sub"]?.string, claims["sid"]?.string)
        guard claims["events"]?.object?[event]?.object != nil, claims["nonce"] == nil, claims["iat"] != nil,
            let id = claims["jti"]?.string, let end = claims["exp"]?.integer, subject != nil || session != nil
        else { throw .providerAnswer(.invalidLogoutToken) }
        return HeardLogout(
            subject: subject, sessionID: session, id: id,
            end: Instant(secondsSince1970: end) + PlatformLimits.leeway)
    }
}
