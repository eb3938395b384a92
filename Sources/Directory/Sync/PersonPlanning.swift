import Accounts
import Identity

/// What a reading makes of the staff.
///
/// Who somebody is, the entry's key says; where it's new, the number. Never a user name, an address or a name: those pass
/// from one person to the next.
struct PersonPlanning {
    private let reading: DirectoryReading
    private let records: SyncRecords
    private let units: Set<UnitID>
    private let disputed: Set<UnitID>
    private let moment: Instant
    /// By which entry the source has known somebody.
    private var formerKeys: [PersonID: EntryKey] = [:]
    /// People at work of whom an entry speaks, or has spoken and can't be read now.
    private var claimed: [PersonID: EntryKey] = [:]
    private var changes: [SyncPlan.PersonChange] = []
    private var findings: [SyncFinding] = []
    private var conflicts: [SyncConflict] = []
    private var isolated: Set<EntryKey> = []
    /// Who won't be as their entries say.
    private var withheld: Set<EntryKey> = []
    /// Codes of units that nobody knows, each told of once.
    private var unknownUnits: Set<UnitID> = []

    /// - Parameters:
    ///   - units: those that are there from the moment on.
    ///   - disputed: codes of which nobody knows whose they are. Who is said to be there stays where they were.
    init(
        _ reading: DirectoryReading, over records: SyncRecords, units: Set<UnitID>, disputed: Set<UnitID>,
        from moment: Instant
    ) {
        (self.reading, self.records, self.units, self.moment) = (reading, records, units, moment)
        self.disputed = disputed
        for (key, staff) in records.staff {
            let isThere = reading.isolated.contains(key)
            if isThere { claimed[staff.person] = key }
            // Of several the one at work, then the least, so that the order of a dictionary decides nothing.
            guard let other = formerKeys[staff.person] else {
                formerKeys[staff.person] = key
                continue
            }
            let isBetter =
                (staff.isActive ? 0 : 1, key.description)
                < ((records.staff[other]?.isActive ?? false) ? 0 : 1, other.description)
            if isBetter { formerKeys[staff.person] = key }
        }
    }

    mutating func write(to plan: inout SyncPlan) {
        // Of a source that is new everybody changes.
        if records.staff.isEmpty { changes.reserveCapacity(reading.people.count) }
        // Whom the source knows by their entry come first: a new entry can't take their place.
        for read in reading.people where read.isActive && records.staff[read.key] != nil { takeKnown(read) }
        for read in reading.people where read.isActive && records.staff[read.key] == nil { takeNew(read) }
        for read in reading.people where !read.isActive { takeLeaver(read) }
        takeMissing()
        // Newcomers alone are in order already, and to sort a hundred thousand would need half of their room once more.
        if !zip(changes, changes.dropFirst()).allSatisfy({ !Self.precedes($1, $0) }) { changes.sort(by: Self.precedes) }
        plan.people = changes
        plan.findings += findings
        plan.conflicts += conflicts
        plan.isolated.formUnion(isolated)
        plan.withheld.formUnion(withheld)
    }

    private static func precedes(_ one: SyncPlan.PersonChange, _ other: SyncPlan.PersonChange) -> Bool {
        EntryKey.precedes((one.name, one.key), (other.name, other.key))
    }

    /// One set for all whom it's true of.
    private static let joined: Set<SyncPlan.Kind> = [.joined]

    private mutating func takeKnown(_ read: ReadPerson) {
        guard let known = records.staff[read.key] else { return }
        guard claim(known.person, read), isPlaced(read) else { return }
        change(read, known, isRebound: false)
    }

    /// Whether it's known where an entry says that somebody works; else they're isolated.
    private mutating func isPlaced(_ read: ReadPerson) -> Bool {
        guard read.posts.contains(where: { disputed.contains($0.post.unit) }) else { return true }
        isolated.insert(read.key)
        return false
    }

    private mutating func takeNew(_ read: ReadPerson) {
        guard isPlaced(read) else { return }
        guard let number = read.details.number, let person = records.numbers[number] else {
            let details = withoutTakenName(read, of: nil)
            let posts = posts(of: read)
            changes.append(
                SyncPlan.PersonChange(
                    key: read.key, name: read.name, person: nil, kinds: Self.joined, details: details, isActive: true,
                    ended: [], begun: posts))
            return
        }
        guard claim(person, read) else { return }
        if let key = formerKeys[person], let known = records.staff[key] {
            change(read, known, isRebound: true)
            return
        }
        changes.append(
            SyncPlan.PersonChange(
                key: read.key, name: read.name, person: person, kinds: [.known],
                details: withoutTakenName(read, of: person), isActive: true, ended: [], begun: posts(of: read)))
    }

    /// `false`, with a conflict, where another entry is there for the same person.
    private mutating func claim(_ person: PersonID, _ read: ReadPerson) -> Bool {
        if let other = claimed[person], other != read.key {
            conflicts.append(SyncConflict(.numberOfAnother, dn: read.dn))
            isolated.insert(read.key)
            return false
        }
        claimed[person] = read.key
        return true
    }

