import Accounts
import Database
import Directory
import Identity

/// What the entries of each source stand for here, by the source's own keys, and what it last told of them. A binding
/// stays when its entry is gone, so that whoever comes back is who they were.
package struct DirectoryBindings<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var directoryBindings: DirectoryBindings<Self> { DirectoryBindings(transaction: self) }
}

/// A member of staff as a source last told of them, without their posts.
package struct BoundStaff: Sendable {
    package let person: PersonID
    package let details: StaffDetails
    package let isActive: Bool

    package init(person: PersonID, details: StaffDetails, isActive: Bool) {
        self.person = person
        self.details = details
        self.isActive = isActive
    }
}

/// How many rows are read, or names asked for, by one statement: what stays in memory of an answer is bounded so.
let portion = 500

extension DirectoryBindings {
    /// All that a source has told of, also those that have ended.
    package func units(of source: SourceID) throws -> [EntryKey: UnitID] {
        var units: [EntryKey: UnitID] = [:]
        // The source is compared here: a database without statistics would rather go through everybody whom it has told of.
        let rows = try transaction.rows(
            "SELECT source, entry_key, unit FROM directory_bindings WHERE unit > '' ORDER BY unit")
        for row in rows {
            guard try row.text(0).utf8.elementsEqual(source.slug.utf8) else { continue }
            units[try row.entryKey(1)] = try row.required(UnitID(try row.text(2)), "a unit's id")
        }
        return units
    }

    /// Who has these user names, or had them, by any source or as an account of the city's.
    package func people(named usernames: some Collection<Username>) throws -> [Username: PersonID] {
        var people: [Username: PersonID] = [:]
        for table in ["directory_usernames", "local_accounts"] {
            try transaction.inPortions(of: usernames.map { .text($0.text) }) { places, arguments in
                let rows = try transaction.rows(
                    "SELECT username, person FROM \(table) WHERE username IN (\(places))", arguments: arguments)
                for row in rows {
                    people[try row.required(Username(try row.text(0)), "a user name")] = try row.person(1)
                }
            }
        }
        return people
    }

    /// Whether any source has somebody as working here now.
    package func isActive(_ person: PersonID) throws -> Bool {
        try transaction.row(
            "SELECT 1 FROM directory_bindings WHERE person = $1 AND is_active = 1 LIMIT 1", .text(person.text)) != nil
    }

    /// The sources that have told of somebody, and whether each has them as working here.
    package func sources(of person: PersonID) throws -> [(source: SourceID, isActive: Bool)] {
        try transaction.rows(
            """
            SELECT source, MAX(is_active) FROM directory_bindings WHERE person = $1 GROUP BY source ORDER BY source
            """, .text(person.text)
        ).map { row in (try row.required(SourceID(try row.text(0)), "a source"), try row.flag(1)) }
    }

    /// What sources call somebody, or called who has left.
    package func lastUsername(of person: PersonID) throws -> Username? {
        let row = try transaction.row(
            """
            SELECT username FROM directory_bindings WHERE person = $1 AND username IS NOT NULL
            ORDER BY is_active DESC, source LIMIT 1
            """, .text(person.text))
        return try row.flatMap { row in try row.optional(0, "a user name") { Username($0) } }
    }

    /// Whose user name this is, by the word of a source that has them as working here.
    package func person(called username: Username, in source: SourceID) throws -> (person: PersonID, key: EntryKey)? {
        let row = try transaction.row(
            """
            SELECT person, entry_key FROM directory_bindings
            WHERE username = $1 AND source = $2 AND is_active = 1 AND person IS NOT NULL
            """, .text(username.text), .text(source.slug))
        return try row.map { row in (try row.person(0), try row.entryKey(1)) }
    }

    /// What some source calls somebody who works here.
    package func username(of person: PersonID) throws -> Username? {
        let row = try transaction.row(
            """
            SELECT username FROM directory_bindings
            WHERE person = $1 AND is_active = 1 AND username IS NOT NULL ORDER BY source LIMIT 1
            """, .text(person.text))
        return try row.flatMap { row in try row.optional(0, "a user name") { Username($0) } }
    }

