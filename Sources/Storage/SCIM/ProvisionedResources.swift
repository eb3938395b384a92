import Database
import Directory
import Identity
import OpenIDConnect
import Wire

/// What a client that writes by SCIM is the source of: units below one of the city's, and the people in them.
package struct ProvisioningSource: Hashable, Sendable {
    package let client: ClientID
    package let source: SourceID
    /// Under which its units begin.
    package let unit: UnitID
    /// Of which kind they are.
    package let kind: UnitKind
    /// Of members whose title names no position of the policy.
    package let position: Position

    package init(client: ClientID, source: SourceID, unit: UnitID, kind: UnitKind, position: Position) {
        self.client = client
        self.source = source
        self.unit = unit
        self.kind = kind
        self.position = position
    }
}

/// A person or unit as its source says it.
package struct ProvisionedResource: Sendable {
    package let id: EntryKey
    package let subject: Subject
    /// By which the source tells its people apart, folded; `nil` of a unit.
    package var name: String?
    package var content: JSONObject
    package let createdAt: Instant
    package var modifiedAt: Instant
    /// When the person left; `nil` while they are here.
    package var endedAt: Instant?

    package enum Subject: Hashable, Sendable {
        case person(PersonID)
        case unit(UnitID)
    }

    package init(
        id: EntryKey, subject: Subject, name: String?, content: JSONObject, at now: Instant, endedAt: Instant? = nil
    ) {
        self.id = id
        self.subject = subject
        self.name = name
        self.content = content
        self.endedAt = endedAt
        (createdAt, modifiedAt) = (now, now)
    }

    fileprivate init(_ row: Row) throws {
        id = try row.entryKey(0)
        if let person = try row.optional(1, "a person's id", { PersonID($0) }) {
            subject = .person(person)
        } else {
            subject = .unit(try row.required(UnitID(try row.text(2)), "a unit's id"))
        }
        name = try row.optionalText(3)
        let json = try? JSONReader.readObject(Array(try row.text(4).utf8), limits: JSONLimits(bytes: .max))
        content = try row.required(json, "a resource's content")
        (createdAt, modifiedAt) = (try row.moment(5), try row.moment(6))
        endedAt = try row.optionalMoment(7)
    }
}

/// The people and units of each source that writes by SCIM.
package struct ProvisionedResources<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var provisioned: ProvisionedResources<Self> { ProvisionedResources(transaction: self) }
}

extension ProvisionedResources {
    /// What a client is the source of; `nil` of one of which nobody has said so.
    package func source(of client: ClientID) throws -> ProvisioningSource? {
        let row = try transaction.row(
            "SELECT source, unit, kind, position FROM scim_sources WHERE client = $1", .text(client.text))
        return try row.map { row in
            ProvisioningSource(
                client: client, source: try row.required(SourceID(try row.text(0)), "a source"),
                unit: try row.required(UnitID(try row.text(1)), "a unit's id"),
                kind: try row.required(UnitKind(try row.text(2)), "a kind of unit"),
                position: try row.required(Position(try row.text(3)), "a position"))
        }
    }

    private var select: String {
        """
        SELECT id, person, unit, name, content, created_at, modified_at, ended_at FROM scim_resources
        WHERE source = $1 AND removed_at IS NULL
        """
    }

    /// In the order of their ids.
    package func all(of source: SourceID) throws -> [ProvisionedResource] {
        try transaction.rows("\(select) ORDER BY id", .text(source.slug)).map { row in try ProvisionedResource(row) }
    }

    package func find(_ id: EntryKey, of source: SourceID) throws -> ProvisionedResource? {
        try transaction.row("\(select) AND id = $2", .text(source.slug), .text(id.description))
            .map { row in try ProvisionedResource(row) }
    }

    package func isNameTaken(_ name: String, of source: SourceID, but id: EntryKey) throws -> Bool {
        try transaction.row(
            "SELECT 1 FROM scim_resources WHERE source = $1 AND name = $2 AND id <> $3 AND removed_at IS NULL",
            .text(source.slug), .text(name), .text(id.description)) != nil
    }

    /// Who is in which unit, both by their ids.
    /// - Parameter id: of the unit or person that is asked about; `nil` for all.
    package func memberships(
        of source: SourceID, about id: EntryKey?
    ) throws -> [(unit: EntryKey, person: EntryKey)] {
        let arguments = [SQLValue.text(source.slug)] + (id.map { [.text($0.description)] } ?? [])
        return try transaction.rows(
            """
            SELECT unit_id, person_id FROM scim_members
            WHERE source = $1\(id == nil ? "" : " AND (unit_id = $2 OR person_id = $2)") ORDER BY unit_id, person_id
            """, arguments: arguments
        ).map { row in (try row.entryKey(0), try row.entryKey(1)) }
    }

    package func members(of unit: EntryKey, _ source: SourceID) throws -> Set<EntryKey> {
        Set(
            try transaction.rows(
                "SELECT person_id FROM scim_members WHERE source = $1 AND unit_id = $2", .text(source.slug),
                .text(unit.description)
            ).map { row in try row.entryKey(0) })
    }

