import Accounts
import Database
import Identity

/// Counters of wrong codes, one a person. Only who knows the password gets to count here.
package struct SecondFactorAttempts<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var secondFactorAttempts: SecondFactorAttempts<Self> { SecondFactorAttempts(transaction: self) }
}

extension SecondFactorAttempts where Context == WriteTransaction {
    /// Counts an attempt before the code is looked at.
    package func reserve(_ person: PersonID, at now: Instant) throws -> Lockout.Reservation {
        let row = try transaction.row(
            "SELECT failures, locked_until FROM second_factor_attempts WHERE person = $1", .text(person.text))
        let state = try row.map { row in
            Lockout.Counter(failures: Int(clamping: try row.integer(0)), lockedUntil: try row.optionalMoment(1))
        }
        let seen = state?.seen(by: .secondFactor, at: now)
        let reservation = Lockout.reserve(seen ?? .fresh, by: .secondFactor, at: now)
        guard let next = reservation.counter ?? (seen == state ? nil : seen) else { return reservation }
        try transaction.put(
            """
            INSERT INTO second_factor_attempts (person, failures, locked_until, last_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (person) DO UPDATE
            SET failures = excluded.failures, locked_until = excluded.locked_until, last_at = excluded.last_at
            """, .text(person.text), .integer(Int64(next.failures)), .moment(next.lockedUntil), .moment(now))
        return reservation
    }

    /// A code was right, or an administrator unlocks: the count begins anew.
    package func clear(of person: PersonID) throws {
        try transaction.execute("DELETE FROM second_factor_attempts WHERE person = $1", .text(person.text))
    }
}
