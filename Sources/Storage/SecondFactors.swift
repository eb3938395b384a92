import Accounts
import Database
import Identity

/// The authenticator apps, one an account. The seed is sealed; a time step is used once.
package struct SecondFactors<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var secondFactors: SecondFactors<Self> { SecondFactors(transaction: self) }
}

extension SecondFactors {
    package func find(of person: PersonID) throws -> (sealedSeed: String, lastStep: Int64)? {
        let row = try transaction.row(
            "SELECT seed, last_step FROM second_factors WHERE person = $1", .text(person.text))
        return try row.map { row in (try row.text(0), try row.integer(1)) }
    }

    package func isEnrolled(_ person: PersonID) throws -> Bool {
        try transaction.row("SELECT 1 FROM second_factors WHERE person = $1", .text(person.text)) != nil
    }
}

extension SecondFactors where Context == WriteTransaction {
    /// - Parameter step: that of the code which has proven that the app works; it is used up.
    /// - Returns: `false` when there is one already.
    package func enrol(_ person: PersonID, sealedSeed: String, step: Int64, at now: Instant) throws -> Bool {
        let isDone =
            try transaction.execute(
                """
                INSERT INTO second_factors (person, seed, last_step, enrolled_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (person) DO NOTHING
                """, .text(person.text), .text(sealedSeed), .integer(step), .moment(now)) == 1
        if isDone {
            try transaction.securityEvents.add(.credentialChange(.app, .create), about: person, at: now)
        }
        return isDone
    }

    /// Uses a time step up, and all before it.
    /// - Returns: whether this call did it.
    package func use(_ step: Int64, of person: PersonID) throws -> Bool {
        try transaction.execute(
            "UPDATE second_factors SET last_step = $1 WHERE person = $2 AND last_step < $1", .integer(step),
            .text(person.text)) == 1
    }

    /// Takes the second factor away, with the recovery codes and what was counted against it.
    package func remove(of person: PersonID, at now: Instant) throws {
        if try isEnrolled(person) {
            try transaction.securityEvents.add(.credentialChange(.app, .delete), about: person, at: now)
        }
        for table in ["second_factors", "recovery_codes", "second_factor_attempts"] {
            try transaction.execute("DELETE FROM \(table) WHERE person = $1", .text(person.text))
        }
    }
}
