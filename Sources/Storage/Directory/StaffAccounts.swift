import Accounts
import Database
import Identity

/// Whether members of staff may use what the city gave them, and when they last signed in. It belongs to the account,
/// not to the person: who has left stays a citizen.
package struct StaffAccounts<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var staffAccounts: StaffAccounts<Self> { StaffAccounts(transaction: self) }
}

extension StaffAccounts {
    /// `nil` of who is no member of staff as far as any directory says.
    package func state(of person: PersonID) throws -> StaffState? {
        let row = try transaction.row("SELECT state FROM staff_accounts WHERE person = $1", .text(person.text))
        return try row.map { row in try row.required(StaffState(rawValue: try row.text(0)), "a staff account's state") }
    }

    /// What is kept of a member of staff; `nil` of who is none.
    package func find(
        _ person: PersonID
    ) throws -> (state: StaffState, since: Instant, lastSignInAt: Instant)? {
        let row = try transaction.row(
            "SELECT state, since, last_sign_in_at FROM staff_accounts WHERE person = $1", .text(person.text))
        return try row.map { row in
            (
                try row.required(StaffState(rawValue: try row.text(0)), "a staff account's state"), try row.moment(1),
                try row.moment(2)
            )
        }
    }

    /// Who is in a state, by name.
    package func people(in state: StaffState) throws -> [PersonID] {
        try transaction.rows(
            """
            SELECT s.person FROM staff_accounts s JOIN people p ON p.id = s.person WHERE s.state = $1
            ORDER BY p.name, s.person
            """, .text(state.rawValue)
        ).map { row in try row.person(0) }
    }

    /// Whether there are accounts of the city's for which nobody counts yet how long they haven't been used.
    package func hasUncounted() throws -> Bool {
        try transaction.row(
            """
            SELECT 1 FROM local_accounts a
            WHERE NOT EXISTS (SELECT 1 FROM staff_accounts s WHERE s.person = a.person) LIMIT 1
            """) != nil
    }

    /// Who hasn't signed in since a moment, and isn't dormant yet; the longest first.
    package func idle(since moment: Instant, atMost limit: Int) throws -> [PersonID] {
        try transaction.rows(
            """
            SELECT person FROM staff_accounts WHERE state = 'active' AND last_sign_in_at <= $1
            ORDER BY last_sign_in_at LIMIT $2
            """, .moment(moment), .integer(Int64(limit))
        ).map { row in try row.person(0) }
    }
}

extension StaffAccounts where Context == WriteTransaction {
    /// Somebody begins to work here, or comes back; how long they haven't signed in counts from now.
    package func activate(_ person: PersonID, at now: Instant) throws {
        guard try !enter(person, as: .active, at: now) else { return }
        try change(person, to: .active, at: now)
        try recordUse(person, at: now)
    }

    /// Ends the use of a staff account, and with it every session and all that was allowed in one.
    package func end(_ person: PersonID, as state: StaffState, at now: Instant) throws {
        if try !enter(person, as: state, at: now) { try change(person, to: state, at: now) }
        try transaction.sessions.endAll(of: person, at: now)
        try transaction.authorizations.revokeAll(of: person, at: now)
        try transaction.begunSignIns.endAll(of: person)
    }

    /// - Returns: `false` of whom there is a staff account already.
    private func enter(_ person: PersonID, as state: StaffState, at now: Instant) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO staff_accounts (person, state, since, last_sign_in_at, has_disabled_person)
            VALUES ($1, $2, $3, $3, 0) ON CONFLICT (person) DO NOTHING
            """, .text(person.text), .text(state.rawValue), .moment(now)) == 1
    }

    /// What the state was is kept, with its time.
    private func change(_ person: PersonID, to state: StaffState, at now: Instant) throws {
        try transaction.staffHistories.keepState(of: person, before: state, at: now)
        try transaction.execute(
            "UPDATE staff_accounts SET state = $1, since = $2 WHERE person = $3 AND state <> $1", .text(state.rawValue),
            .moment(now), .text(person.text))
    }

    private func recordUse(_ person: PersonID, at now: Instant) throws {
        try transaction.execute(
            "UPDATE staff_accounts SET last_sign_in_at = $1 WHERE person = $2", .moment(now), .text(person.text))
    }

    /// Who left and has no number can't be anybody here any more: the person is disabled with the account. Whoever was
    /// disabled before that by an administrator isn't enabled by coming back.
    package func disablePerson(_ person: PersonID, at now: Instant) throws {
        guard try transaction.people.isEnabled(person) else { return }
        try transaction.people.setEnabled(false, person, at: now)
        try transaction.execute(
            "UPDATE staff_accounts SET has_disabled_person = 1 WHERE person = $1", .text(person.text))
    }

    /// Takes back what ``disablePerson(_:at:)`` did.
    package func enablePerson(_ person: PersonID, at now: Instant) throws {
        let isDone = try transaction.execute(
            "UPDATE staff_accounts SET has_disabled_person = 0 WHERE person = $1 AND has_disabled_person = 1",
            .text(person.text))
        if isDone == 1 { try transaction.people.setEnabled(true, person, at: now) }
    }

    /// Somebody has signed in, by whichever way.
    /// - Returns: whether that has woken a dormant account.
    package func recordSignIn(_ person: PersonID, at now: Instant) throws -> Bool {
        let isDormant = try state(of: person) == .dormant
        if isDormant { try change(person, to: .active, at: now) }
        try recordUse(person, at: now)
        return isDormant
    }

    /// Begins to count for accounts of the city's that no directory has told of.
    package func beginCounting(at now: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO staff_accounts (person, state, since, last_sign_in_at, has_disabled_person)
            SELECT a.person, 'active', $1, $1, 0 FROM local_accounts a
            WHERE NOT EXISTS (SELECT 1 FROM staff_accounts s WHERE s.person = a.person)
            """, .moment(now))
    }
}