    package func units(of person: EntryKey, _ source: SourceID) throws -> [UnitID] {
        try transaction.rows(
            """
            SELECT r.unit FROM scim_members m JOIN scim_resources r ON r.source = m.source AND r.id = m.unit_id
            WHERE m.source = $1 AND m.person_id = $2 AND r.removed_at IS NULL
            """, .text(source.slug), .text(person.description)
        ).map { row in try row.required(UnitID(try row.text(0)), "a unit's id") }
    }

    /// How many are there, and how many of those that had been there for some time have ended since a moment.
    package func endings(
        of source: SourceID, since moment: Instant, older age: Duration
    ) throws -> (ended: Int, there: Int) {
        let row = try transaction.row(
            """
            SELECT SUM(CASE WHEN ended_at > $1 AND created_at <= ended_at - $2 THEN 1 ELSE 0 END),
                SUM(CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END)
            FROM scim_resources WHERE source = $3
            """, .moment(moment), .integer(age.milliseconds), .text(source.slug))
        return (Int(clamping: try row?.optionalInteger(0) ?? 0), Int(clamping: try row?.optionalInteger(1) ?? 0))
    }
}

extension ProvisionedResources where Context == WriteTransaction {
    /// Says of which unit a client is the source. Once it is, what it wrote hangs on it: the unit stays.
    /// - Returns: whether it wasn't the source of another.
    package func set(_ source: ProvisioningSource, at now: Instant) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO scim_sources (client, source, unit, kind, position, since) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (client) DO UPDATE SET kind = excluded.kind, position = excluded.position
            WHERE scim_sources.unit = excluded.unit
            """, .text(source.client.text), .text(source.source.slug), .text(source.unit.text),
            .text(source.kind.slug), .text(source.position.slug), .moment(now)) == 1
    }

    package func add(_ resource: ProvisionedResource, of source: SourceID) throws {
        var (person, unit): (String?, String?)
        switch resource.subject {
        case .person(let id): person = id.text
        case .unit(let id): unit = id.text
        }
        try transaction.execute(
            """
            INSERT INTO scim_resources (source, id, person, unit, name, content, created_at, modified_at, ended_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, .text(source.slug), .text(resource.id.description), .text(person), .text(unit), .text(resource.name),
            .content(resource.content), .moment(resource.createdAt), .moment(resource.modifiedAt),
            .moment(resource.endedAt))
    }

    package func update(_ resource: ProvisionedResource, of source: SourceID) throws {
        try transaction.execute(
            """
            UPDATE scim_resources SET name = $1, content = $2, modified_at = $3, ended_at = $4
            WHERE source = $5 AND id = $6
            """, .text(resource.name), .content(resource.content), .moment(resource.modifiedAt),
            .moment(resource.endedAt), .text(source.slug), .text(resource.id.description))
    }

    /// Its row stays, so that what ended is counted, and by whose word somebody was here is known.
    package func remove(_ id: EntryKey, of source: SourceID, at now: Instant) throws {
        try transaction.execute(
            """
            UPDATE scim_resources SET removed_at = $1, ended_at = COALESCE(ended_at, $1)
            WHERE source = $2 AND id = $3 AND removed_at IS NULL
            """, .moment(now), .text(source.slug), .text(id.description))
        try transaction.execute(
            "DELETE FROM scim_members WHERE source = $1 AND (unit_id = $2 OR person_id = $2)", .text(source.slug),
            .text(id.description))
    }

    package func add(_ person: EntryKey, to unit: EntryKey, of source: SourceID) throws {
        try transaction.execute(
            """
            INSERT INTO scim_members (source, unit_id, person_id) VALUES ($1, $2, $3)
            ON CONFLICT (source, unit_id, person_id) DO NOTHING
            """, .text(source.slug), .text(unit.description), .text(person.description))
    }

    package func remove(_ person: EntryKey, from unit: EntryKey, of source: SourceID) throws {
        try transaction.execute(
            "DELETE FROM scim_members WHERE source = $1 AND unit_id = $2 AND person_id = $3", .text(source.slug),
            .text(unit.description), .text(person.description))
    }
}

extension Facts where Fact == Unit {
    /// The versions of one unit, as the records stand.
    package func facts(of unit: UnitID) throws -> [StoredFact<Unit>] { try current(where: "id = $1", .text(unit.text)) }

    /// Whether anything stands under a unit at a moment.
    package func isAnything(below unit: UnitID, at moment: Instant) throws -> Bool {
        try current(where: "parent = $1", .text(unit.text)).contains { $0.fact.period.contains(moment) }
    }

    /// A code that no unit has or had, right below that of another.
    package func freshCode(below unit: UnitID) throws -> UnitID? {
        let prefix = unit.text + "."
        let last =
            try everRecorded(where: "id LIKE $1", .text(prefix + "%"))
            .compactMap { Int($0.fact.id.text.dropFirst(prefix.utf8.count)) }.max() ?? 0
        return UnitID(prefix + (last < 9 ? "0" : "") + String(last + 1))
    }
}

extension SQLValue {
    fileprivate static func content(_ content: JSONObject) -> SQLValue {
        .text(String(decoding: JSONWriter.write(content), as: UTF8.self))
    }
}