    private mutating func change(_ read: ReadPerson, _ known: KnownStaff, isRebound: Bool) {
        var details = withoutTakenName(read, of: known.person)
        if let number = details.number, number != known.details.number, let other = records.numbers[number],
            other != known.person
        {
            conflicts.append(SyncConflict(.numberOfAnother, dn: read.dn))
            details.number = known.details.number
            withheld.insert(read.key)
        }
        let wanted = posts(of: read)
        let (ended, begun) = Self.difference(known.posts, wanted, at: moment)
        var kinds = Self.kinds(from: known.details, to: details)
        if isRebound { kinds.insert(.rebound) }
        if !known.isActive { kinds.insert(.returned) }
        if known.isActive, !ended.isEmpty || !begun.isEmpty { kinds.insert(.moved) }
        guard !kinds.isEmpty || !ended.isEmpty || !begun.isEmpty else { return }
        changes.append(
            SyncPlan.PersonChange(
                key: read.key, name: read.name, person: known.person, kinds: kinds, details: details, isActive: true,
                ended: ended, begun: begun))
    }

    static func kinds(from known: StaffDetails, to details: StaffDetails) -> Set<SyncPlan.Kind> {
        var kinds: Set<SyncPlan.Kind> = []
        if known.number != nil, known.number != details.number { kinds.insert(.renumbered) }
        if known.username != details.username { kinds.insert(.loginChanged) }
        let isSame =
            known.kind == details.kind && isSame(known.name, details.name) && isSame(known.mail, details.mail)
            && isSame(known.phone, details.phone) && isSame(known.givenName, details.givenName)
            && isSame(known.familyName, details.familyName) && isSame(known.locale, details.locale)
            && (known.number != nil || details.number == nil)
        if !isSame { kinds.insert(.detailsChanged) }
        return kinds
    }

    /// By bytes: another placement of a tone is another spelling.
    private static func isSame(_ one: String?, _ other: String?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return one.utf8.elementsEqual(other.utf8)
    }

    /// An entry that says that somebody works there no more.
    private mutating func takeLeaver(_ read: ReadPerson) {
        guard let known = records.staff[read.key], known.isActive, claimed[known.person] == nil else { return }
        leave(read.key, read.name, known, isSaid: true)
    }

    /// Entries of which the source has nothing any more.
    private mutating func takeMissing() {
        guard !records.staff.isEmpty else { return }
        let there = Set(reading.people.map(\.key)).union(reading.isolated)
        for (key, known) in records.staff where known.isActive && !there.contains(key) && claimed[known.person] == nil {
            leave(key, EntryName(known.details.username?.text ?? key.description), known, isSaid: false)
        }
    }

    private mutating func leave(_ key: EntryKey, _ name: EntryName, _ known: KnownStaff, isSaid: Bool) {
        changes.append(
            SyncPlan.PersonChange(
                key: key, name: name, person: known.person, kinds: [.left], details: known.details, isActive: false,
                isSaid: isSaid, ended: known.posts.filter { $0.period.endsAfter(moment) }, begun: []))
    }

    /// The details without a user name that is, or was, another's: who had it, may be signed in by it elsewhere
    /// (Documentation/PEERS-BUGS.md P59).
    private mutating func withoutTakenName(_ read: ReadPerson, of person: PersonID?) -> StaffDetails {
        var details = read.details
        guard let name = details.username, let owner = records.usernames[name], owner != person else { return details }
        conflicts.append(SyncConflict(.usernameOfAnother(name), dn: read.dn))
        details.username = records.staff[read.key]?.details.username
        withheld.insert(read.key)
        return details
    }

    /// The posts that count: at units that are there, and not over.
    private mutating func posts(of read: ReadPerson) -> Set<ReadPost> {
        // The usual case: one set for all who share it.
        if read.posts.allSatisfy({ $0.counts(at: units, moment) }) { return read.posts }
        var posts: Set<ReadPost> = []
        // In an order that isn't the set's, so that one reading has one plan, to the order of its findings.
        for post in read.posts.sorted(by: { $0.post.unit.text < $1.post.unit.text }) {
            let unit = post.post.unit
            guard units.contains(unit) else {
                withheld.insert(read.key)
                if unknownUnits.insert(unit).inserted {
                    findings.append(SyncFinding(.unknownUnit(unit.text), dn: read.dn))
                }
                continue
            }
            if post.counts(at: units, moment) { posts.insert(post) }
        }
        return posts
    }

    static func difference(
        _ known: [Assignment], _ wanted: Set<ReadPost>, at moment: Instant
    ) -> (ended: [Assignment], begun: Set<ReadPost>) {
        var begun = wanted
        var ended: [Assignment] = []
        for assignment in known where assignment.period.endsAfter(moment) {
            if let kept = begun.first(where: { $0.isKept(by: assignment, at: moment) }) {
                begun.remove(kept)
            } else {
                ended.append(assignment)
            }
        }
        return (ended, begun)
    }
}
