import Identity

/// The authorization code grant (RFC 6749 §4.1.3): a code is redeemed once, by the client that it was given to, with
/// the verifier and the redirect URI of its request, while the session and the person that it came from are live.
package struct AuthorizationCodeGrant: Sendable {
    package let code: CodeHash
    package let redirectURI: String
    package let codeVerifier: CodeVerifier?

    /// Consumes the code and records the token that it gives, in the ledger's transaction.
    ///
    /// A code is spent by its client's first attempt, right or wrong; a second one revokes what the first one gave
    /// (RFC 6749 §4.1.2, RFC 9700 §4.5). Another client's attempt changes nothing.
    /// - Parameter token: the id that the access token will have.
    package func settle<Ledger: AuthorizationCodeLedger>(
        for client: AuthenticatedClient, token: TokenID, in ledger: Ledger, at now: Instant
    ) throws(Ledger.Failure) -> Settlement {
        let authorization: Authorization
        switch try ledger.redeem(code, by: client.id, for: token, at: now) {
        case .redeemed(let found): authorization = found
        case .unknown: return .refused(.unknownCode)
        case .alreadyRedeemed(let earlier):
            try ledger.revoke(earlier, at: now)
            return .refused(.codeUsedTwice(revoked: earlier))
        }
        if let refusal = refusal(authorization, at: now) { return .refused(refusal) }
        guard try ledger.isLive(authorization) else { return .refused(.sessionEnded) }
        let issue = TokenIssue(token: token, client: client.client, authorization: authorization, at: now)
        try ledger.record(issue.accessToken)
        return .settled(issue)
    }

    private func refusal(_ authorization: Authorization, at now: Instant) -> Refusal? {
        guard now < authorization.expiresAt else { return .expiredCode }
        guard authorization.redirectURI.utf8.elementsEqual(redirectURI.utf8) else { return .otherRedirectURI }
        // Both or neither: a verifier for a request without a challenge is a downgrade (RFC 9700 §4.8.2).
        switch (authorization.codeChallenge, codeVerifier) {
        case (nil, nil): return nil
        case (let challenge?, let verifier?): return verifier.answers(challenge) ? nil : .wrongVerifier
        case (_?, nil): return .missingVerifier
        case (nil, _?): return .unaskedVerifier
        }
    }

    package enum Settlement: Sendable {
        case settled(TokenIssue)
        case refused(Refusal)
    }

    package enum Refusal: Hashable, Sendable {
        case unknownCode, expiredCode, otherRedirectURI, wrongVerifier, missingVerifier, unaskedVerifier, sessionEnded
        case codeUsedTwice(revoked: TokenID)

        /// The refusal in one word, for the audit log; never renamed.
        package var word: String {
            switch self {
            case .unknownCode: "unknown-code"
            case .expiredCode: "expired-code"
            case .otherRedirectURI: "other-redirect-uri"
            case .wrongVerifier: "wrong-verifier"
            case .missingVerifier: "missing-verifier"
            case .unaskedVerifier: "unasked-verifier"
            case .sessionEnded: "session-ended"
            case .codeUsedTwice: "code-used-twice"
            }
        }

        /// What the client is told: always `invalid_grant`, and what to do about it. An unknown code, an expired one
        /// and one used twice read the same.
        package var error: TokenError {
            switch self {
            case .unknownCode, .expiredCode, .codeUsedTwice:
                TokenError(.invalidGrant, "the code is unknown, expired or used; start the authorization again")
            case .otherRedirectURI:
                TokenError(.invalidGrant, "redirect_uri differs from that of the authorization request")
            case .wrongVerifier: TokenError(.invalidGrant, "code_verifier does not answer the code_challenge")
            case .missingVerifier: TokenError(.invalidGrant, "code_verifier is missing")
            case .unaskedVerifier: TokenError(.invalidGrant, "the authorization request had no code_challenge")
            case .sessionEnded: TokenError(.invalidGrant, "the session or the account has ended")
            }
        }
    }
}
