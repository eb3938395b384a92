import Accounts
import Audit
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import SCIM
import Storage
import Wire

// The people of a source: somebody who begins to work here, by whose posts they get what those give; and who leaves.
extension SourceWriting {
    func createPerson(_ written: WrittenResource, as id: EntryKey, _ newID: PersonID) throws {
        let details = written.details(number: written.citizenNumber)
        let name = try freeName(written, of: id)
        let known = try details.number.flatMap { number in
            try transaction.people.people(numbered: [number])[number]
        }
        let person = known ?? newID
        let record = ProvisionedResource(
            id: id, subject: .person(person), name: name, content: written.content, at: act.now,
            endedAt: written.isActive ? nil : act.now)
        if known == nil {
            try enter(person, details)
        } else {
            try admitKnown(person, as: id, details)
            try transaction.tell(details, after: nil, of: person, at: act.now)
        }
        try records.add(record, of: source.source)
        try put(record, person, details)
        if written.isActive {
            try transaction.staffAccounts.activate(person, at: act.now)
            if known != nil { try transaction.staffAccounts.enablePerson(person, at: act.now) }
        } else if known == nil {
            try transaction.leave(person, at: act.now)
        }
        // Whether the number was known stands in the log, and not in the answer.
        try say(person, known == nil ? "joined" : "known")
    }

    func update(
        _ record: ProvisionedResource, _ person: PersonID, from old: WrittenResource, to written: WrittenResource
    ) throws {
        let (before, details) = (
            old.details(number: old.citizenNumber), written.details(number: written.citizenNumber)
        )
        if !written.isActive { try admitLeaving(record, person) }
        if before.number != details.number { try renumber(person, details, record) }
        var record = record
        let wasActive = record.endedAt == nil
        record.name = try freeName(written, of: record.id)
        record.content = written.content
        record.modifiedAt = act.now
        record.endedAt = written.isActive ? nil : record.endedAt ?? act.now
        try records.update(record, of: source.source)
        try transaction.tell(details, after: before, of: person, at: act.now)
        try put(record, person, details)
        try settlePosts(of: record)
        switch (wasActive, written.isActive) {
        case (true, false): try leave(person)
        case (false, true):
            try transaction.staffAccounts.activate(person, at: act.now)
            try transaction.staffAccounts.enablePerson(person, at: act.now)
        case (true, true), (false, false): break
        }
        try say(person, wasActive == written.isActive ? "changed" : written.isActive ? "returned" : "left")
    }

    func remove(_ record: ProvisionedResource, _ person: PersonID) throws {
        try admitLeaving(record, person)
        var record = record
        record.endedAt = record.endedAt ?? act.now
        let written = try written(record)
        try put(record, person, written.details(number: written.citizenNumber))
        try settlePosts(of: record)
        try records.remove(record.id, of: source.source, at: act.now)
        try leave(person)
        try say(person, "left")
    }

    // MARK: Numbers

    private func enter(_ person: PersonID, _ details: StaffDetails) throws {
        if let number = details.number {
            try transaction.people.add(person, details.claims, known: .citizen(number), at: act.now)
        } else {
            try transaction.people.add(person, details.claims, at: act.now)
        }
    }

    /// Somebody whom the number tells of. Whom the source has already it can't have twice; whom it had and has deleted
    /// comes back with approval, as from a directory.
    private func admitKnown(_ person: PersonID, as id: EntryKey, _ details: StaffDetails) throws {
        guard try records.find(person, of: source.source) == nil else {
            throw SCIMError.uniqueness(attribute: "citizenNumber")
        }
        guard try transaction.directoryBindings.sources(of: person).contains(where: { $0.source == source.source })
        else { return }
        // The id is drawn anew with each request: what is approved is that this person comes back.
        guard let sameEachTime = EntryKey(octets: Array(person.text.utf8.prefix(64))) else { return }
        try admit(SyncPlan(.rebound, of: person, sameEachTime, details: details), "returned \(person.text)")
        try transaction.directoryBindings.forgetKeys(of: person, but: id, of: source.source, at: act.now)
    }

    /// The first number of somebody whom the source has told of without one waits for approval as well: else a source
    /// could try out which numbers are known.
    private func renumber(_ person: PersonID, _ details: StaffDetails, _ record: ProvisionedResource) throws {
        guard let number = details.number else { return }
        try admit(SyncPlan(.renumbered, of: person, record.id, details: details), "number of \(person.text)")
        let holder = try transaction.people.people(numbered: [number])[number]
        guard holder == nil || holder == person else { throw SCIMError.uniqueness(attribute: "citizenNumber") }
        guard holder == nil else { return }
        for old in try transaction.people.identifiers(of: person) {
            try transaction.people.end(old, of: person, at: act.now)
        }
        try transaction.people.begin(.citizen(number), of: person, at: act.now)
    }

