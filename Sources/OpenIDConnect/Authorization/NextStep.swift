import Identity

/// What has to happen next with a demand. Nothing else decides it: every page hands the browser back to the
/// authorization endpoint, which asks again (OpenID Connect Core §3.1.2.3–§3.1.2.4).
package enum NextStep: Hashable, Sendable {
    case signIn(SignInReason)
    /// Go on with a sign-in that has begun.
    case finishSignIn(SignInStep)
    /// Show who is signed in, and let the person go on or change.
    case confirmAccount
    /// Let the person say in which of several posts they act.
    case choosePost
    case askConsent
    /// Give what is demanded: a code, or the device its approval.
    case issueCode
    case refuse(AuthorizationError)

    package enum SignInReason: Hashable, Sendable {
        case notSignedIn
        /// `prompt=login`, or `max_age` has passed.
        case freshLoginDemanded
        /// `acr_values` asks for more than the session was proven with.
        case higherLevelDemanded
    }

    /// Decides.
    package static func decide(
        _ demand: SignInDemand, reply: Reply, _ facts: DecisionFacts, at now: Instant
    ) -> NextStep {
        if let reason = signInReason(demand, facts, now) {
            // A level that is no more than a wish leaves a silent request to be answered with what there is.
            switch (demand.isSilent, reason) {
            case (false, _): return facts.unfinished.map(finishSignIn) ?? .signIn(reason)
            case (true, .higherLevelDemanded) where !demand.isLevelEssential: break
            case (true, .higherLevelDemanded): return .refuse(.unmetLevel)
            case (true, _):
                return .refuse(AuthorizationError(.loginRequired, "the person has to sign in"))
            }
        }
        // Who has signed in for it, and not as strongly as is essential, can't do better (OpenID Connect Core §5.5.1.1).
        if demand.isLevelEssential, let level = demand.level, let session = facts.session,
            session.authentication.level < level
        {
            return .refuse(.unmetLevel)
        }
        if demand.prompts.contains(.selectAccount), !facts.hasChosenAccount {
            // Who has begun to sign in as another chooses by finishing it.
            return facts.unfinished.map(finishSignIn) ?? .confirmAccount
        }
        if facts.mustChoosePost {
            return demand.isSilent
                ? .refuse(AuthorizationError(.interactionRequired, "the person has to choose a post")) : .choosePost
        }
        if needsConsent(demand, reply, facts) {
            return demand.isSilent
                ? .refuse(AuthorizationError(.consentRequired, "the person has to agree")) : .askConsent
        }
        return .issueCode
    }

    private static func signInReason(
        _ demand: SignInDemand, _ facts: DecisionFacts, _ now: Instant
    ) -> SignInReason? {
        guard let session = facts.session else { return .notSignedIn }
        // Whoever has signed in for this demand has done what it can ask for; else max_age=0 would never end.
        return facts.hasSignedInHere ? nil : demand.reason(against: session.authentication, at: now)
    }

    private static func needsConsent(_ demand: SignInDemand, _ reply: Reply, _ facts: DecisionFacts) -> Bool {
        if facts.hasConsentedHere { return false }
        if demand.prompts.contains(.consent) || reply.needsConsent(of: demand.client) { return true }
        guard demand.client.requiresConsent else { return false }
        // What may be done is agreed to each time: it is not the same from one request to the next.
        return !demand.details.isEmpty || !demand.releasedScopes.isSubset(of: facts.consented)
    }
}

extension AuthorizationError {
    fileprivate static let unmetLevel = AuthorizationError(
        .unmetAuthenticationRequirements, "the person has not signed in at the acr that claims asks for as essential")
}

extension SignInDemand {
    /// Whether a sign-in that was not for this demand is all that it asks for.
    package func isContent(with authentication: Authentication, at now: Instant) -> Bool {
        reason(against: authentication, at: now) == nil
    }

    /// Why somebody who is signed in has to sign in for this demand.
    fileprivate func reason(against authentication: Authentication, at now: Instant) -> NextStep.SignInReason? {
        let moment = authentication.moment
        // Who signed in when a clock was wrong did so nobody knows how long ago: neither fresh nor at any level.
        if moment.isAhead(of: now) { return .notSignedIn }
        if prompts.contains(.login) { return .freshLoginDemanded }
        // Within the tolerance of clocks, ahead is as far away as ago: max_age=0 is no exception.
        if let maxAge, max(now - moment, moment - now) > maxAge { return .freshLoginDemanded }
        if let level, authentication.level < level { return .higherLevelDemanded }
        return nil
    }
}
