import Accounts
import Database
import Identity

/// Counters of wrong passwords, one per user name and known browser, and one per user name for all browsers that
/// aren't known. Names that no account has are counted like others, so that a lock tells nothing.
package struct PasswordAttempts<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var passwordAttempts: PasswordAttempts<Self> { PasswordAttempts(transaction: self) }
}

extension PasswordAttempts where Context == WriteTransaction {
    /// Counts an attempt before the password is looked at.
    /// - Parameter device: the hash of a device cookie; it counts apart if it is known for this user name.
    package func reserve(
        _ username: Username, device: String?, at now: Instant
    ) throws -> (reservation: Lockout.Reservation, counter: AttemptCounter) {
        let counter = AttemptCounter(
            username: username, device: try transaction.devices.known(device, of: username) ?? "")
        let row = try transaction.row(
            "SELECT failures, locked_until FROM password_attempts WHERE username = $1 AND device = $2",
            .text(username.text), .text(counter.device))
        var state = Lockout.Counter.fresh
        if let row {
            state = Lockout.Counter(
                failures: Int(clamping: try row.integer(0)), lockedUntil: try row.optionalMoment(1))
        }
        let seen = state.seen(at: now)
        let reservation = Lockout.reserve(seen, at: now)
        if let next = reservation.counter ?? (seen == state ? nil : seen) {
            try transaction.execute(
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

    /// An attempt whose password was never looked at doesn't count; a counter that counts nothing is none.
    package func giveBack(_ counter: AttemptCounter) throws {
        try transaction.execute(
            "DELETE FROM password_attempts WHERE username = $1 AND device = $2 AND failures <= 1",
            .text(counter.username.text), .text(counter.device))
        try transaction.execute(
            """
            UPDATE password_attempts SET failures = failures - 1, locked_until = NULL
            WHERE username = $1 AND device = $2 AND failures > 0
            """, .text(counter.username.text), .text(counter.device))
    }

    /// The password was right: the counter starts anew.
    package func clear(_ counter: AttemptCounter) throws {
        try forget(username: counter.username.text, device: counter.device)
    }

    private func forget(username: String, device: String) throws {
        try transaction.execute(
            "DELETE FROM password_attempts WHERE username = $1 AND device = $2", .text(username), .text(device))
    }

    /// An administrator unlocks an account for all browsers.
    package func clear(of username: Username) throws {
        try transaction.execute("DELETE FROM password_attempts WHERE username = $1", .text(username.text))
    }
}

extension PasswordAttempts where Context == WriteTransaction {
    /// 1 where an account has the name of a counter, otherwise 0. Of each it is looked up: for an `EXISTS`, PostgreSQL may go
    /// through all accounts first.
    static var isOfAccount: String {
        """
        COALESCE((SELECT 1 FROM local_accounts a WHERE a.username = password_attempts.username LIMIT 1), \
        (SELECT 1 FROM directory_usernames d WHERE d.username = password_attempts.username LIMIT 1), 0)
        """
    }

    /// The counters before a moment (`$1`) and behind a place, some at a time, and whether they are of accounts.
    package static var oldest: String {
        """
        SELECT last_at, username, device, \(isOfAccount) FROM password_attempts
        WHERE last_at < $1 AND (last_at, username, device) > ($2, $3, $4) ORDER BY last_at, username, device LIMIT $5
        """
    }

    /// Looks at the next so many counters older than a moment, and forgets those of names that no account has. However many
    /// are of accounts, a transaction looks at no more than that, and each is looked at once.
    func forgetNobodys(before cutoff: Instant, after place: Sweep.Place, atMost limit: Int) throws -> Sweep.Batch {
        let counters = try transaction.rows(
            Self.oldest, .moment(cutoff), .moment(place.age), .text(place.username), .text(place.device),
            .integer(Int64(limit)))
        let nobodys = try counters.filter { try !$0.flag(3) }
        for counter in nobodys {
            try forget(username: try counter.text(1), device: try counter.text(2))
        }
        let last = try counters.last.map { counter in
            Sweep.Place(age: try counter.moment(0), username: try counter.text(1), device: try counter.text(2))
        }
        return Sweep.Batch(looked: counters.count, forgotten: nobodys.count, next: counters.count < limit ? nil : last)
    }
}

extension PasswordAttempts {
    /// Until when sign-ins from unknown browsers are locked.
    package func lock(of username: Username, at now: Instant) throws -> Instant? {
        let row = try transaction.row(
            "SELECT failures, locked_until FROM password_attempts WHERE username = $1 AND device = ''",
            .text(username.text))
        guard let row else { return nil }
        let counter = Lockout.Counter(
            failures: Int(clamping: try row.integer(0)), lockedUntil: try row.optionalMoment(1))
        guard let until = counter.seen(at: now).lockedUntil, now < until else { return nil }
        return until
    }
}
