import Database
import Identity
import Wire

/// Counts wrong user codes (RFC 8628 §5.1), so that 34 bits aren't found within the ten minutes that a code lives: some
/// from one network, and some from all of them together, on whichever nodes they are tried.
///
/// There are never more rows than wrong codes that are let through: who is over the limit is counted no more.
package struct UserCodeAttempts<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var userCodeAttempts: UserCodeAttempts<Self> { UserCodeAttempts(transaction: self) }
}

/// How many wrong codes there may be.
package enum UserCodeLimit {
    /// From one network within `window`; and from all together.
    package static let ofNetwork = 10
    package static let ofAll = 1000
    package static let window = Duration.minutes(10)
}

extension UserCodeAttempts {
    /// How long has to be waited before the next try; `nil` when there is one now.
    package func wait(_ network: NetworkPrefix, at now: Instant) throws -> Duration? {
        for (key, limit) in [(network.text, UserCodeLimit.ofNetwork), (Self.all, UserCodeLimit.ofAll)] {
            guard let counter = try find(key), counter.counts(at: now), counter.failures >= limit else { continue }
            return counter.since + UserCodeLimit.window - now
        }
        return nil
    }

    /// Beside the networks, whose names have a slash.
    private static var all: String { "all" }

    private func find(_ network: String) throws -> Counter? {
        try transaction.row("SELECT failures, since FROM user_code_attempts WHERE network = $1", .text(network)).map {
            row in Counter(failures: try row.integer(0), since: try row.moment(1))
        }
    }

    private struct Counter {
        let failures: Int64
        let since: Instant

        /// A clock that was set back makes nobody wait longer.
        func counts(at now: Instant) -> Bool { now.isWithin(UserCodeLimit.window, of: since) }
    }
}

extension UserCodeAttempts where Context == WriteTransaction {
    /// Counts a wrong code.
    package func count(_ network: NetworkPrefix, at now: Instant) throws {
        for key in [network.text, Self.all] {
            let counter = try find(key).flatMap { $0.counts(at: now) ? $0 : nil }
            try transaction.execute(
                """
                INSERT INTO user_code_attempts (network, failures, since) VALUES ($1, $2, $3)
                ON CONFLICT (network) DO UPDATE SET failures = excluded.failures, since = excluded.since
                """, .text(key), .integer((counter?.failures ?? 0) + 1), .moment(counter?.since ?? now))
        }
    }
}
