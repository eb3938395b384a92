import Accounts
import Database
import Identity
import OpenIDConnect

/// How many demands wait for a person, and which of them go first: anybody can make one.
extension Interactions {
    /// Those that are kept whole, because they can still be finished.
    package func load() throws -> InteractionLoad {
        let row = try transaction.row("SELECT COUNT(*), COALESCE(SUM(size), 0) FROM interactions WHERE size > 0")
        return InteractionLoad(count: Int(clamping: try row?.integer(0) ?? 0), bytes: try row?.integer(1) ?? 0)
    }
}

/// How much is kept of unfinished interactions.
package struct InteractionLoad: Hashable, Sendable {
    package var count: Int
    /// Of the requests that they are made from.
    package var bytes: Int64

    package init(count: Int, bytes: Int64) {
        self.count = count
        self.bytes = bytes
    }
}

extension Interactions where Context == WriteTransaction {
    /// Gives up the oldest unfinished ones of a browser, so that it has fewer than so many.
    package func makeRoom(for browser: BrowserSecret<BrowserCookie>, below limit: Int) throws {
        let rows = try transaction.rows(
            """
            SELECT id FROM interactions WHERE browser_hash = $1 AND completed_at IS NULL
            ORDER BY started_at DESC LIMIT 1000 OFFSET $2
            """, .text(browser.hash), .integer(Int64(limit - 1)))
        for row in rows {
            let id = SQLValue.text(try row.text(0))
            try transaction.execute("DELETE FROM upstream_logins WHERE interaction = $1", id)
            try transaction.execute("DELETE FROM interactions WHERE id = $1", id)
        }
    }

    /// Keeps no more than where they were going of the oldest that wait since before a moment and in which nobody has
    /// proven anything.
    /// - Returns: how many it were.
    package func giveUpIdle(before moment: Instant, atMost limit: Int) throws -> Int {
        try transaction.execute(
            """
            UPDATE interactions SET \(Self.nothing) WHERE id IN (
                SELECT id FROM interactions
                WHERE started_at < $1 AND size > 0 AND proven_person IS NULL AND signed_in_session IS NULL
                ORDER BY started_at LIMIT $2)
            """, .moment(moment), .integer(Int64(limit)))
    }
}
