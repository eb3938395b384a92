import Identity

/// What the authorization code grant needs kept, inside one transaction. Each verb succeeds once and says what
/// happened.
package protocol AuthorizationCodeLedger {
    /// What goes wrong with the store itself.
    associatedtype Failure: Error

    /// Keeps a fresh code.
    func keep(_ code: CodeHash, for authorization: Authorization) throws(Failure)
    /// Spends a code, if it was given to this client and is not spent; expired codes are spent too, the caller looks
    /// at their time. `token` is remembered as what the code gave.
    func redeem(
        _ code: CodeHash, by client: ClientID, for token: TokenID, at now: Instant
    )
        throws(Failure) -> CodeRedemption
    /// Whether the session that an authorization came from, and the person's account, still stand.
    func isLive(_ authorization: Authorization) throws(Failure) -> Bool
    /// Records an access token that is about to be signed.
    func record(_ token: AccessTokenRecord) throws(Failure)
    /// Ends an access token before its time.
    func revoke(_ token: TokenID, at now: Instant) throws(Failure)
}

/// What became of an attempt to redeem a code.
package enum CodeRedemption: Hashable, Sendable {
    case redeemed(Authorization)
    /// Spent before, by the same client; the token is what it gave then.
    case alreadyRedeemed(TokenID)
    /// Never given, given to another client, or forgotten since.
    case unknown
}
