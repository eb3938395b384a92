import Accounts
import Database
import Identity
import OpenIDConnect

/// Codes and the tokens that they gave.
extension WriteTransaction: AuthorizationCodeLedger {
    package typealias Failure = DatabaseError

    package func keep(_ code: CodeHash, for authorization: Authorization) throws(DatabaseError) {
        try execute(
            """
            INSERT INTO authorization_codes (hash, client_id, redirect_uri, code_challenge, nonce, scopes, person,
                session, authenticated_at, level, methods, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            .text(code.text), .text(authorization.clientID.text), .text(authorization.redirectURI),
            .text(authorization.codeChallenge?.text), .text(authorization.nonce), .scopes(authorization.scopes),
            .text(authorization.person.text), .text(authorization.session.text),
            .moment(authorization.authentication.moment),
            .integer(Int64(authorization.authentication.level.rawValue)),
            .methods(authorization.authentication.methods), .moment(authorization.expiresAt))
    }

    package func redeem(
        _ code: CodeHash, by client: ClientID, for token: TokenID, at now: Instant
    ) throws(DatabaseError) -> CodeRedemption {
        let redeemed = try row(
            """
            UPDATE authorization_codes SET redeemed_for = $1
            WHERE hash = $2 AND client_id = $3 AND redeemed_for IS NULL
            RETURNING redirect_uri, code_challenge, nonce, scopes, person, session, authenticated_at, level,
                methods, expires_at
            """, .text(token.text), .text(code.text), .text(client.text))
        if let redeemed { return .redeemed(try authorization(redeemed, client)) }
        let spent = try row(
            "SELECT redeemed_for FROM authorization_codes WHERE hash = $1 AND client_id = $2", .text(code.text),
            .text(client.text))
        guard let earlier = try spent?.text(0) else { return .unknown }
        return .alreadyRedeemed(TokenID(stored: earlier))
    }

    private func authorization(_ row: Row, _ client: ClientID) throws(DatabaseError) -> Authorization {
        Authorization(
            clientID: client, redirectURI: try row.text(0),
            codeChallenge: try row.optionalText(1).flatMap(CodeChallenge.init), nonce: try row.optionalText(2),
            scopes: try row.scopes(3), person: try row.person(4), session: SessionID(try row.text(5)),
            authentication: try row.authentication(6), expiresAt: try row.moment(9))
    }

    package func isLive(_ authorization: Authorization) throws(DatabaseError) -> Bool {
        try row(
            """
            SELECT 1 FROM sessions s JOIN people p ON p.id = s.person
            WHERE s.id = $1 AND s.ended_at IS NULL AND p.is_enabled = 1
            """, .text(authorization.session.text)) != nil
    }

    package func record(_ token: AccessTokenRecord) throws(DatabaseError) {
        try execute(
            """
            INSERT INTO access_tokens (id, client_id, person, session, scopes, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            .text(token.id.text), .text(token.clientID.text), .text(token.person.text), .text(token.session.text),
            .scopes(token.scopes), .moment(token.expiresAt))
    }

    package func revoke(_ token: TokenID, at now: Instant) throws(DatabaseError) {
        try execute(
            "UPDATE access_tokens SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", .moment(now),
            .text(token.text))
    }
}

extension Transaction {
    /// Whose token it is and what it opens, if it counts: not revoked, and its session, person and client are live
    /// (security.md P25, P26, P31).
    package func accessToken(
        _ token: PresentedAccessToken, at now: Instant
    ) throws(DatabaseError) -> (client: Client, person: PersonID, session: SessionID, scopes: Set<Scope>)? {
        let row = try row(
            """
            SELECT t.person, t.scopes, t.session FROM access_tokens t JOIN sessions s ON s.id = t.session
            WHERE t.id = $1 AND t.client_id = $2 AND t.revoked_at IS NULL AND t.expires_at > $3
                AND s.ended_at IS NULL AND s.authenticated_at > $4
            """, .text(token.id.text), .text(token.clientID.text), .moment(now), .moment(now - Session.totalLimit))
        guard let row, let client = try client(token.clientID), client.isEnabled else { return nil }
        return (client, try row.person(0), SessionID(try row.text(2)), try row.scopes(1).intersection(client.scopes))
    }
}
