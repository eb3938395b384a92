import Database
import Federation
import Identity
import OpenIDConnect

/// People, and the numbers that the state knows them by, with their history.
package struct People<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var people: People<Self> { People(transaction: self) }
}

extension People {
    /// What claims are made from; `nil` when there is no such person, or the account is disabled.
    package func claims(of person: PersonID) throws -> PersonClaims? {
        try transaction.row(PersonQueries.claims, .text(person.text))?.personClaims()
    }

    /// The same, with what claims are made from of a member of staff: by the first source that has them as working here, and
    /// the name of the account that the city gave them, where they have one.
    package func staffClaims(of person: PersonID) throws -> (PersonClaims, StaffClaims)? {
        // Put in order here: for an ORDER BY SQLite makes a tree each time, and hardly anybody has two rows.
        let rows = try transaction.rows(PersonQueries.staffClaims, .text(person.text)).map { row in
            (
                row, source: try row.optionalText(PersonQueries.place) ?? "",
                key: try row.optionalText(PersonQueries.place + 1) ?? ""
            )
        }
        guard let row = rows.min(by: { ($0.source, $0.key) < ($1.source, $1.key) })?.0 else { return nil }
        return (try row.personClaims(), try row.staffClaims(PersonQueries.count))
    }

    /// The person whom the state knows by this number now.
    package func find(_ identifier: PersonIdentifier) throws -> PersonID? {
        let row = try transaction.row(
            "SELECT person FROM person_identifiers WHERE kind = $1 AND value = $2 AND valid_until IS NULL",
            .text(identifier.kind), .text(identifier.value))
        return try row.map { row in try row.person(0) }
    }

    /// How administrators know somebody: by name, and by the user name of an account of the city's; `nil` for nobody.
    package func label(
        of person: PersonID
    ) throws -> (name: String?, username: String?, isEnabled: Bool)? {
        let row = try transaction.row(
            """
            SELECT p.name, a.username, p.is_enabled FROM people p LEFT JOIN local_accounts a ON a.person = p.id
            WHERE p.id = $1
            """, .text(person.text))
        guard let row else { return nil }
        return (try row.optionalText(0), try row.optionalText(1), try row.flag(2))
    }

    package func isEnabled(_ person: PersonID) throws -> Bool {
        try transaction.row("SELECT 1 FROM people WHERE id = $1 AND is_enabled = 1", .text(person.text)) != nil
    }

    package func disabled() throws -> Set<PersonID> {
        var people: Set<PersonID> = []
        for row in try transaction.rows("SELECT id FROM people WHERE is_enabled = 0") {
            people.insert(try row.person(0))
        }
        return people
    }
}

