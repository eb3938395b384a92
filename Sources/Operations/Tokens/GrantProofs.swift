import Identity
import OpenIDConnect
import Wire

/// The signed tokens that a token request shows for what it asks, as far as their signatures are good. They are verified
/// before the one writer is asked for: a signature takes its time. Whether they count, the grant reads in its transaction.
struct GrantProofs: Sendable {
    /// `subject_token` and `actor_token` of an exchange (RFC 8693 §2.1); `nil` where there is none, or none of ours.
    let subject: PresentedAccessToken?
    let actor: PresentedAccessToken?
}

/// What signatures of token requests are verified with.
package struct ProofReader: Sendable {
    private let accessTokens: AccessTokenReader

    package init(accessTokens: AccessTokenReader) {
        self.accessTokens = accessTokens
    }

    func proofs(in request: TokenRequest?, at now: Instant) -> GrantProofs {
        guard case .tokenExchange(let grant)? = request else { return GrantProofs(subject: nil, actor: nil) }
        func token(_ text: String?) -> PresentedAccessToken? {
            text.flatMap { try? accessTokens.token(introspecting: $0, at: now) }
        }
        return GrantProofs(subject: token(grant.subjectToken), actor: token(grant.actorToken))
    }
}
