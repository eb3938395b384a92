import Identity
import JOSE
import Wire

extension UpstreamDemand {
    /// When the person proved at VNeID who they are, by the `auth_time` of its ID token (OpenID Connect Core §2). It is
    /// believed where it comes.
    ///
    /// A VNeID that publishes the claim is always asked with `max_age`, and then has to send it (§3.1.2.1). One that
    /// doesn't is always asked with `prompt=login`: that the person has signed in there just now is told or forced, and
    /// never assumed.
    /// - Parameter isTold: whether VNeID publishes that it tells it.
    /// - Throws: `FederationError.notFresh` for a login that is older than what was demanded.
    func authenticationTime(
        in claims: JSONObject, isTold: Bool, begunAt: Instant, at now: Instant, leeway: Duration
    ) throws(FederationError) -> Instant {
        guard let claim = claims["auth_time"] else {
            guard !isTold else { throw .untrustworthy(.authTime) }
            return now
        }
        guard let seconds = claim.integer, seconds >= 0 else { throw .untrustworthy(.authTime) }
        let moment = Instant(secondsSince1970: seconds)
        guard moment <= now + leeway else { throw .untrustworthy(.authTime) }
        guard accepts(moment, begunAt: begunAt, at: now, leeway: leeway) else { throw .notFresh }
        return min(moment, now)
    }
}