    // MARK: Leaving

    private func admitLeaving(_ record: ProvisionedResource, _ person: PersonID) throws {
        guard isLoss(record) else { return }
        try admit(SyncPlan(.left, of: person, record.id), "left \(person.text)")
    }

    /// Who left loses what was given in person, too.
    private func leave(_ person: PersonID) throws {
        try transaction.leave(person, at: act.now)
        guard try !transaction.directoryBindings.isActive(person) else { return }
        _ = try transaction.endGrantsInPerson(of: person, keeping: keptOnMove, act)
    }

    private var keptOnMove: Set<RoleID> { permissions.snapshot.definition.rolesKeptOnMove }

    // MARK: Parts

    /// Unique among the source's people, in any case (RFC 7643 §4.1.1).
    private func freeName(_ written: WrittenResource, of id: EntryKey) throws -> String? {
        let name = written.text("userName")?.lowercased().normalizedToNFC
        if let name, try records.isNameTaken(name, of: source.source, but: id) {
            throw SCIMError.uniqueness(attribute: "userName")
        }
        return name
    }

    /// By the binding other sources know that somebody is here by this one too.
    private func put(_ record: ProvisionedResource, _ person: PersonID, _ details: StaffDetails) throws {
        try transaction.directoryBindings.put(
            BoundStaff(person: person, details: details, isActive: record.endedAt == nil), record.id, dn: "",
            of: source.source, at: act.now)
    }

    /// Lets somebody have the posts that follow from what the source says, and no others of its making.
    func settlePosts(of record: ProvisionedResource) throws {
        guard case .person(let person) = record.subject else { return }
        let title = try written(record).text("title")
        let units = record.endedAt == nil ? try records.units(of: record.id, source.source) : []
        let due = Set(units.map { Post(position(titled: title), at: $0) })
        let held = try transaction.assignments.facts(of: person)
            .filter { $0.fact.isBegun(by: source.source) && $0.fact.period.endsAfter(act.now) }
        let over = held.filter { !due.contains($0.fact.post) }
        let fresh = due.subtracting(held.map(\.fact.post)).sorted { $0.description < $1.description }
        guard !over.isEmpty || !fresh.isEmpty else { return }
        let revision = try transaction.permissionRevisions.begin(at: act.now)
        for post in over { _ = try transaction.assignments.end(post, at: act.now, in: revision) }
        for post in fresh {
            try transaction.assignments.add(
                Assignment(person: person, post: post, period: .since(act.now), origin: source.source), in: revision)
        }
        guard try hasMoved(person) else { return }
        _ = try transaction.endGrantsInPerson(of: person, keeping: keptOnMove, in: revision, act)
    }

    /// By SCIM a move is two requests, in whichever order: somebody has moved who isn't any more where they were a day ago,
    /// and is where they weren't.
    private func hasMoved(_ person: PersonID) throws -> Bool {
        let aDayAgo = act.now - .hours(24)
        let before = try transaction.assignments.facts(of: person).map(\.fact)
            .filter { $0.period.contains(aDayAgo) }.map(\.post.unit)
        return Relocation(from: Set(before), to: try transaction.places(of: person, at: act.now)).isMove
    }

    /// The position that the policy calls so, by its short name or by either of its names; else the source's.
    private func position(titled title: String?) -> Position {
        guard let title = title?.lowercased() else { return source.position }
        let known = permissions.snapshot.definition.positions.first { position in
            [position.position.slug, position.name.vietnamese, position.name.english]
                .contains { $0.lowercased().hasSameBytes(as: title) }
        }
        return known?.position ?? source.position
    }

    private func say(_ person: PersonID, _ what: String) throws {
        try transaction.audit.append(act.event(.directoryStaff, object: "\(person.text) \(what) \(source.source)"))
    }
}

extension WrittenResource {
    func details(number: CitizenNumber?) -> StaffDetails {
        let whole = [text("name", "familyName"), text("name", "givenName")].compactMap { $0 }
        return StaffDetails(
            number: number,
            name: text("displayName") ?? text("name", "formatted")
                ?? (whole.isEmpty ? text("userName") : whole.joined(separator: " ")),
            mail: first("emails"), phone: first("phoneNumbers"), givenName: text("name", "givenName"),
            familyName: text("name", "familyName"))
    }
}
