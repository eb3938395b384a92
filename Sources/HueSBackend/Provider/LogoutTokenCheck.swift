import Identity
import JOSE
import Wire

extension ProviderClient {
    private static let event = "http://schemas.openid.net/event/backchannel-logout"

    /// Whose devices end by a logout token (OpenID Connect Back-Channel Logout §2.6).
    ///
    /// A token that names a session says that the browser's session at the provider is over: a device that has an offline
    /// token is meant to outlive that. One that names nobody but the person ends all of theirs.
    /// - Returns: the person; `nil` where a session alone has ended.
    func endedSubject(_ text: String) async throws(HueSFailure) -> String? {
        guard let token = try? UnverifiedJWT(parsing: text), token.header.isOfType("logout+jwt") else {
            throw .badAnswer
        }
        let keys = try await keys.keys(for: token)
        guard let verified = try? token.verified(by: keys) else { throw .badAnswer }
        do {
            try verified.check(
                issuer: registration.issuer.text, audience: registration.clientID, type: "logout+jwt", at: clock.now,
                leeway: HueSLimits.leeway)
        } catch { throw .badAnswer }
        let claims = verified.claims
        guard claims["events"]?.object?[Self.event]?.object != nil, claims["nonce"] == nil,
            claims["sub"]?.string != nil || claims["sid"]?.string != nil
        else { throw .badAnswer }
        return claims["sid"] == nil ? claims["sub"]?.string : nil
    }
}
