import Identity

/// How many wrong passwords an account takes, and what happens then (TCVN 14423:2026 §5.5.2.2).
///
/// An attempt is counted before the password is looked at and given back when it was right, so that a hundred guesses
/// at once are still five (Documentation/PEERS-BUGS.md P33). A browser that has signed in to the account before counts
/// apart: a stranger who locks the account doesn't keep its owner out (P37).
package enum Lockout {
    package static let attempts = 5
    package static let duration = Duration.minutes(15)

    /// What is known of the attempts under one counter.
    package struct Counter: Hashable, Sendable {
        package let failures: Int
        package let lockedUntil: Instant?

        package init(failures: Int, lockedUntil: Instant?) {
            self.failures = failures
            self.lockedUntil = lockedUntil
        }

        package static let fresh = Counter(failures: 0, lockedUntil: nil)
    }

    /// Whether one more attempt may be made, and what the counter says if it fails.
    package enum Reservation: Hashable, Sendable {
        case granted(Counter)
        case locked(until: Instant)
    }

    package static func reserve(_ counter: Counter, at now: Instant) -> Reservation {
        var failures = counter.failures
        if let until = counter.lockedUntil {
            if now < until { return .locked(until: until) }
            failures = 0
        }
        failures += 1
        return .granted(
            Counter(failures: failures, lockedUntil: failures >= attempts ? now + duration : nil))
    }
}
