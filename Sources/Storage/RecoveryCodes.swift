import Accounts
import Database
import Identity

/// The codes on paper that stand in for an authenticator app, each once. Only their hashes are kept.
package struct RecoveryCodes<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var recoveryCodes: RecoveryCodes<Self> { RecoveryCodes(transaction: self) }
}

/// What came of a recovery code.
package enum RecoveryCodeUse: Hashable, Sendable {
    /// It is used up now, by this call.
    case done
    case usedBefore
    case unknown
}

extension RecoveryCodes {
    /// How many are left.
    package func count(of person: PersonID) throws -> Int64 {
        try transaction.row(
            "SELECT COUNT(*) FROM recovery_codes WHERE person = $1 AND used_at IS NULL", .text(person.text)
        )?.integer(0) ?? 0
    }
}

extension RecoveryCodes where Context == WriteTransaction {
    /// Gives a person these codes, in place of all that they had.
    package func replace(of person: PersonID, with codes: [RecoveryCode]) throws {
        try transaction.execute("DELETE FROM recovery_codes WHERE person = $1", .text(person.text))
        for code in codes {
            try transaction.execute(
                "INSERT INTO recovery_codes (person, hash) VALUES ($1, $2)", .text(person.text), .text(code.hash))
        }
    }

    package func use(_ code: RecoveryCode, of person: PersonID, at now: Instant) throws -> RecoveryCodeUse {
        let isDone =
            try transaction.execute(
                "UPDATE recovery_codes SET used_at = $1 WHERE person = $2 AND hash = $3 AND used_at IS NULL",
                .moment(now), .text(person.text), .text(code.hash)) == 1
        if isDone { return .done }
        let row = try transaction.row(
            "SELECT 1 FROM recovery_codes WHERE person = $1 AND hash = $2", .text(person.text), .text(code.hash))
        return row == nil ? .unknown : .usedBefore
    }
}
