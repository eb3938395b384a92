import Identity

/// What has to happen next with an authorization request. Nothing else decides it: every page hands the browser back
/// to the authorization endpoint, which asks again (OpenID Connect Core §3.1.2.3–§3.1.2.4).
package enum NextStep: Hashable, Sendable {
    case signIn(SignInReason)
    /// Show who is signed in, and let the person go on or change.
    case confirmAccount
    /// Let the person say in which of several posts they act.
    case choosePost
    case askConsent
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
    /// - Parameters:
    ///   - authentication: that of the browser's live session, if there is one.
    ///   - progress: of this request's interaction; `nil` when the request has just come in.
    ///   - consented: the scopes that the person has agreed to for this client before.
    ///   - mustChoosePost: whether the request is about a post, and the person holds several and hasn't chosen.
    package static func decide(
        _ request: AuthorizationRequest, authentication: Authentication?, progress: Interaction.Progress?,
        consented: Set<Scope>, mustChoosePost: Bool = false, at now: Instant
    ) -> NextStep {
        let isSilent = request.prompts.contains(.none)
        if let reason = signInReason(request, authentication, progress, now) {
            // acr_values is a wish (OpenID Connect Core §3.1.2.1): a silent request is answered with what there is.
            switch (isSilent, reason) {
            case (false, _): return .signIn(reason)
            case (true, .higherLevelDemanded): break
            case (true, _):
                return .refuse(AuthorizationError(.loginRequired, "the person has to sign in"))
            }
        }
        if request.prompts.contains(.selectAccount), !hasChosenAccount(authentication, progress) {
            return .confirmAccount
        }
        if mustChoosePost {
            return isSilent
                ? .refuse(AuthorizationError(.interactionRequired, "the person has to choose a post")) : .choosePost
        }
        if needsConsent(request, progress, consented) {
            return isSilent
                ? .refuse(AuthorizationError(.consentRequired, "the person has to agree")) : .askConsent
        }
        return .issueCode
    }

    private static func signInReason(
        _ request: AuthorizationRequest, _ authentication: Authentication?, _ progress: Interaction.Progress?,
        _ now: Instant
    ) -> SignInReason? {
        guard let authentication else { return .notSignedIn }
        // Whoever has signed in since the request came has done what it can demand; else max_age=0 would never end.
        if let progress, authentication.moment >= progress.startedAt { return nil }
        if request.prompts.contains(.login) { return .freshLoginDemanded }
        if let maxAge = request.maxAge, now - authentication.moment > maxAge { return .freshLoginDemanded }
        if let level = request.requestedLevel, authentication.level < level { return .higherLevelDemanded }
        return nil
    }

    /// Signing in is choosing, and so is saying to go on.
    private static func hasChosenAccount(
        _ authentication: Authentication?, _ progress: Interaction.Progress?
    ) -> Bool {
        guard let authentication, let progress else { return false }
        return progress.accountConfirmed || authentication.moment >= progress.startedAt
    }

    private static func needsConsent(
        _ request: AuthorizationRequest, _ progress: Interaction.Progress?, _ consented: Set<Scope>
    ) -> Bool {
        if let progress, progress.consentGiven { return false }
        if request.prompts.contains(.consent) { return true }
        // RFC 8252 §8.6: any app on the device can claim such an address; a person has to see who asks.
        if case .none = request.client.credential, request.address.redirectURI.scheme != "https" { return true }
        return request.client.requiresConsent && !request.scopes.isSubset(of: consented)
    }
}
