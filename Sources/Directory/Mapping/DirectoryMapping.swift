/// What `directory.yaml` says: where the units and the staff of the city are kept, and what there means what.
///
/// Every part is checked when it is made, so that nothing in it can be wrong in form; whether the server has such a base
/// and such attributes is for the server to say.
package struct DirectoryMapping: Hashable, Sendable {
    package let source: SourceID
    package let connection: SourceConnection
    /// One base over all units and people, so that what moves inside it is never lost.
    package let base: DistinguishedName
    package let mode: Mode
    /// When everything is read anew each night, in Huế's time.
    package let fullAt: TimeOfDay
    /// Entries of one page (RFC 2696).
    package let pageSize: Int
    package let key: KeyAttribute
    package let unit: UnitMapping
    package let person: PersonMapping
    /// Whether staff may sign in with the directory's password.
    package let allowsSignIn: Bool
    package let limits: SyncLimits

    package static let pageSizes = 50...10_000

    /// `nil` for a page of another size than ``pageSizes``, and for a mapping of more than 250 attributes.
    package init?(
        source: SourceID, connection: SourceConnection, base: DistinguishedName, mode: Mode = .live,
        fullAt: TimeOfDay = .three, pageSize: Int = 500, key: KeyAttribute, unit: UnitMapping, person: PersonMapping,
        allowsSignIn: Bool = false, limits: SyncLimits = SyncLimits()
    ) {
        guard Self.pageSizes.contains(pageSize) else { return nil }
        (self.source, self.connection, self.base, self.mode) = (source, connection, base, mode)
        (self.fullAt, self.pageSize, self.key, self.unit) = (fullAt, pageSize, key, unit)
        (self.person, self.allowsSignIn, self.limits) = (person, allowsSignIn, limits)
        guard attributes.count <= 250 else { return nil }
    }

    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Content synchronisation (RFC 4533).
        case live
        /// By the time of the last change, or Active Directory's `uSNChanged`.
        case changes
        /// Nothing but the nightly reading.
        case full
    }

    /// What to search for. What stands between the units is asked for too: by it we know where they are.
    package var filter: SearchFilter {
        .any([unit.filter, person.filter] + Self.containers + groupFilters)
    }

    /// What to ask for of each entry.
    package var attributes: [AttributeName] {
        var seen: Set<AttributeName> = []
        let all = [.objectClass] + unit.attributes + person.attributes + filterAttributes
        return (all + person.groups.map(\.member)).filter { seen.insert($0).inserted }
    }

    /// What tells units and people apart from the rest.
    private var filterAttributes: [AttributeName] { unit.filter.attributes + person.filter.attributes }

    private var groupFilters: [SearchFilter] {
        person.groups.isEmpty ? [] : Self.groupClasses.map { .equal(.objectClass, Array($0.utf8)) }
    }

    private static let groupClasses = ["groupOfNames", "groupOfUniqueNames", "group"]
    private static let containers = [
        "organizationalUnit", "organization", "domain", "domainDNS", "container", "builtinDomain", "locality",
        "country",
    ].map { SearchFilter.equal(.objectClass, Array($0.utf8)) }
}

/// A time of each day.
package struct TimeOfDay: Hashable, Sendable {
    package let hour, minute: Int

    /// Reads `03:00`; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        (self.hour, self.minute) = (hour, minute)
    }

    package static let three = TimeOfDay(hour: 3)

    private init(hour: Int) { (self.hour, minute) = (hour, 0) }
}