extension People where Context == WriteTransaction {
    package func add(_ person: PersonID, _ claims: PersonClaims, at now: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO people (id, name, birthdate, phone_number, address, identity_level, is_enabled, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, 1, $7)
            """,
            .text(person.text), .text(claims.name), .text(claims.birthdate?.text), .text(claims.phoneNumber),
            .text(claims.address), .integer(claims.identityLevel.map { Int64($0.rawValue) }), .moment(now))
    }

    /// The person of a verified identity: found by what they are known by, or entered under `newID`. Name, birth date and
    /// level are what VNeID says now, as far as it says them; another upstream, of somebody whom the state knows by a
    /// number, only says what nobody has said yet.
    package func recognise(
        _ identity: VerifiedIdentity, newID: PersonID, at now: Instant
    ) throws -> PersonID {
        if let known = try find(identity.identifier) {
            guard let profile = try profile(of: known) else { return known }
            let changed = profile.changed(by: identity)
            if changed != profile {
                try set(changed, of: known, at: now)
                try recordChange(of: known, at: now)
            }
            return known
        }
        let claims = PersonClaims(
            name: identity.name, birthdate: identity.birthdate, phoneNumber: nil, address: nil, citizenNumber: nil,
            identityLevel: identity.identityLevel)
        try add(newID, claims, known: identity.identifier, at: now)
        return newID
    }

    /// Enters a person whom the state knows by a number, before or when they first sign in.
    package func add(
        _ person: PersonID, _ claims: PersonClaims, known identifier: PersonIdentifier, at now: Instant
    ) throws {
        try add(person, claims, at: now)
        try begin(identifier, of: person, at: now)
    }

    /// What is known of somebody has changed (`updated_at`).
    package func recordChange(of person: PersonID, at now: Instant) throws {
        try transaction.execute(
            "UPDATE people SET updated_at = $1 WHERE id = $2", .moment(now), .text(person.text))
    }

    /// Enables or disables an account. Disabling ends the person's sessions, and all that the person has
    /// allowed.
    package func setEnabled(_ isEnabled: Bool, _ person: PersonID, at now: Instant) throws {
        let hasChanged = try transaction.execute(
            "UPDATE people SET is_enabled = $1 WHERE id = $2 AND is_enabled <> $1", .flag(isEnabled),
            .text(person.text))
        if hasChanged == 1 {
            try transaction.securityEvents.add(
                isEnabled ? .accountEnabled : .accountDisabled, about: person, at: now)
        }
        if isEnabled {
            // What had begun before it was disabled begins anew.
            try transaction.begunSignIns.endAll(of: person)
        } else {
            try transaction.sessions.endAll(of: person, at: now)
            try transaction.authorizations.revokeAll(of: person, at: now)
        }
    }
}

private enum PersonQueries {
    private static let columns =
        "p.name, p.birthdate, p.phone_number, p.address, p.identity_level, i.value, COALESCE(p.updated_at, p.created_at)"
    static let count = 7
    private static let joined = """
        FROM people p
        LEFT JOIN person_identifiers i ON i.person = p.id AND i.kind = 'citizen' AND i.valid_until IS NULL
        """
    private static let isEnabled = "WHERE p.id = $1 AND p.is_enabled = 1"

    static let claims = "SELECT \(columns) \(joined) \(isEnabled)"
    /// Where the source stands that has somebody as staff, and their key there.
    static let place = count + 5
    static let staffClaims = """
        SELECT \(columns), COALESCE(a.username, d.username), d.given_name, d.family_name, d.mail, d.locale,
            d.source, d.entry_key \(joined)
        LEFT JOIN local_accounts a ON a.person = p.id
        LEFT JOIN directory_bindings d ON d.person = p.id AND d.is_active = 1
        \(isEnabled)
        """
}

extension Row {
    /// `PersonQueries.columns`.
    fileprivate func personClaims() throws -> PersonClaims {
        PersonClaims(
            name: try optionalText(0), birthdate: try optionalText(1).flatMap { Birthdate($0) },
            phoneNumber: try optionalText(2), address: try optionalText(3),
            citizenNumber: try optionalText(5).flatMap(CitizenNumber.init),
            identityLevel: try optionalInteger(4).flatMap { level in IdentityLevel(rawValue: Int(clamping: level)) },
            updatedAt: try optionalMoment(6))
    }

    fileprivate func staffClaims(_ column: Int) throws -> StaffClaims {
        StaffClaims(
            username: try optionalText(column), givenName: try optionalText(column + 1),
            familyName: try optionalText(column + 2), email: try optionalText(column + 3).flatMap(EmailAddress.init),
            locale: try optionalText(column + 4).flatMap(LanguageTag.init))
    }
}

extension PersonProfile {
    /// What is known of somebody after they have signed in elsewhere.
    fileprivate func changed(by identity: VerifiedIdentity) -> PersonProfile {
        let said = PersonProfile(
            name: identity.name, birthdate: identity.birthdate, identityLevel: identity.identityLevel)
        return identity.isAuthoritative ? said.completed(by: self) : completed(by: said)
    }

    private func completed(by other: PersonProfile) -> PersonProfile {
        PersonProfile(
            name: name ?? other.name, birthdate: birthdate ?? other.birthdate,
            identityLevel: identityLevel ?? other.identityLevel)
    }
}
