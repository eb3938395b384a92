import Database
import Identity
import OpenIDConnect

/// Authorization codes, by their hash.
package struct AuthorizationCodes<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var codes: AuthorizationCodes<Self> { AuthorizationCodes(transaction: self) }
}

// Made once, as every code is asked for by it.
private let codeOfHash = """
    SELECT \(AuthorizationColumns.names), \(AuthorizationColumns.isLive("$1")),
        c.is_redeemed, c.redirect_uri, c.code_challenge, c.nonce, c.expires_at, c.dpop_jkt
    FROM authorization_codes c JOIN authorizations a ON a.id = c.authorization_id \(AuthorizationColumns.joins)
    WHERE c.hash = $2 AND c.client_id = $3
    """

extension AuthorizationCodes where Context == WriteTransaction {
    /// Keeps a fresh code of an authorization.
    /// - Parameter end: as long as something of the authorization can count, a second use of the code must find it.
    package func keep(
        _ code: CodeHash, _ binding: CodeBinding, of authorization: Authorization, until end: Instant
    ) throws {
        try transaction.put(
            """
            INSERT INTO authorization_codes (hash, client_id, authorization_id, redirect_uri, code_challenge, nonce,
                expires_at, is_redeemed, ends_at, dpop_jkt)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)
            """,
            .text(code.text), .text(authorization.client.text), .text(authorization.id.text),
            .text(binding.redirectURI), .text(binding.challenge?.text), .text(binding.nonce),
            .moment(binding.expiresAt), .moment(end), .text(binding.dpopKey?.text))
    }

    /// Spends a code, if it was given to this client and is not spent; an expired one too: the caller looks at its time.
    package func redeem(_ code: CodeHash, by client: ClientID, at now: Instant) throws -> CodeRedemption {
        let row = try transaction.row(
            codeOfHash, AuthorizationColumns.oldestSession(at: now), .text(code.text), .text(client.text))
        guard let row else { return .unknown }
        let authorization = try row.authorization(0)
        let binding = AuthorizationColumns.count + 1
        guard try !row.flag(binding) else { return .alreadyRedeemed(authorization.id) }
        // Of two that read it unspent, one alone commits.
        try transaction.put("UPDATE authorization_codes SET is_redeemed = 1 WHERE hash = $1", .text(code.text))
        return .redeemed(
            CodeBinding(
                redirectURI: try row.text(binding + 1),
                challenge: try row.optionalText(binding + 2).flatMap(CodeChallenge.init),
                nonce: try row.optionalText(binding + 3), expiresAt: try row.moment(binding + 4),
                dpopKey: try row.keyThumbprint(binding + 5)),
            authorization, isLive: try row.flag(AuthorizationColumns.count))
    }
}
