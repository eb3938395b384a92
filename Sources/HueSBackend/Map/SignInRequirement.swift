import Identity
import Wire

/// How somebody has to have signed in to be let further than a token alone lets them (RFC 9470): at this level, and so lately.
struct SignInRequirement: Hashable, Sendable {
    /// The least authentication level (Decree 69/2024/NĐ-CP).
    let level: AuthenticationLevel
    /// How long ago the person may have proven who they are.
    let maxAge: Duration

    /// By the token's `acr` and `auth_time` (RFC 9470 §6.1): what a token doesn't say isn't so.
    func isMet(by token: CheckedToken, at now: Instant) -> Bool {
        guard let level = token.claims["acr"]?.string.flatMap({ AuthenticationContext.level(named: $0) }),
            let signedIn = token.claims["auth_time"]?.integer
        else { return false }
        return level >= self.level && now <= Instant(secondsSince1970: signedIn) + maxAge + HueSLimits.leeway
    }

    /// The parameters of the challenge (RFC 9470 §3): both each time, so that one sign-in is enough.
    var challenge: String {
        "error=\"insufficient_user_authentication\", acr_values=\"\(AuthenticationContext.name(of: level))\""
            + ", max_age=\"\(maxAge.wholeSeconds)\""
    }
}
