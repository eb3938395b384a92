import Accounts
import Database
import Federation
import Identity
import OpenIDConnect

/// The logins at upstreams that were begun, each for an interaction and by a browser.
package struct UpstreamLogins<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var upstreamLogins: UpstreamLogins<Self> { UpstreamLogins(transaction: self) }
}

extension UpstreamLogins where Context == WriteTransaction {
    /// How many logins of one interaction may be under way: somebody goes back and begins anew. The oldest goes.
    package static var limit: Int { 5 }

    package func begin(
        stateHash: String, upstream: UpstreamID, interaction: InteractionID, browser: BrowserSecret<BrowserCookie>,
        at now: Instant
    ) throws {
        try transaction.execute(
            """
            DELETE FROM upstream_logins WHERE state_hash IN (
                SELECT state_hash FROM upstream_logins WHERE interaction = $1
                ORDER BY begun_at DESC LIMIT 1000 OFFSET $2)
            """, .text(interaction.text), .integer(Int64(Self.limit - 1)))
        try transaction.put(
            """
            INSERT INTO upstream_logins (state_hash, upstream, interaction, browser_hash, begun_at)
            VALUES ($1, $2, $3, $4, $5)
            """, .text(stateHash), .text(upstream.text), .text(interaction.text), .text(browser.hash), .moment(now))
    }

    /// Takes a login that was begun by this browser at this upstream, once. At another's callback it is nobody's, and stays.
    package func consume(
        stateHash: String, upstream: UpstreamID, browser: BrowserSecret<BrowserCookie>
    ) throws -> (interaction: InteractionID, begunAt: Instant)? {
        let row = try transaction.row(
            """
            DELETE FROM upstream_logins WHERE state_hash = $1 AND browser_hash = $2 AND upstream = $3
            RETURNING interaction, begun_at
            """, .text(stateHash), .text(browser.hash), .text(upstream.text))
        guard let row else { return nil }
        return (try row.required(InteractionID(try row.text(0)), "an interaction's id"), try row.moment(1))
    }
}
