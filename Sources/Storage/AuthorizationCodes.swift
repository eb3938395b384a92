import Accounts
import Database
import Identity
import OpenIDConnect

/// Codes and the tokens that they gave.
package struct AuthorizationCodes<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var codes: AuthorizationCodes<Self> { AuthorizationCodes(transaction: self) }
}

extension AuthorizationCodes: AuthorizationCodeLedger where Context == WriteTransaction {
    package typealias Failure = any Error

    package func keep(_ code: CodeHash, for authorization: Authorization) throws {
        try transaction.execute(
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
    ) throws -> CodeRedemption {
        let redeemed = try transaction.row(
            """
            UPDATE authorization_codes SET redeemed_for = $1
            WHERE hash = $2 AND client_id = $3 AND redeemed_for IS NULL
            RETURNING redirect_uri, code_challenge, nonce, scopes, person, session, authenticated_at, level,
                methods, expires_at
            """, .text(token.text), .text(code.text), .text(client.text))
        if let redeemed { return .redeemed(try authorization(redeemed, client)) }
        let spent = try transaction.row(
            "SELECT redeemed_for FROM authorization_codes WHERE hash = $1 AND client_id = $2", .text(code.text),
            .text(client.text))
        guard let earlier = try spent?.text(0) else { return .unknown }
        return .alreadyRedeemed(TokenID(stored: earlier))
    }

    private func authorization(_ row: Row, _ client: ClientID) throws -> Authorization {
        Authorization(
            clientID: client, redirectURI: try row.text(0),
            codeChallenge: try row.optionalText(1).flatMap(CodeChallenge.init), nonce: try row.optionalText(2),
            scopes: try row.scopes(3), person: try row.person(4), session: SessionID(try row.text(5)),
            authentication: try row.authentication(6), expiresAt: try row.moment(9))
    }

    package func isLive(_ authorization: Authorization) throws -> Bool {
        try transaction.row(
            """
            SELECT 1 FROM sessions s JOIN people p ON p.id = s.person
            WHERE s.id = $1 AND s.ended_at IS NULL AND p.is_enabled = 1
            """, .text(authorization.session.text)) != nil
    }

    package func record(_ token: AccessTokenRecord) throws {
        try transaction.execute(
            """
            INSERT INTO access_tokens (id, client_id, person, session, scopes, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            .text(token.id.text), .text(token.clientID.text), .text(token.person.text), .text(token.session.text),
            .scopes(token.scopes), .moment(token.expiresAt))
    }

    package func revoke(_ token: TokenID, at now: Instant) throws {
        try transaction.execute(
            "UPDATE access_tokens SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", .moment(now),
            .text(token.text))
    }
}
