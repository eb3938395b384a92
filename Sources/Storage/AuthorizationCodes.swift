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
        let redeemed = try transaction.row(
            """
            UPDATE authorization_codes SET is_redeemed = 1 WHERE hash = $1 AND client_id = $2 AND is_redeemed = 0
            RETURNING redirect_uri, code_challenge, nonce, expires_at, authorization_id, dpop_jkt
            """, .text(code.text), .text(client.text))
        guard let redeemed else {
            let spent = try transaction.row(
                "SELECT authorization_id FROM authorization_codes WHERE hash = $1 AND client_id = $2",
                .text(code.text), .text(client.text))
            return try spent.map { .alreadyRedeemed(AuthorizationID(stored: try $0.text(0))) } ?? .unknown
        }
        let binding = CodeBinding(
            redirectURI: try redeemed.text(0), challenge: try redeemed.optionalText(1).flatMap(CodeChallenge.init),
            nonce: try redeemed.optionalText(2), expiresAt: try redeemed.moment(3),
            dpopKey: try redeemed.keyThumbprint(5))
        let id = AuthorizationID(stored: try redeemed.text(4))
        let found = try redeemed.required(try transaction.authorizations.find(id, at: now), "a code's authorization")
        return .redeemed(binding, found.authorization, isLive: found.isLive)
    }
}
