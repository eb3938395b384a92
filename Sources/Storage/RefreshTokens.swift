import Database
import Identity
import OpenIDConnect

/// Refresh tokens, by their hash, each with what it was exchanged for.
package struct RefreshTokens<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var refreshTokens: RefreshTokens<Self> { RefreshTokens(transaction: self) }
}

/// Made once, as every refresh asks it.
private let presentedRefreshToken = """
    SELECT \(AuthorizationColumns.names), \(AuthorizationColumns.isLive("$1")), r.generation, r.issued_at,
        r.idle_end, r.absolute_end, r.rotated_at, r.rotated_for, r.rotated_scopes,
        (SELECT t.audiences FROM access_tokens t WHERE t.id = r.rotated_for),
        EXISTS (SELECT 1 FROM refresh_tokens n WHERE n.authorization_id = r.authorization_id
            AND n.generation = r.generation + 1 AND n.rotated_at IS NOT NULL),
        r.confirmation
    FROM refresh_tokens r JOIN authorizations a ON a.id = r.authorization_id \(AuthorizationColumns.joins)
    WHERE r.hash = $2
    """

extension RefreshTokens {
    /// `nil` for a token that nobody was given.
    package func find(_ hash: RefreshTokenHash, at now: Instant) throws -> FoundRefreshToken? {
        let row = try transaction.row(
            presentedRefreshToken, AuthorizationColumns.oldestSession(at: now), .text(hash.text))
        guard let row else { return nil }
        let (authorization, next) = (try row.authorization(0), AuthorizationColumns.count)
        let record = RefreshTokenRecord(
            hash: hash, authorization: authorization.id, generation: Int(clamping: try row.integer(next + 1)),
            issuedAt: try row.moment(next + 2), idleEnd: try row.moment(next + 3),
            absoluteEnd: try row.moment(next + 4), rotation: try rotation(row, next + 5),
            confirmation: try row.confirmation(next + 10))
        return FoundRefreshToken(
            record, of: authorization, isSuccessorUsed: try row.flag(next + 9), isLive: try row.flag(next))
    }

    private func rotation(_ row: Row, _ column: Int) throws -> RefreshTokenRecord.Rotation? {
        guard let moment = try row.optionalMoment(column) else { return nil }
        return RefreshTokenRecord.Rotation(
            at: moment, accessToken: TokenID(stored: try row.text(column + 1)), scopes: try row.scopes(column + 2),
            audience: try row.optionalAudience(column + 3))
    }
}

extension RefreshTokens where Context == WriteTransaction {
    package func add(_ token: RefreshTokenRecord) throws {
        try transaction.put(
            """
            INSERT INTO refresh_tokens (hash, authorization_id, generation, issued_at, idle_end, absolute_end,
                confirmation)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            .text(token.hash.text), .text(token.authorization.text), .integer(Int64(token.generation)),
            .moment(token.issuedAt), .moment(token.idleEnd), .moment(token.absoluteEnd),
            .text(token.confirmation?.stored))
    }

    /// Leaves a token as it is, and moves the moment until which it has to be used again.
    /// - Returns: `false` when it was exchanged for another.
    package func keep(_ hash: RefreshTokenHash, until end: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE refresh_tokens SET idle_end = $1 WHERE hash = $2 AND rotated_at IS NULL", .moment(end),
            .text(hash.text)) == 1
    }

    /// Exchanges a token, once.
    /// - Returns: whether this call did it; nobody is given anything for a token twice.
    package func rotate(
        _ hash: RefreshTokenHash, _ rotation: RefreshTokenRecord.Rotation
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE refresh_tokens SET rotated_at = $1, rotated_for = $2, rotated_scopes = $3
            WHERE hash = $4 AND rotated_at IS NULL
            """, .moment(rotation.at), .text(rotation.accessToken.text), .scopes(rotation.scopes),
            .text(hash.text)) == 1
    }
}
