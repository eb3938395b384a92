import Accounts
import Database
import Identity

/// The accounts that the city issues.
package struct LocalAccounts<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var localAccounts: LocalAccounts<Self> { LocalAccounts(transaction: self) }
}

extension LocalAccounts {
    package func find(_ username: Username) throws -> LocalAccount? {
        let row = try transaction.row("\(selectLocalAccount) WHERE a.username = $1", .text(username.text))
        return try row.map { row in try localAccount(row) }
    }

    /// All of them, by user name.
    package func all() throws -> [LocalAccount] {
        var accounts: [LocalAccount] = []
        for row in try transaction.rows("\(selectLocalAccount) ORDER BY a.username") {
            accounts.append(try localAccount(row))
        }
        return accounts
    }

    private var selectLocalAccount: String {
        """
        SELECT a.username, a.person, a.password_hash, p.name, p.is_enabled, a.password_set_at
        FROM local_accounts a JOIN people p ON p.id = a.person
        """
    }

    private func localAccount(_ row: Row) throws -> LocalAccount {
        LocalAccount(
            username: try row.required(Username(try row.text(0)), "a user name"), person: try row.person(1),
            passwordHash: try row.text(2), name: try row.optionalText(3), isEnabled: try row.flag(4),
            passwordSetAt: try row.moment(5))
    }
}

extension LocalAccounts where Context == WriteTransaction {
    /// - Returns: `false` when the user name is taken.
    package func add(
        _ username: Username, person: PersonID, passwordHash: String, at now: Instant
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO local_accounts (username, person, password_hash, password_set_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (username) DO NOTHING
            """, .text(username.text), .text(person.text), .text(passwordHash), .moment(now)) == 1
    }

    /// Sets a new password: `at` is `nil` when it is the old one, hashed with new parameters.
    package func setPasswordHash(
        _ hash: String, of username: Username, at now: Instant?
    ) throws {
        try transaction.execute(
            """
            UPDATE local_accounts SET password_hash = $1, password_set_at = COALESCE($2, password_set_at)
            WHERE username = $3
            """, .text(hash), .moment(now), .text(username.text))
    }
}
