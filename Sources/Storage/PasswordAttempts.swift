import Accounts
import Database
import Identity

/// Counters of wrong passwords, one per user name and known browser, and one per user name for all browsers that
/// aren't known. Names that no account has are counted like others, so that a lock tells nothing.
extension WriteTransaction {
    /// Counts an attempt before the password is looked at.
    /// - Parameter device: the hash of a device cookie; it counts apart if it is known for this user name.
    package func reserveAttempt(
        _ username: Username, device: String?, at now: Instant
    ) throws(DatabaseError) -> (reservation: Lockout.Reservation, counter: AttemptCounter) {
        let counter = AttemptCounter(username: username, device: try knownDevice(device, of: username) ?? "")
        let row = try row(
            "SELECT failures, locked_until FROM password_attempts WHERE username = $1 AND device = $2",
            .text(username.text), .text(counter.device))
        var state = Lockout.Counter.fresh
        if let row {
            state = Lockout.Counter(
                failures: Int(clamping: try row.integer(0)), lockedUntil: try row.optionalMoment(1))
        }
        let reservation = Lockout.reserve(state, at: now)
        if case .granted(let next) = reservation {
            try execute(
                """
                INSERT INTO password_attempts (username, device, failures, locked_until, last_at)
                VALUES ($1, $2, $3, $4, $5) ON CONFLICT (username, device) DO UPDATE
                SET failures = excluded.failures, locked_until = excluded.locked_until, last_at = excluded.last_at
                """,
                .text(username.text), .text(counter.device), .integer(Int64(next.failures)),
                .moment(next.lockedUntil), .moment(now))
        }
        return (reservation, counter)
    }

    /// An attempt whose password was never looked at doesn't count.
    package func giveBackAttempt(_ counter: AttemptCounter) throws(DatabaseError) {
        try execute(
            """
            UPDATE password_attempts SET failures = failures - 1, locked_until = NULL
            WHERE username = $1 AND device = $2 AND failures > 0
            """, .text(counter.username.text), .text(counter.device))
    }

    /// The password was right: the counter starts anew.
    package func clearAttempts(_ counter: AttemptCounter) throws(DatabaseError) {
        try execute(
            "DELETE FROM password_attempts WHERE username = $1 AND device = $2",
            .text(counter.username.text), .text(counter.device))
    }

    /// An administrator unlocks an account for all browsers.
    package func clearAttempts(of username: Username) throws(DatabaseError) {
        try execute("DELETE FROM password_attempts WHERE username = $1", .text(username.text))
    }

    /// Remembers that somebody has signed in to this account with this browser.
    package func remember(device: String, of username: Username, at now: Instant) throws(DatabaseError) {
        try execute(
            """
            INSERT INTO known_devices (hash, username, known_since) VALUES ($1, $2, $3)
            ON CONFLICT (hash, username) DO NOTHING
            """, .text(device), .text(username.text), .moment(now))
    }

    /// After a new password, no browser is known any more: whoever knew the old one counts as a stranger.
    package func forgetDevices(of username: Username) throws(DatabaseError) {
        try execute("DELETE FROM known_devices WHERE username = $1", .text(username.text))
    }

    private func knownDevice(_ hash: String?, of username: Username) throws(DatabaseError) -> String? {
        guard let hash else { return nil }
        let row = try row(
            "SELECT hash FROM known_devices WHERE hash = $1 AND username = $2", .text(hash), .text(username.text))
        return try row?.text(0)
    }
}

/// Names one counter.
package struct AttemptCounter: Hashable, Sendable {
    let username: Username
    /// The hash of a known browser's cookie, or empty.
    let device: String
}

extension Transaction {
    /// Until when sign-ins from unknown browsers are locked.
    package func lock(of username: Username, at now: Instant) throws(DatabaseError) -> Instant? {
        let row = try row(
            "SELECT locked_until FROM password_attempts WHERE username = $1 AND device = ''", .text(username.text))
        guard let until = try row?.optionalMoment(0), now < until else { return nil }
        return until
    }
}
