import Identity
import JOSE
import Wire

extension RelyingParty {
    /// The checks of OpenID Connect Core §3.1.3.7: signature by the provider's keys, issuer, audience,
    /// expiry, nonce.
    static func verified(
        _ text: String, of signIn: BegunSignIn, provider: ProviderConnection, now: Instant
    ) async throws(SignInFailure) -> JSONObject {
        let keys = try await provider.keys(at: signIn.metadata.keysURI)
        let token: VerifiedJWT
        do {
            token = try UnverifiedJWT(parsing: text).verified(by: keys)
            try token.check(
                issuer: signIn.metadata.issuer, audience: signIn.registration.clientID, at: now,
                leeway: PlatformLimits.leeway)
        } catch {
            throw .providerAnswer(.invalidIDToken)
        }
        // OpenID Connect Core §3.1.3.7, points 4 and 5: a token for several audiences says to whom it was issued, and that has to be us.
        let isForSeveral = (token.claims["aud"]?.array?.count ?? 1) > 1
        guard
            token.claims["azp"].map({ $0.string?.hasSameBytes(as: signIn.registration.clientID) == true })
                ?? !isForSeveral
        else {
            throw .providerAnswer(.invalidIDToken)
        }
        guard token.claims["nonce"]?.string?.hasSameBytes(as: signIn.nonce) == true else {
            throw .providerAnswer(.wrongNonce)
        }
        return token.claims
    }
}
