import Accounts
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

extension AccessTokens {
    /// Whose token it is and what it opens, if it counts: not revoked, and its session, person and client are live
    /// (security.md P25, P26, P31).
    package func find(
        _ token: PresentedAccessToken, at now: Instant
    ) throws -> (client: Client, person: PersonID, session: SessionID, scopes: Set<Scope>)? {
        let row = try transaction.row(
            """
            SELECT t.person, t.scopes, t.session FROM access_tokens t JOIN sessions s ON s.id = t.session
            WHERE t.id = $1 AND t.client_id = $2 AND t.revoked_at IS NULL AND t.expires_at > $3
                AND s.ended_at IS NULL AND s.authenticated_at > $4
            """, .text(token.id.text), .text(token.clientID.text), .moment(now), .moment(now - Session.totalLimit))
        guard let row, let client = try transaction.clients.find(token.clientID), client.isEnabled else { return nil }
        return (client, try row.person(0), SessionID(try row.text(2)), try row.scopes(1).intersection(client.scopes))
    }
}
