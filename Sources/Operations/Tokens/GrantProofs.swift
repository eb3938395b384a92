import Identity
import OpenIDConnect
import Wire

/// The signed tokens that a token request shows for what it asks, as far as their signatures are good. They are verified
/// before the one writer is asked for: a signature takes its time. Whether they count, the grant reads in its transaction.
struct GrantProofs: Sendable {
    /// Of the key that the tokens are to be bound to (RFC 9449 §5).
    let key: DPoPProof?
    /// `subject_token` and `actor_token` of an exchange (RFC 8693 §2.1); `nil` where there is none, or none of ours.
    var subject: PresentedAccessToken?
    var actor: PresentedAccessToken?
    /// Another issuer's word (RFC 7523 §2.1).
    var assertion: Result<VerifiedAssertion, TokenRefusal>?
}

/// What signatures of token requests are verified with.
package struct ProofReader: Sendable {
    private let accessTokens: AccessTokenReader
    private let issuers: TrustedIssuers
    private let provider: Issuer

    /// - Parameters:
    ///   - issuers: those whose assertions are taken.
    ///   - provider: us, whom assertions have to be for.
    package init(accessTokens: AccessTokenReader, issuers: TrustedIssuers, provider: Issuer) {
        self.accessTokens = accessTokens
        self.issuers = issuers
        self.provider = provider
    }

    func proofs(in request: TokenRequest?, key: DPoPProof?, at now: Instant) -> GrantProofs {
        func token(_ text: String?) -> PresentedAccessToken? {
            text.flatMap { try? accessTokens.token(introspecting: $0, at: now) }
        }
        switch request {
        case .tokenExchange(let grant)?:
            return GrantProofs(key: key, subject: token(grant.subjectToken), actor: token(grant.actorToken))
        case .jwtBearer(let grant)?:
            let assertion = Result { () throws(TokenRefusal) in
                try issuers.verified(grant.assertion, for: provider, at: now)
            }
            return GrantProofs(key: key, assertion: assertion)
        default: return GrantProofs(key: key)
        }
    }
}
