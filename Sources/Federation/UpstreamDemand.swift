import Identity

/// What a login at VNeID has to be, for the demand that it is for: how strong, and how fresh (OpenID Connect Core
/// §3.1.2.1). VNeID is asked for it, and what comes back is measured by it: that the person has been at VNeID just now
/// says nothing of when they last proved there who they are.
package struct UpstreamDemand: Hashable, Sendable {
    /// What the platform's `acr_values` ask for.
    package let level: AuthenticationLevel?
    /// Whether VNeID has to ask the person once more, whatever session it keeps (`prompt=login`).
    package let isAnew: Bool
    /// How long ago the person may have signed in there (`max_age`).
    package let maxAge: Duration

    /// What a plain sign-in is content with: our own session begins when VNeID's did, and is to last most of its time.
    package static let greatestAge = Duration.hours(1)

    /// - Parameter maxAge: what the platform asks for; `nil` where it doesn't. More than `greatestAge` counts as that.
    package init(level: AuthenticationLevel? = nil, isAnew: Bool = false, maxAge: Duration? = nil) {
        self.level = level
        self.isAnew = isAnew
        self.maxAge = min(maxAge ?? Self.greatestAge, Self.greatestAge)
    }

    /// Whether a sign-in there is fresh enough.
    /// - Parameters:
    ///   - moment: when the person proved there who they are.
    ///   - begunAt: when the browser was sent there. Who has signed in since has done what can be asked for, however
    ///     long it took.
    func accepts(_ moment: Instant, begunAt: Instant, at now: Instant, leeway: Duration) -> Bool {
        if moment >= begunAt - leeway { return true }
        return !isAnew && now - moment <= maxAge + leeway
    }
}
