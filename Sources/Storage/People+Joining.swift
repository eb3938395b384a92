import Database
import Identity

/// What is known of somebody by the word of the state or of the city.
package struct PersonProfile: Hashable, Sendable {
    package var name: String?
    package var birthdate: Birthdate?
    package var identityLevel: IdentityLevel?

    package init(name: String?, birthdate: Birthdate?, identityLevel: IdentityLevel?) {
        self.name = name
        self.birthdate = birthdate
        self.identityLevel = identityLevel
    }
}

extension Row {
    /// Three columns: name, date of birth, identity level.
    func profile(_ column: Int) throws -> PersonProfile {
        PersonProfile(
            name: try optionalText(column), birthdate: try optionalText(column + 1).flatMap { Birthdate($0) },
            identityLevel: try optionalInteger(column + 2).flatMap { IdentityLevel(rawValue: Int(clamping: $0)) })
    }
}

extension People {
    package func profile(of person: PersonID) throws -> PersonProfile? {
        try transaction.row("SELECT name, birthdate, identity_level FROM people WHERE id = $1", .text(person.text))
            .map { row in try row.profile(0) }
    }

    /// Who somebody is since they were joined with another; themselves, as a rule.
    package func current(_ person: PersonID) throws -> PersonID {
        let row = try transaction.row(
            "SELECT merged_into FROM people WHERE id = $1 AND merged_into IS NOT NULL", .text(person.text))
        return try row.map { row in try row.person(0) } ?? person
    }

    /// Whether others were joined with somebody.
    package func hasMerged(into person: PersonID) throws -> Bool {
        try transaction.row("SELECT 1 FROM people WHERE merged_into = $1 LIMIT 1", .text(person.text)) != nil
    }

    /// The numbers that the state knows somebody by now.
    package func identifiers(of person: PersonID) throws -> [PersonIdentifier] {
        try identifiers(of: person, where: "valid_until IS NULL")
    }

    /// Those that ended, or began and still hold, at just this moment.
    package func identifiers(of person: PersonID, endedAt moment: Instant) throws -> [PersonIdentifier] {
        try identifiers(of: person, where: "valid_until = $2", .moment(moment))
    }

    package func identifiers(of person: PersonID, begunAt moment: Instant) throws -> [PersonIdentifier] {
        try identifiers(of: person, where: "valid_until IS NULL AND valid_from = $2", .moment(moment))
    }

    private func identifiers(
        of person: PersonID, where condition: String, _ arguments: SQLValue...
    ) throws -> [PersonIdentifier] {
        try transaction.rows(
            "SELECT kind, value FROM person_identifiers WHERE person = $1 AND \(condition) ORDER BY kind, value",
            arguments: [.text(person.text)] + arguments
        ).map { row in
            try row.required(PersonIdentifier(kind: try row.text(0), value: try row.text(1)), "a kind of number")
        }
    }

    /// Everybody who was born on a day, or in a year where no more is known, and is nobody else.
    package func people(born birthdate: Birthdate) throws -> [(id: PersonID, name: String)] {
        try transaction.rows(
            """
            SELECT id, name FROM people
            WHERE birthdate IN ($1, $2) AND name IS NOT NULL AND merged_into IS NULL ORDER BY id
            """, .text(birthdate.text), .text(String(birthdate.text.prefix(4)))
        ).map { row in (try row.person(0), try row.text(1)) }
    }
}

extension People where Context == WriteTransaction {
    package func set(_ profile: PersonProfile, of person: PersonID, at now: Instant) throws {
        try transaction.staffHistories.keepName(of: person, before: profile.name, at: now)
        try transaction.execute(
            "UPDATE people SET name = $1, birthdate = $2, identity_level = $3 WHERE id = $4", .text(profile.name),
            .text(profile.birthdate?.text), .integer(profile.identityLevel.map { Int64($0.rawValue) }),
            .text(person.text))
    }

    /// Takes what a directory says: a name only of whom the state has said none yet.
    package func tell(name: String?, phoneNumber: String?, of person: PersonID, at now: Instant) throws {
        if let name {
            try transaction.staffHistories.keepName(
                of: person, before: name, where: "p.identity_level IS NULL", at: now)
        }
        try transaction.execute(
            """
            UPDATE people SET name = CASE WHEN identity_level IS NULL THEN COALESCE($1, name) ELSE name END,
                phone_number = COALESCE($2, phone_number)
            WHERE id = $3
            """, .text(name), .text(phoneNumber), .text(person.text))
    }

    /// Adds what is said of how to reach somebody.
    package func set(phoneNumber: String?, address: String?, of person: PersonID) throws {
        try transaction.execute(
            """
            UPDATE people SET phone_number = COALESCE($1, phone_number), address = COALESCE($2, address) WHERE id = $3
            """, .text(phoneNumber), .text(address), .text(person.text))
    }

    /// From now on the state knows somebody by a number, which nobody else has.
    package func begin(_ identifier: PersonIdentifier, of person: PersonID, at now: Instant) throws {
        try transaction.execute(
            "INSERT INTO person_identifiers (kind, value, person, valid_from) VALUES ($1, $2, $3, $4)",
            .text(identifier.kind), .text(identifier.value), .text(person.text), .moment(now))
    }

    /// The number finds nobody any more; that it was somebody's stays on record.
    package func end(_ identifier: PersonIdentifier, of person: PersonID, at now: Instant) throws {
        try transaction.execute(
            """
            UPDATE person_identifiers SET valid_until = $1
            WHERE kind = $2 AND value = $3 AND person = $4 AND valid_until IS NULL
            """, .moment(now), .text(identifier.kind), .text(identifier.value), .text(person.text))
    }

    /// Takes back an end that was written at this moment.
    package func reopen(_ identifier: PersonIdentifier, of person: PersonID, endedAt moment: Instant) throws {
        try transaction.execute(
            """
            UPDATE person_identifiers SET valid_until = NULL
            WHERE kind = $1 AND value = $2 AND person = $3 AND valid_until = $4
            """, .text(identifier.kind), .text(identifier.value), .text(person.text), .moment(moment))
    }

    /// From now on one person is another: nobody signs in as them, and who asks for them finds the other.
    package func merge(_ person: PersonID, into kept: PersonID, at now: Instant) throws {
        try setEnabled(false, person, at: now)
        try transaction.execute(
            "UPDATE people SET merged_into = $1 WHERE id = $2", .text(kept.text), .text(person.text))
    }

    package func unmerge(_ person: PersonID, at now: Instant) throws {
        try transaction.execute("UPDATE people SET merged_into = NULL WHERE id = $1", .text(person.text))
        try setEnabled(true, person, at: now)
    }
}
