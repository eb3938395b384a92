import Accounts
import Database
import Identity

/// The browsers that have signed in to an account before, by the hash of a cookie.
package struct KnownDevices<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var devices: KnownDevices<Self> { KnownDevices(transaction: self) }
}

extension KnownDevices {
    /// Whether anybody has signed in with this browser.
    package func isKnown(_ hash: String) throws -> Bool {
        try transaction.row("SELECT 1 FROM known_devices WHERE hash = $1 LIMIT 1", .text(hash)) != nil
    }

    func known(_ hash: String?, of username: Username) throws -> String? {
        guard let hash else { return nil }
        let row = try transaction.row(
            "SELECT hash FROM known_devices WHERE hash = $1 AND username = $2", .text(hash), .text(username.text))
        return try row?.text(0)
    }
}

extension KnownDevices where Context == WriteTransaction {
    /// Remembers that somebody has signed in to this account with this browser.
    package func remember(_ device: String, of username: Username, at now: Instant) throws {
        try transaction.put(
            """
            INSERT INTO known_devices (hash, username, known_since) VALUES ($1, $2, $3)
            ON CONFLICT (hash, username) DO NOTHING
            """, .text(device), .text(username.text), .moment(now))
    }

    /// After a new password, no browser is known any more: whoever knew the old one counts as a stranger.
    package func forget(of username: Username) throws {
        try transaction.execute("DELETE FROM known_devices WHERE username = $1", .text(username.text))
    }
}