    package func counts(of source: SourceID) throws -> DirectoryCounts {
        let row = try transaction.row(
            """
            SELECT COUNT(unit), COUNT(person), SUM(CASE WHEN person IS NOT NULL THEN is_active ELSE 0 END)
            FROM directory_bindings WHERE source = $1
            """, .text(source.slug))
        guard let row else { return DirectoryCounts(units: 0, people: 0, active: 0) }
        return DirectoryCounts(
            units: Int(clamping: try row.integer(0)), people: Int(clamping: try row.integer(1)),
            active: Int(clamping: try row.optionalInteger(2) ?? 0))
    }
}

/// How much a source stands for here.
package struct DirectoryCounts: Hashable, Sendable {
    /// Those that have ended, and those who left, included.
    package let units, people: Int
    package let active: Int

    package init(units: Int, people: Int, active: Int) {
        self.units = units
        self.people = people
        self.active = active
    }
}

extension DirectoryBindings where Context == WriteTransaction {
    package func bind(_ key: EntryKey, to unit: UnitID, of source: SourceID, at now: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO directory_bindings (source, entry_key, unit, is_active, since) VALUES ($1, $2, $3, 1, $4)
            ON CONFLICT (source, entry_key) DO UPDATE SET unit = excluded.unit, since = excluded.since
            """, .text(source.slug), .text(key.description), .text(unit.text), .moment(now))
    }

    /// Keeps what the source tells of somebody now; their user name is theirs from now on, and nobody else's.
    package func put(
        _ staff: BoundStaff, _ key: EntryKey, dn: String, of source: SourceID, at now: Instant
    ) throws {
        let details = staff.details
        let columns: [SQLValue] =
            [.text(staff.person.text), .text(dn)] + SQLValue.columns(of: details)
            + [.flag(staff.isActive), .moment(now), .text(source.slug), .text(key.description)]
        let isNew = try transaction.execute(
            """
            INSERT INTO directory_bindings (person, dn, \(SQLValue.staffColumns), is_active, since, source, entry_key)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (source, entry_key) DO NOTHING
            """, arguments: columns)
        if isNew == 0 {
            try transaction.staffHistories.keepUsername(of: key, source, before: details.username, at: now)
            try transaction.execute(
                """
                UPDATE directory_bindings SET person = $1, dn = $2, number = $3, username = $4, name = $5, mail = $6,
                    phone = $7, kind = $8, given_name = $9, family_name = $10, locale = $11, is_active = $12,
                    since = CASE WHEN is_active = $12 THEN since ELSE $13 END
                WHERE source = $14 AND entry_key = $15
                """, arguments: columns)
        }
        try transaction.people.recordChange(of: staff.person, at: now)
        guard let username = details.username else { return }
        try transaction.execute(
            """
            INSERT INTO directory_usernames (username, person, since) VALUES ($1, $2, $3)
            ON CONFLICT (username) DO NOTHING
            """, .text(username.text), .text(staff.person.text), .moment(now))
    }

    /// One person is another from now on: what sources tell of the one, they tell of the other.
    package func move(from person: PersonID, to other: PersonID, at now: Instant) throws {
        try transaction.staffHistories.keepState(of: person, joinedWith: other, at: now)
        try transaction.execute(
            "UPDATE directory_bindings SET person = $1 WHERE person = $2", .text(other.text), .text(person.text))
        try transaction.execute(
            "UPDATE directory_usernames SET person = $1 WHERE person = $2", .text(other.text), .text(person.text))
        // Who works here by what was told of the other does so as this one too; who left, has left.
        try transaction.execute(
            """
            INSERT INTO staff_accounts (person, state, since, last_sign_in_at, has_disabled_person)
            SELECT $1, state, since, last_sign_in_at, 0 FROM staff_accounts WHERE person = $2
            ON CONFLICT (person) DO NOTHING
            """, .text(other.text), .text(person.text))
    }

    /// Takes that back for entries that have one of these numbers.
    package func move(from person: PersonID, to other: PersonID, numbered numbers: [PersonIdentifier]) throws {
        for number in numbers where number.kind == "citizen" {
            try transaction.execute(
                "UPDATE directory_bindings SET person = $1 WHERE person = $2 AND number = $3", .text(other.text),
                .text(person.text), .text(number.value))
        }
    }

    /// Forgets other keys by which the source knew somebody: the entries were deleted, and made again under this one.
    package func forgetKeys(of person: PersonID, but key: EntryKey, of source: SourceID, at now: Instant) throws {
        try transaction.staffHistories.keepUsernames(of: person, source, forgottenFor: key, at: now)
        try transaction.execute(
            "DELETE FROM directory_bindings WHERE source = $1 AND person = $2 AND entry_key <> $3", .text(source.slug),
            .text(person.text), .text(key.description))
    }
}

extension People {
    /// Who has these numbers now.
    package func people(numbered numbers: some Collection<CitizenNumber>) throws -> [CitizenNumber: PersonID] {
        var people: [CitizenNumber: PersonID] = [:]
        try transaction.inPortions(of: numbers.map { .text($0.digits) }) { places, arguments in
            let rows = try transaction.rows(
                """
                SELECT value, person FROM person_identifiers
                WHERE kind = 'citizen' AND valid_until IS NULL AND value IN (\(places))
                """, arguments: arguments)
            for row in rows {
                people[try row.required(CitizenNumber(try row.text(0)), "a number")] = try row.person(1)
            }
        }
        return people
    }
}

extension Transaction {
    /// Asks for many values, some with each statement: all but the last have the same text, and so are prepared once.
    /// - Parameter first: values that stand before them in each statement.
    func inPortions(
        of values: [SQLValue], after first: [SQLValue] = [],
        _ body: (_ places: String, _ arguments: [SQLValue]) throws -> Void
    ) throws {
        for start in stride(from: 0, to: values.count, by: portion) {
            let part = values[start..<min(start + portion, values.count)]
            try body(part.indices.map { "$\($0 - start + first.count + 1)" }.joined(separator: ", "), first + part)
        }
    }
}

extension SQLValue {
    /// The columns of `columns(of:)`.
    static let staffColumns = "number, username, name, mail, phone, kind, given_name, family_name, locale"

    /// Those of `Row.boundStaff`.
    static let boundStaffColumns = "person, \(staffColumns), is_active"

    /// Number, user name, name, mail, telephone, kind, given name, family name, language.
    static func columns(of details: StaffDetails) -> [SQLValue] {
        [
            .text(details.number?.digits), .text(details.username?.text), .text(details.name), .text(details.mail),
            .text(details.phone), .text(details.kind.rawValue), .text(details.givenName), .text(details.familyName),
            .text(details.locale),
        ]
    }
}

extension Row {
    func entryKey(_ column: Int) throws -> EntryKey {
        try required(EntryKey(try text(column)), "an entry's key")
    }

    /// `SQLValue.boundStaffColumns`, from a column on.
    func boundStaff(_ column: Int) throws -> BoundStaff {
        BoundStaff(
            person: try person(column), details: try staffDetails(column + 1), isActive: try flag(column + 10))
    }

    /// Nine columns, as ``SQLValue/columns(of:)`` writes them.
    func staffDetails(_ column: Int) throws -> StaffDetails {
        StaffDetails(
            number: try optional(column, "a number") { CitizenNumber($0) },
            username: try optional(column + 1, "a user name") { Username($0) }, name: try optionalText(column + 2),
            mail: try optionalText(column + 3), phone: try optionalText(column + 4),
            kind: try optional(column + 5, "a kind of account") { AccountKind(rawValue: $0) } ?? .operation,
            givenName: try optionalText(column + 6), familyName: try optionalText(column + 7),
            locale: try optionalText(column + 8))
    }
}
