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

    package func find(of person: PersonID) throws -> LocalAccount? {
        let row = try transaction.row("\(selectLocalAccount) WHERE a.person = $1", .text(person.text))
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

    /// What is kept of all passwords.
    package func passwordHashes() throws -> [String] {
        try transaction.rows("SELECT password_hash FROM local_accounts WHERE password_hash IS NOT NULL")
            .map { row in try row.text(0) }
    }

    private var selectLocalAccount: String {
        """
        SELECT a.username, a.person, a.password_hash, p.name, p.is_enabled, a.password_set_at, a.activation_hash,
            a.activation_until, s.state
        FROM local_accounts a JOIN people p ON p.id = a.person LEFT JOIN staff_accounts s ON s.person = a.person
        """
    }

    private func localAccount(_ row: Row) throws -> LocalAccount {
        LocalAccount(
            username: try row.required(Username(try row.text(0)), "a user name"), person: try row.person(1),
            passwordHash: try row.optionalText(2),
            activation: try row.optionalText(6).map { PendingActivation(hash: $0, until: try row.moment(7)) },
            name: try row.optionalText(3), isEnabled: try row.flag(4),
            staff: try row.optional(8, "a staff account's state") { StaffState(rawValue: $0) } ?? .active,
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

    /// The same without a password: its holder chooses one with the activation code.
    package func add(
        _ username: Username, person: PersonID, activation: PendingActivation, at now: Instant
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO local_accounts (username, person, password_set_at, activation_hash, activation_until)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT (username) DO NOTHING
            """, .text(username.text), .text(person.text), .moment(now), .text(activation.hash),
            .moment(activation.until)) == 1
    }

    /// Puts an activation code in the place of the password.
    package func reset(_ username: Username, to activation: PendingActivation, at now: Instant) throws {
        if let account = try find(username), account.passwordHash != nil {
            try transaction.securityEvents.add(.credentialChange(.password, .revoke), about: account.person, at: now)
        }
        try transaction.execute(
            """
            UPDATE local_accounts
            SET password_hash = NULL, password_set_at = $1, activation_hash = $2, activation_until = $3
            WHERE username = $4
            """, .moment(now), .text(activation.hash), .moment(activation.until), .text(username.text))
    }

    /// Exchanges an activation code for a password, once.
    /// - Parameter activation: the hash of the code that was shown.
    /// - Returns: whether this call did it: the code still waited, and was not too old.
    package func activate(
        _ username: Username, consuming activation: String, passwordHash: String, at now: Instant
    ) throws -> Bool {
        let isDone =
            try transaction.execute(
                """
                UPDATE local_accounts
                SET password_hash = $1, password_set_at = $2, activation_hash = NULL, activation_until = NULL
                WHERE username = $3 AND activation_hash = $4 AND activation_until > $2
                """, .text(passwordHash), .moment(now), .text(username.text), .text(activation)) == 1
        if isDone, let account = try find(username) {
            try transaction.securityEvents.add(.credentialChange(.password, .update), about: account.person, at: now)
        }
        return isDone
    }

    /// Keeps the same password hashed with new parameters, unless another one was set meanwhile.
    package func rehash(_ username: Username, from old: String, to new: String) throws {
        try transaction.execute(
            "UPDATE local_accounts SET password_hash = $1 WHERE username = $2 AND password_hash = $3", .text(new),
            .text(username.text), .text(old))
    }
}
