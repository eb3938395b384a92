import Identity

/// How many wrong attempts an account takes, and what happens then (TCVN 14423:2026 §5.5.2.2).
///
/// An attempt is counted before the password or the code is looked at and given back when it was right, so that a
/// hundred guesses at once are still five (Documentation/PEERS-BUGS.md P33). A browser that has signed in to the account before counts
/// apart: whoever locks the account from outside doesn't keep its owner out (P37). The second factor has counters of
/// its own: who can't get past it must not lock the password, nor a right password give attempts back.
package enum Lockout {
    package static let attempts = 5
    package static let duration = Duration.minutes(15)
    /// How long wrong codes are remembered after the last one: much longer than the longest lock, so that waiting
    /// doesn't bring the short locks back.
    package static let secondFactorMemory = Duration.hours(24 * 90)

    /// How long a lock lasts.
    package enum Rule: Hashable, Sendable {
        /// A quarter of an hour, each time; then the count begins anew.
        case password
        /// A quarter of an hour, and twice as long after each further five, up to a day; only a right code lets the
        /// count begin anew. Three codes of a million are right at any moment: at five attempts in each quarter of an
        /// hour, who knows the password has an even chance within sixteen months; so it is one in 180 in a year.
        case secondFactor

        /// The lock that follows from so many failures in a row; `nil` while there are attempts left.
        fileprivate func lock(afterFailures failures: Int) -> Duration? {
            switch self {
            case .password: failures >= attempts ? duration : nil
            case .secondFactor where failures > 0 && failures.isMultiple(of: attempts):
                min(duration * (1 << min(failures / attempts - 1, 7)), .hours(24))
            case .secondFactor: nil
            }
        }
    }

    /// What is known of the attempts under one counter.
    package struct Counter: Hashable, Sendable {
        package let failures: Int
        package let lockedUntil: Instant?

        package init(failures: Int, lockedUntil: Instant?) {
            self.failures = failures
            self.lockedUntil = lockedUntil
        }

        package static let fresh = Counter(failures: 0, lockedUntil: nil)

        /// The counter as it stands by the clock now: a lock that began when the clock was ahead has its own length left
        /// at most, and not what the clock was set back by besides. Whoever finds it shortened writes that down, or else
        /// it would begin anew with each look.
        package func seen(by rule: Rule = .password, at now: Instant) -> Counter {
            guard let lockedUntil else { return self }
            let longest = now + (rule.lock(afterFailures: failures) ?? duration)
            return Counter(failures: failures, lockedUntil: min(lockedUntil, longest))
        }
    }

    /// Whether one more attempt may be made, and what the counter says if it fails.
    package enum Reservation: Hashable, Sendable {
        case granted(Counter)
        case locked(until: Instant)

        /// What the counter says from now on; `nil` when nothing is counted.
        package var counter: Counter? { if case .granted(let counter) = self { counter } else { nil } }
    }

    package static func reserve(_ counter: Counter, by rule: Rule = .password, at now: Instant) -> Reservation {
        var failures = counter.failures
        if let until = counter.lockedUntil {
            if now < until { return .locked(until: until) }
            if rule == .password { failures = 0 }
        }
        failures += 1
        return .granted(
            Counter(failures: failures, lockedUntil: rule.lock(afterFailures: failures).map { now + $0 }))
    }
}
