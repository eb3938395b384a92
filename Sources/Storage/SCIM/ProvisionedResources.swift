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
    /// Of which kinds they are: of the first those right below it, and so on. There are no more levels than kinds.
    package let kinds: [UnitKind]
    /// Of members whose title names no position of the policy.
    package let position: Position
    /// Whether it says who its people are by their citizen numbers, and so joins them with those whom others bring.
    package let tellsNumbers: Bool

    package init(
        client: ClientID, source: SourceID, unit: UnitID, kinds: [UnitKind], position: Position,
        tellsNumbers: Bool = false
    ) {
        self.client = client
        self.source = source
        self.unit = unit
        self.kinds = kinds
        self.position = position
        self.tellsNumbers = tellsNumbers
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
    /// Of a unit, the one of the source's that it stands in; `nil` of those right below the source's own place.
    package var parent: EntryKey?

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
        content = try row.required(json, "a resource's content").withoutNUL
        (createdAt, modifiedAt) = (try row.moment(5), try row.moment(6))
        endedAt = try row.optionalMoment(7)
        parent = try row.optional(8, "an entry's key") { EntryKey($0) }
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
            "SELECT source, unit, kind, position, tells_numbers FROM scim_sources WHERE client = $1", .text(client.text)
        )
        return try row.map { row in
            ProvisioningSource(
                client: client, source: try row.required(SourceID(try row.text(0)), "a source"),
                unit: try row.required(UnitID(try row.text(1)), "a unit's id"),
                kinds: try row.text(2).split(separator: " ").map { kind in
                    try row.required(UnitKind(String(kind)), "a kind of unit")
                }, position: try row.required(Position(try row.text(3)), "a position"),
                tellsNumbers: try row.flag(4))
        }
    }

    private var select: String {
        """
        SELECT id, person, unit, name, content, created_at, modified_at, ended_at, parent_id FROM scim_resources
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

    /// The units, in the order of their ids.
    package func units(of source: SourceID) throws -> [ProvisionedResource] {
        try transaction.rows("\(select) AND unit IS NOT NULL ORDER BY id", .text(source.slug))
            .map { row in try ProvisionedResource(row) }
    }

    /// By what a source has somebody.
    package func find(_ person: PersonID, of source: SourceID) throws -> ProvisionedResource? {
        try transaction.row("\(select) AND person = $2 ORDER BY id LIMIT 1", .text(source.slug), .text(person.text))
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
                "SELECT person_id FROM scim_members WHERE source = $1 AND unit_id = $2 ORDER BY person_id",
                .text(source.slug),
                .text(unit.description)
            ).map { row in try row.entryKey(0) })
    }

    package func units(of person: EntryKey, _ source: SourceID) throws -> [UnitID] {
        try transaction.rows(
            """
            SELECT r.unit FROM scim_members m JOIN scim_resources r ON r.source = m.source AND r.id = m.unit_id
            WHERE m.source = $1 AND m.person_id = $2 AND r.removed_at IS NULL ORDER BY r.unit
            """, .text(source.slug), .text(person.description)
        ).map { row in try row.required(UnitID(try row.text(0)), "a unit's id") }
    }

    /// How many units and people have ended since a moment, of those that had been there for some time.
    package func endings(
        of source: SourceID, since moment: Instant, older age: Duration
    ) throws -> (units: Int, people: Int) {
        let row = try transaction.row(
            """
            SELECT COUNT(unit), COUNT(person) FROM scim_resources
            WHERE source = $1 AND ended_at > $2 AND created_at <= ended_at - $3
            """, .text(source.slug), .moment(moment), .integer(age.milliseconds))
        return (Int(clamping: try row?.integer(0) ?? 0), Int(clamping: try row?.integer(1) ?? 0))
    }
}

extension ProvisionedResources where Context == WriteTransaction {
    /// Says of which unit a client is the source. Once it is, what it wrote hangs on it: the unit stays.
    /// - Returns: whether it wasn't the source of another.
    package func set(_ source: ProvisioningSource, at now: Instant) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO scim_sources (client, source, unit, kind, position, tells_numbers, since)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (client) DO UPDATE SET kind = excluded.kind, position = excluded.position,
                tells_numbers = excluded.tells_numbers
            WHERE scim_sources.unit = excluded.unit
            """, .text(source.client.text), .text(source.source.slug), .text(source.unit.text),
            .text(source.kinds.map(\.slug).joined(separator: " ")), .text(source.position.slug),
            .flag(source.tellsNumbers), .moment(now)) == 1
    }

    package func add(_ resource: ProvisionedResource, of source: SourceID) throws {
        var (person, unit): (String?, String?)
        switch resource.subject {
        case .person(let id): person = id.text
        case .unit(let id): unit = id.text
        }
        try transaction.execute(
            """
            INSERT INTO scim_resources (source, id, person, unit, name, content, created_at, modified_at, ended_at,
                parent_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, .text(source.slug), .text(resource.id.description), .text(person), .text(unit), .text(resource.name),
            .content(resource.content), .moment(resource.createdAt), .moment(resource.modifiedAt),
            .moment(resource.endedAt), .text(resource.parent?.description))
    }

    package func update(_ resource: ProvisionedResource, of source: SourceID) throws {
        try transaction.execute(
            """
            UPDATE scim_resources SET name = $1, content = $2, modified_at = $3, ended_at = $4, parent_id = $5
            WHERE source = $6 AND id = $7
            """, .text(resource.name), .content(resource.content), .moment(resource.modifiedAt),
            .moment(resource.endedAt), .text(resource.parent?.description), .text(source.slug),
            .text(resource.id.description))
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

    /// A code that no unit has or had, right below that of another: those below begin with a full stop, before the slash.
    package func freshCode(below unit: UnitID) throws -> UnitID? {
        let prefix = unit.text + "."
        let last =
            try everRecorded(where: "id >= $1 AND id < $2", .text(prefix), .text(unit.text + "/"))
            .compactMap { Int($0.fact.id.text.dropFirst(prefix.utf8.count)) }.max() ?? 0
        return UnitID(prefix + (last < 9 ? "0" : "") + String(last + 1))
    }
}

extension SQLValue {
    fileprivate static func content(_ content: JSONObject) -> SQLValue {
        .text(String(decoding: JSONWriter.write(content), as: UTF8.self))
    }
}

extension JSONObject {
    /// Without texts with a NUL: a version before has kept such titles of its sources', which would be in the way of every
    /// change of the resource, as nothing with one can be written.
    fileprivate var withoutNUL: JSONObject {
        JSONObject(members.compactMap { member in member.value.withoutNUL.map { (member.name, $0) } })
    }
}

extension JSONValue {
    fileprivate var withoutNUL: JSONValue? {
        switch self {
        case .string(let text): text.utf8.contains(0) ? nil : self
        case .array(let values): .array(values.compactMap(\.withoutNUL))
        case .object(let object): .object(object.withoutNUL)
        case .null, .bool, .integer, .number: self
        }
    }
}
