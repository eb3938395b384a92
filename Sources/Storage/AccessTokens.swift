import Database
import Identity
import OpenIDConnect

/// The access tokens that were given, to know later whether they still count.
package struct AccessTokens<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var accessTokens: AccessTokens<Self> { AccessTokens(transaction: self) }
}

/// Made once, as nearly every request of a platform's asks it.
private let presentedAccessToken = """
    SELECT \(AuthorizationColumns.names), t.audiences, t.scopes, t.issued_at, t.expires_at,
        t.revoked_at IS NULL AND \(AuthorizationColumns.isLive("$1")), t.confirmation, t.authorization_details
    FROM access_tokens t JOIN authorizations a ON a.id = t.authorization_id \(AuthorizationColumns.joins)
    WHERE t.id = $2 AND a.client_id = $3
    """

extension AccessTokens {
    /// A token that was presented, with what it goes back to; `isLive` until it is revoked, or its authorization, its
    /// session or the account ends. `nil` when it was never given, or has been forgotten since.
    package func find(_ token: PresentedAccessToken, at now: Instant) throws -> FoundAccessToken? {
        let row = try transaction.row(
            presentedAccessToken, AuthorizationColumns.oldestSession(at: now), .text(token.id.text),
            .text(token.clientID.text))
        guard let row else { return nil }
        let (authorization, next) = (try row.authorization(0), AuthorizationColumns.count)
        return FoundAccessToken(
            record: AccessTokenRecord(
                id: token.id, authorization: authorization.id, client: authorization.client,
                audience: try row.audience(next), scopes: try row.scopes(next + 1), issuedAt: try row.moment(next + 2),
                expiresAt: try row.moment(next + 3), confirmation: try row.confirmation(next + 5),
                details: try row.details(next + 6)),
            authorization: authorization, isLive: try row.flag(next + 4))
    }
}

extension AccessTokens {
    /// What a token that was recorded was asked for finer than by scopes.
    package func details(of token: TokenID) throws -> AuthorizationDetails? {
        try transaction.row("SELECT authorization_details FROM access_tokens WHERE id = $1", .text(token.text))?
            .details(0)
    }

    /// What a token that was recorded is bound to.
    package func confirmation(of token: TokenID) throws -> Confirmation? {
        try transaction.row("SELECT confirmation FROM access_tokens WHERE id = $1", .text(token.text))?.confirmation(0)
    }
}

/// What the records have of an access token.
package struct FoundAccessToken: Hashable, Sendable {
    package let record: AccessTokenRecord
    package let authorization: Authorization
    package let isLive: Bool
}

extension AccessTokens where Context == WriteTransaction {
    /// Records a token that is about to be signed.
    package func record(_ token: AccessTokenRecord) throws {
        try transaction.put(
            """
            INSERT INTO access_tokens (id, authorization_id, audiences, scopes, issued_at, expires_at, confirmation,
                authorization_details)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            .text(token.id.text), .text(token.authorization.text), .list([token.audience]), .scopes(token.scopes),
            .moment(token.issuedAt), .moment(token.expiresAt), .text(token.confirmation?.stored),
            .text(token.details.stored))
    }

    /// Ends a token before its time, and those that it was exchanged for.
    package func revoke(_ token: TokenID, at now: Instant) throws {
        try transaction.authorizations.revokeExchanged(from: token, at: now)
        try transaction.execute(
            "UPDATE access_tokens SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", .moment(now),
            .text(token.text))
    }
}
