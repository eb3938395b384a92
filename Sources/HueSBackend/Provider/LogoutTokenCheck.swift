import Identity
import JOSE
import Wire

/// What a logout token says, once it is believed.
struct Logout: Hashable, Sendable {
    /// `jti`: one that has come before says nothing new.
    let id: String
    /// Whose devices end; `nil` where a session alone has ended.
    let subject: String?
}

extension ProviderClient {
    private static let event = "http://schemas.openid.net/event/backchannel-logout"

    /// Reads a logout token (OpenID Connect Back-Channel Logout §2.6).
    ///
    /// A token that names a session says that the browser's session at the provider is over: a device that has an offline
    /// token is meant to outlive that. One that names nobody but the person ends all of theirs.
    func logout(_ text: String) async throws(HueSFailure) -> Logout {
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
        guard let id = claims["jti"]?.string, claims["iat"]?.integer != nil,
            claims["events"]?.object?[Self.event]?.object != nil, claims["nonce"] == nil,
            claims["sub"]?.string != nil || claims["sid"]?.string != nil
        else { throw .badAnswer }
        return Logout(id: id, subject: claims["sid"] == nil ? claims["sub"]?.string : nil)
    }
}
