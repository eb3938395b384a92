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
    func createPerson(_ written: WrittenResource, as id: EntryKey, _ person: PersonID) throws {
        let record = ProvisionedResource(
            id: id, subject: .person(person), name: try freeName(written, of: id), content: written.content,
            at: act.now,
            endedAt: written.isActive ? nil : act.now)
        let details = written.details
        try transaction.people.add(person, details.claims, at: act.now)
        try records.add(record, of: source.source)
        try put(record, person, details)
        if written.isActive {
            try transaction.staffAccounts.activate(person, at: act.now)
        } else {
            try transaction.leave(person, at: act.now)
        }
        try say(person, "joined")
    }

    func update(_ record: ProvisionedResource, _ person: PersonID, to written: WrittenResource) throws {
        if !written.isActive { try refuseTooManyRemovals(with: record) }
        let before = try self.written(record).details
        var record = record
        let wasActive = record.endedAt == nil
        record.name = try freeName(written, of: record.id)
        record.content = written.content
        record.modifiedAt = act.now
        record.endedAt = written.isActive ? nil : record.endedAt ?? act.now
        try records.update(record, of: source.source)
        let details = written.details
        try transaction.tell(details, after: before, of: person)
        try put(record, person, details)
        try settlePosts(of: record)
        switch (wasActive, written.isActive) {
        case (true, false): try transaction.leave(person, at: act.now)
        case (false, true):
            try transaction.staffAccounts.activate(person, at: act.now)
            try transaction.staffAccounts.enablePerson(person, at: act.now)
        case (true, true), (false, false): break
        }
        try say(person, wasActive == written.isActive ? "changed" : written.isActive ? "returned" : "left")
    }

    func remove(_ record: ProvisionedResource, _ person: PersonID) throws {
        try refuseTooManyRemovals(with: record)
        var record = record
        record.endedAt = record.endedAt ?? act.now
        try put(record, person, try written(record).details)
        try settlePosts(of: record)
        try records.remove(record.id, of: source.source, at: act.now)
        try transaction.leave(person, at: act.now)
        try say(person, "left")
    }

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
    /// What is kept of it; members have a table of their own.
    var content: JSONObject {
        var content = attributes
        content["members"] = nil
        return content
    }

    var details: StaffDetails {
        let whole = [text("name", "familyName"), text("name", "givenName")].compactMap { $0 }
        return StaffDetails(
            name: text("displayName") ?? text("name", "formatted")
                ?? (whole.isEmpty ? text("userName") : whole.joined(separator: " ")),
            mail: first("emails"), phone: first("phoneNumbers"), givenName: text("name", "givenName"),
            familyName: text("name", "familyName"))
    }
}
