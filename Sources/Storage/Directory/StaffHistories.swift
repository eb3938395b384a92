import Accounts
import Database
import Directory
import Identity

/// How members of staff were called and whether their accounts were open, before it changed; what is so now stands where it
/// always does. A row is written when something changes, by the verbs that change it; nobody's mail or telephone is kept,
/// and of citizens nothing.
package struct StaffHistories<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var staffHistories: StaffHistories<Self> { StaffHistories(transaction: self) }
}

extension StaffHistories {
    /// Of those who are in the records. Whoever was joined with somebody has worked here as that one.
    package func find(_ people: some Collection<PersonID>) throws -> [PersonID: StaffHistory] {
        var histories: [PersonID: StaffHistory] = [:]
        try transaction.inPortions(of: people.map { .text($0.text) }) { places, arguments in
            let (now, accounts) = try current(places, arguments)
            var found = now
            let names = try transaction.rows(
                """
                SELECT person, kind, value, valid_until FROM former_names WHERE person IN (\(places)) ORDER BY valid_until
                """, arguments: arguments)
            for row in names { try add(row, to: &found, accounts) }
            let states = try transaction.rows(
                """
                SELECT CASE WHEN p.id IN (\(places)) THEN p.id ELSE p.merged_into END, s.state, s.valid_from, s.valid_until
                FROM people p JOIN former_staff_states s ON s.person = p.id
                WHERE p.id IN (\(places)) OR p.merged_into IN (\(places)) ORDER BY s.valid_from DESC
                """, arguments: arguments)
            for row in states {
                let period = Period(from: try row.moment(2), until: try row.moment(3))
                let spell = StaffHistory.Spell(
                    try row.required(StaffState(rawValue: try row.text(1)), "a staff account's state"),
                    try row.required(period, "a time of validity"))
                found[try row.person(0)]?.states.insert(spell, at: 0)
            }
            histories.merge(found) { _, new in new }
        }
        return histories
    }

    /// What is so now, and who has an account of the city's, whose user name never changes.
    private func current(
        _ places: String, _ arguments: [SQLValue]
    ) throws -> (found: [PersonID: StaffHistory], accounts: Set<PersonID>) {
        var (found, accounts): ([PersonID: StaffHistory], Set<PersonID>) = ([:], [])
        let rows = try transaction.rows(
            """
            SELECT p.id, p.name, a.username, s.state, s.since, (
                SELECT b.username FROM directory_bindings b WHERE b.person = p.id AND b.username IS NOT NULL
                ORDER BY b.is_active DESC, b.source LIMIT 1)
            FROM people p LEFT JOIN local_accounts a ON a.person = p.id LEFT JOIN staff_accounts s ON s.person = p.id
            WHERE p.id IN (\(places))
            """, arguments: arguments)
        for row in rows {
            let person = try row.person(0)
            let account = try row.optional(2, "a user name") { Username($0) }
            if account != nil { accounts.insert(person) }
            var history = StaffHistory(
                names: Succession(current: try row.optionalText(1)),
                usernames: Succession(current: try account ?? row.optional(5, "a user name") { Username($0) }))
            if let state = try row.optional(3, "a staff account's state", StaffState.init(rawValue:)) {
                history.states.append(.init(state, .since(try row.moment(4))))
            }
            found[person] = history
        }
        return (found, accounts)
    }

    private func add(_ row: Row, to found: inout [PersonID: StaffHistory], _ accounts: Set<PersonID>) throws {
        let (person, until) = (try row.person(0), try row.moment(3))
        switch try row.required(FormerName(rawValue: try row.text(1)), "a kind of name") {
        case .name: found[person]?.names.former.append(.init(try row.text(2), until: until))
        case .username where accounts.contains(person): break
        case .username:
            let username = try row.required(Username(try row.text(2)), "a user name")
            found[person]?.usernames.former.append(.init(username, until: until))
        }
    }
}

/// What `former_names` has.
private enum FormerName: String {
    case name, username
}

extension StaffHistories where Context == WriteTransaction {
    /// Keeps how somebody is called who is called otherwise from now on, if they are, or were, of the staff.
    /// - Parameter condition: when the new name counts.
    func keepName(of person: PersonID, before name: String?, where condition: String = "1 = 1", at now: Instant) throws
    {
        let isStaff = ["staff_accounts", "local_accounts", "assignments"].map { table in
            "EXISTS (SELECT 1 FROM \(table) WHERE \(table).person = p.id)"
        }
        try transaction.execute(
            """
            INSERT INTO former_names (person, kind, value, valid_until)
            SELECT p.id, '\(FormerName.name.rawValue)', p.name, $1 FROM people p
            WHERE p.id = $2 AND p.name <> COALESCE($3, '') AND \(condition) AND (\(isStaff.joined(separator: " OR ")))
            """, .moment(now), .text(person.text), .text(name))
    }

    /// Keeps the user name by which a source knows whose entry this is, if it is another from now on.
    func keepUsername(
        of key: EntryKey, _ source: SourceID, before username: Username?, at now: Instant
    ) throws {
        try transaction.execute(
            """
            INSERT INTO former_names (person, kind, value, valid_until)
            SELECT person, '\(FormerName.username.rawValue)', username, $1 FROM directory_bindings
            WHERE source = $2 AND entry_key = $3 AND person IS NOT NULL AND username <> COALESCE($4, '')
            """, .moment(now), .text(source.slug), .text(key.description), .text(username?.text))
    }

    /// The same of those entries of somebody that are forgotten for another one.
    func keepUsernames(of person: PersonID, _ source: SourceID, forgottenFor key: EntryKey, at now: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO former_names (person, kind, value, valid_until)
            SELECT b.person, '\(FormerName.username.rawValue)', b.username, $1 FROM directory_bindings b
            WHERE b.source = $2 AND b.person = $3 AND b.entry_key <> $4 AND b.username IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM directory_bindings k
                WHERE k.source = $2 AND k.entry_key = $4 AND k.username = b.username)
            """, .moment(now), .text(source.slug), .text(person.text), .text(key.description))
    }

    /// Keeps the state of a staff account that has another from now on.
    func keepState(of person: PersonID, before state: StaffState, at now: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO former_staff_states (person, state, valid_from, valid_until)
            SELECT person, state, since, $1 FROM staff_accounts WHERE person = $2 AND state <> $3 AND since < $1
            """, .moment(now), .text(person.text), .text(state.rawValue))
    }

    /// Keeps the state of somebody who is another from now on, and of whom that other has a state of their own.
    func keepState(of person: PersonID, joinedWith other: PersonID, at now: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO former_staff_states (person, state, valid_from, valid_until)
            SELECT person, state, since, $1 FROM staff_accounts WHERE person = $2 AND since < $1
                AND EXISTS (SELECT 1 FROM staff_accounts o WHERE o.person = $3)
            """, .moment(now), .text(person.text), .text(other.text))
    }
}

extension Schema {
    /// A name is true from where the one before ends; a state has its beginning, as there is none before the first.
    static let staffHistory = [
        """
        CREATE TABLE former_names (
            person TEXT NOT NULL REFERENCES people (id), kind TEXT NOT NULL, value TEXT NOT NULL,
            valid_until BIGINT NOT NULL
        )
        """,
        "CREATE INDEX former_names_of_person ON former_names (person)",
        """
        CREATE TABLE former_staff_states (
            person TEXT NOT NULL REFERENCES people (id), state TEXT NOT NULL, valid_from BIGINT NOT NULL,
            valid_until BIGINT NOT NULL
        )
        """,
        "CREATE INDEX former_staff_states_of_person ON former_staff_states (person)",
    ]
}
