import Identity
import JOSE
import Wire

/// Looks at access tokens by themselves (RFC 9068 §4): signature by the provider's keys, type, issuer, audience and time. A token
/// that was revoked counts here until it ends, ten minutes at most; who can't have that asks the provider (RFC 7662).
struct AccessTokenCheck: Sendable {
    let issuer: Wire.URI
    private let clock: any WallClock
    private let keys: ProviderKeys

    init(_ issuer: Wire.URI, _ clock: any WallClock, _ fetcher: any Fetcher) {
        self.issuer = issuer
        self.clock = clock
        keys = ProviderKeys(issuer, clock, fetcher)
    }

    /// - Parameters:
    ///   - header: `Authorization`.
    ///   - resource: what the token has to be for.
    ///   - requirement: how the person has to have signed in; `nil` where any way will do.
    func token(
        _ header: String?, for resource: String, needing requirement: SignInRequirement? = nil
    ) async throws(TokenRefusal) -> CheckedToken {
        let parts = (header ?? "").split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw .missing }
        guard let token = try? UnverifiedJWT(parsing: String(parts[1])) else { throw .malformed }
        let known: JWKSet
        do throws(HueSFailure) { known = try await keys.keys(for: token) } catch { throw .noKeys }
        guard let verified = try? token.verified(by: known) else { throw .untrusted }
        do {
            try verified.check(
                issuer: issuer.text, audience: resource, type: "at+jwt", at: clock.now, leeway: HueSLimits.leeway)
        } catch { throw .notForHere }
        guard let subject = verified.claims["sub"]?.string else { throw .malformed }
        let checked = CheckedToken(subject: subject, claims: verified.claims)
        if let requirement, !requirement.isMet(by: checked, at: clock.now) { throw .insufficient(requirement) }
        return checked
    }
}

/// A token that is good here and now.
struct CheckedToken: Hashable, Sendable {
    /// The person, as this platform knows them.
    let subject: String
    let claims: JSONObject

    /// Who acts for the person: the outermost `act` alone is to be decided by (RFC 8693 §4.1).
    var actor: String? { claims["act"]?.object?["sub"]?.string }
}

/// Why a token isn't taken.
enum TokenRefusal: Error, Hashable, Sendable {
    case missing, malformed, untrusted, notForHere, noKeys
    /// It is good, but the person has to sign in in another way, or anew (RFC 9470 §3).
    case insufficient(SignInRequirement)
}
